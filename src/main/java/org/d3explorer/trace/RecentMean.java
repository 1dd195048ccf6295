package org.d3explorer.trace;

/** Mean of the last few values. Not thread-safe. */
final class RecentMean {
    private final double[] values;
    private long count;

    /**
     * Makes an empty window.
     *
     * @param size number of values it holds, ≥ 1
     */
    RecentMean(int size) {
        values = new double[size];
    }

    /** Adds a value in place of the oldest. */
    void add(double value) {
        values[(int) (count++ % values.length)] = value;
    }

    /** Returns the mean of the values held, NaN without values. */
    double mean() {
        int held = (int) Math.min(count, values.length);
        double sum = 0;
        for (int n = 0; n < held; n++) {
            sum += values[n];
        }
        return sum / held;
    }
}
