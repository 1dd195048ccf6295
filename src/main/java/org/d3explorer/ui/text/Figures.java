package org.d3explorer.ui.text;

import java.util.Locale;

/** Writes measured values. What could not be measured is NaN and written as a dash, never as zero. */
public final class Figures {
    /** Stands for a value that was not measured. */
    public static final String NONE = "–";

    private Figures() {}

    /** Returns the value with so many decimals, or a dash for NaN. */
    public static String fixed(double value, int decimals) {
        if (Double.isNaN(value)) {
            return NONE;
        }
        return Double.isInfinite(value)
                ? (value > 0 ? "∞" : "−∞")
                : String.format(Locale.ROOT, "%." + decimals + "f", value);
    }

    /** Returns the value with so many decimals and a unit behind a narrow space, or a dash for NaN. */
    public static String withUnit(double value, int decimals, String unit) {
        return Double.isNaN(value) ? NONE : fixed(value, decimals) + "\u202f" + unit;
    }

    /** Returns a ratio as {@code 1.25×}, or a dash for NaN. */
    public static String ratio(double value) {
        return Double.isNaN(value) ? NONE : fixed(value, 2) + "×";
    }

    /** Returns a share 0..1 as {@code 92 %}, or a dash for NaN. */
    public static String percent(double share, int decimals) {
        return Double.isNaN(share) ? NONE : withUnit(share * 100, decimals, "%");
    }

    /** Returns a number of bytes in MB or GB of 1024² and 1024³ bytes. */
    public static String bytes(long bytes) {
        double mega = bytes / (1024.0 * 1024.0);
        return mega < 1024 ? withUnit(mega, 0, "MB") : withUnit(mega / 1024, 2, "GB");
    }
}
