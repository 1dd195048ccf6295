package org.d3explorer.ui.text;

import java.util.Locale;
import java.util.ResourceBundle;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The one resource bundle of the window's texts. */
public final class Texts {
    private static final ResourceBundle BUNDLE = ResourceBundle.getBundle("org.d3explorer.ui.texts");

    private static final Pattern PLACEHOLDER =
            Pattern.compile("(?<value>%[.0-9]*[a-z%])(?: \\{(?<one>[^|{}]*)\\|(?<many>[^|{}]*)\\})?");

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
     * Returns a text with its {@link String#format} placeholders filled in; numbers are written with a decimal point. Of
     * {@code %d {token|tokens}} the first word is taken for 1, the second for any other number.
     *
     * @throws java.util.MissingResourceException if there is none of that key
     */
    public static String format(String key, Object... arguments) {
        return String.format(Locale.ROOT, counted(BUNDLE.getString(key), arguments), arguments);
    }

    private static String counted(String text, Object... arguments) {
        var words = new StringBuilder();
        var placeholders = PLACEHOLDER.matcher(text);
        int argument = 0;
        while (placeholders.find()) {
            if (placeholders.group("one") != null) {
                boolean one = arguments[argument] instanceof Number number && number.longValue() == 1;
                placeholders.appendReplacement(
                        words,
                        Matcher.quoteReplacement(
                                placeholders.group("value") + " " + placeholders.group(one ? "one" : "many")));
            }
            argument += placeholders.group().equals("%%") ? 0 : 1;
        }
        return placeholders.appendTail(words).toString();
    }
}
