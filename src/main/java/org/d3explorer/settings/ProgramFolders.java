package org.d3explorer.settings;

import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import java.util.stream.Stream;
import net.harawata.appdirs.AppDirs;
import net.harawata.appdirs.AppDirsFactory;
import org.jspecify.annotations.Nullable;

/**
 * Where the program lies and where it keeps what it writes.
 *
 * @param bundledModel the bundle that comes with the program
 * @param userModels where imported bundles are looked for
 * @param traces where runs are kept
 * @param logs where the log is written
 */
public record ProgramFolders(Path bundledModel, Path userModels, Path traces, Path logs) {
    /** System property that names the folder the program was started from; it holds {@code models}. */
    public static final String PROGRAM_PROPERTY = "d3explorer.program";

    private static final String APPLICATION = "d3-explorer";
    private static final Path BUNDLED_MODEL = Path.of("models", "smollm2-135m-instruct");

    /**
     * Returns the folders: below the settings' folder where {@link SettingsFolder#PROPERTY} or its variable names one,
     * else the platform's own.
     */
    public static ProgramFolders find() {
        return find(System.getProperties(), System.getenv(SettingsFolder.VARIABLE));
    }

    static ProgramFolders find(Properties properties, @Nullable String variable) {
        var named = properties.getProperty(SettingsFolder.PROPERTY, variable == null ? "" : variable);
        var model = bundledModel(properties.getProperty(PROGRAM_PROPERTY));
        if (!named.isBlank()) {
            var home = Path.of(named).toAbsolutePath();
            return new ProgramFolders(model, home.resolve("models"), home.resolve("traces"), home.resolve("logs"));
        }
        AppDirs platform = AppDirsFactory.getInstance();
        var data = Path.of(platform.getUserDataDir(APPLICATION, null, null));
        return new ProgramFolders(
                model,
                data.resolve("models"),
                data.resolve("traces"),
                Path.of(platform.getUserLogDir(APPLICATION, null, null)));
    }

    /** Returns the folders whose sub-folders may be model bundles. */
    public List<Path> models() {
        var bundled = bundledModel.getParent();
        return bundled == null ? List.of(userModels) : List.of(bundled, userModels);
    }

    private static Path bundledModel(@Nullable String program) {
        if (program != null) {
            return Path.of(program).toAbsolutePath().resolve(BUNDLED_MODEL);
        }
        var working = Path.of("").toAbsolutePath();
        return Stream.concat(Stream.iterate(codeLocation(), p -> p != null, Path::getParent), Stream.of(working))
                .map(folder -> folder.resolve(BUNDLED_MODEL))
                .filter(Files::isDirectory)
                .findFirst()
                .orElse(working.resolve(BUNDLED_MODEL));
    }

    private static @Nullable Path codeLocation() {
        var source = ProgramFolders.class.getProtectionDomain().getCodeSource();
        try {
            return source == null ? null : Path.of(source.getLocation().toURI());
        } catch (URISyntaxException e) {
            return null;
        }
    }
}
