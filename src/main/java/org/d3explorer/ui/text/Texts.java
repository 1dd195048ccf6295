package org.d3explorer.ui.text;

import java.util.Locale;
import java.util.ResourceBundle;

/** The one resource bundle of the window's texts. */
public final class Texts {
    private static final ResourceBundle BUNDLE = ResourceBundle.getBundle("org.d3explorer.ui.texts");

    private Texts() {}

    /** Returns the bundle, for FXML. */
    public static ResourceBundle bundle() {
        return BUNDLE;
    }

    /**
     * Returns a text.
     *
     * @throws java.util.MissingResourceException if there is none of that key
     */
    public static String get(String key) {
        return BUNDLE.getString(key);
    }

    /**
     * Returns a text with its {@link String#format} placeholders filled in; numbers are written with a decimal point.
     *
     * @throws java.util.MissingResourceException if there is none of that key
     */
    public static String format(String key, Object... arguments) {
        return String.format(Locale.ROOT, BUNDLE.getString(key), arguments);
    }
}
