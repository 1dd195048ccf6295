package org.d3explorer;

import java.util.Locale;
import java.util.Optional;

/** Says why there is no display to show a window on. */
final class Display {
    private Display() {}

    /** Returns what is missing before JavaFX is asked, which takes a while to fail; empty where nothing is known to be. */
    static Optional<String> obstacle() {
        boolean unix = !System.getProperty("os.name").toLowerCase(Locale.ROOT).matches("(windows|mac).*");
        boolean headlessPlatform = "Headless".equals(System.getProperty("glass.platform"));
        if (!unix || headlessPlatform || isSet("DISPLAY") || isSet("WAYLAND_DISPLAY")) {
            return Optional.empty();
        }
        return Optional.of("there is no display (DISPLAY is not set)");
    }

    /** Returns in a line why JavaFX could not start. */
    static String reason(Throwable failure) {
        var message = String.valueOf(failure.getMessage()).lines().findFirst().orElse("");
        return "JavaFX cannot open a window (" + message + ")";
    }

    private static boolean isSet(String variable) {
        var value = System.getenv(variable);
        return value != null && !value.isBlank();
    }
}
