package org.d3explorer.runtime;

import java.util.Arrays;

/**
 * A measured quantity over repetitions.
 *
 * @param median the value to quote
 * @param low first quartile
 * @param high third quartile
 */
public record Spread(double median, double low, double high) {
    /**
     * Summarises repetitions.
     *
     * @param values at least one
     */
    static Spread of(double... values) {
        var sorted = values.clone();
        Arrays.sort(sorted);
        return new Spread(quantile(sorted, 0.5), quantile(sorted, 0.25), quantile(sorted, 0.75));
    }

    /** Linear interpolation between the order statistics. */
    private static double quantile(double[] sorted, double at) {
        double index = at * (sorted.length - 1);
        int below = (int) index;
        int above = Math.min(below + 1, sorted.length - 1);
        return sorted[below] + (index - below) * (sorted[above] - sorted[below]);
    }
}
