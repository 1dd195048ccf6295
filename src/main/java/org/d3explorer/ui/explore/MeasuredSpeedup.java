package org.d3explorer.ui.explore;

import java.util.List;

/**
 * Full-depth ms/token ÷ D³ ms/token over the same positions, in one process, interleaved (specification §4).
 *
 * @param ratios one per repetition, ascending
 * @param fullMillis median full-depth time of a token after T_0, in ms
 * @param d3Millis median time of a token of the run after T_0, in ms
 */
public record MeasuredSpeedup(List<Double> ratios, double fullMillis, double d3Millis) {
    /** Sorts the ratios. */
    public MeasuredSpeedup {
        ratios = ratios.stream().sorted().toList();
    }

    /** Returns the median of the repetitions. */
    public double median() {
        return median(ratios);
    }

    /** Returns the least ratio. */
    public double least() {
        return ratios.getFirst();
    }

    /** Returns the greatest ratio. */
    public double most() {
        return ratios.getLast();
    }

    /**
     * Returns the median, the mean of the middle two of an even number.
     *
     * @param sorted ascending, not empty
     */
    static double median(List<Double> sorted) {
        int middle = sorted.size() / 2;
        return sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }
}
