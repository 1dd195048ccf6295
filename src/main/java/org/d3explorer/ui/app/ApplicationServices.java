package org.d3explorer.ui.app;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.d3explorer.settings.SettingsStore;
import org.d3explorer.ui.explore.EngineService;

/**
 * What the window is given to work with.
 *
 * @param settingsFolder folder of preferences and lock
 * @param settingsWriter replaces the preferences' file as a whole
 * @param modelFolders folders whose sub-folders may be model bundles
 * @param model bundle to load at the start, instead of the one used last
 * @param traces folder in which every run is kept
 * @param engine makes the engine that runs models
 * @param onTermination is handed what closes the window, to be called where the process is asked to end
 */
public record ApplicationServices(
        Path settingsFolder,
        SettingsStore.Writer settingsWriter,
        List<Path> modelFolders,
        Optional<Path> model,
        Path traces,
        Supplier<EngineService> engine,
        Consumer<Runnable> onTermination) {
    /** Copies the list. */
    public ApplicationServices {
        modelFolders = List.copyOf(modelFolders);
    }
}
