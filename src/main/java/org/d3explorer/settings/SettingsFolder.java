package org.d3explorer.settings;

import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import net.harawata.appdirs.AppDirsFactory;

/** Where the preferences, the lock of the running program and the log live. */
public final class SettingsFolder {
    /** System property that names the folder. */
    public static final String PROPERTY = "d3explorer.home";
    /** Environment variable that names the folder where the property does not. */
    public static final String VARIABLE = "D3X_HOME";

    private SettingsFolder() {}

    /** Returns the folder: the property's, else the variable's, else the platform's folder for configuration. */
    public static Path find() {
        return find(System.getProperties(), System.getenv());
    }

    static Path find(Properties properties, Map<String, String> environment) {
        var named = properties.getProperty(PROPERTY, environment.getOrDefault(VARIABLE, ""));
        if (!named.isBlank()) {
            return Path.of(named).toAbsolutePath();
        }
        return Path.of(AppDirsFactory.getInstance().getUserConfigDir("d3-explorer", null, null));
    }
}
