package org.d3explorer.ui.explore;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import org.d3explorer.settings.SettingsStore;
import org.jspecify.annotations.Nullable;

/** Remembers models, and each model's depth settings. */
final class ExploreMemory {
    private static final int MODELS_KEPT = 8;

    private final SettingsStore settings;

    ExploreMemory(SettingsStore settings) {
        this.settings = settings;
    }

    /** Puts a model at the head of those used before. */
    void used(Path folder) {
        var recent = new ArrayList<>(settings.get(ExploreSettings.RECENT_MODELS));
        recent.removeIf(folder.toString()::equals);
        recent.addFirst(folder.toString());
        settings.set(
                ExploreSettings.RECENT_MODELS, List.copyOf(recent.subList(0, Math.min(recent.size(), MODELS_KEPT))));
        settings.set(ExploreSettings.MODEL, folder.toString());
    }

    /** Returns what the user last set for a model; null if nothing, or nothing usable. */
    @Nullable
    DepthChoice depth(ModelInfo model) {
        var remembered = settings.get(ExploreSettings.DEPTH).get(key(model));
        return remembered != null && remembered.isUsable() ? remembered : null;
    }

    /** Stores what the user set for a model. */
    void store(ModelInfo model, DepthChoice choice) {
        var all = new HashMap<>(settings.get(ExploreSettings.DEPTH));
        all.put(key(model), choice);
        settings.set(ExploreSettings.DEPTH, all);
    }

    private static String key(ModelInfo model) {
        return model.manifest().name() + "/" + model.layers();
    }
}
