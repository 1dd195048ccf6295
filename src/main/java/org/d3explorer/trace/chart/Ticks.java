package org.d3explorer.trace.chart;

import java.util.Locale;

/** Round numbers for axes. */
final class Ticks {
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
}
