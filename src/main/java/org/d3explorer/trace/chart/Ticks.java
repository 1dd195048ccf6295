package org.d3explorer.trace.chart;

import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.util.Locale;

/** Round numbers for axes. */
final class Ticks {
    private static final double COMPACT_FROM = 10_000;

    private Ticks() {}

    /** Returns the step of 1, 2 or 5 times a power of ten that divides a range into at most so many parts. */
    static double step(double range, int parts) {
        double raw = range / Math.max(1, parts);
        double power = Math.pow(10, Math.floor(Math.log10(raw)));
        double digit = raw / power;
        double round = digit <= 1 ? 1 : digit <= 2 ? 2 : digit <= 5 ? 5 : 10;
        return round * power;
    }

    /** Returns the number with as many decimals as the step needs. */
    static String text(double value, double step) {
        int decimals = (int) Math.clamp(Math.ceil(-Math.log10(step) - 1e-9), 0, 6);
        return String.format(Locale.ROOT, "%,." + decimals + "f", value);
    }

    /** Returns the same in a few characters however great the number is, for the narrow margin of a value axis. */
    static String compact(double value, double step) {
        return value < COMPACT_FROM
                ? text(value, step)
                : new DecimalFormat("0.##E0", DecimalFormatSymbols.getInstance(Locale.ROOT))
                        .format(value)
                        .replace('E', 'e');
    }
}
