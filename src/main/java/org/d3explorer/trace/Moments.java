package org.d3explorer.trace;

/** Running mean and standard error of a figure, by Welford's method. Not thread-safe. */
public final class Moments {
    private long count;
    private double mean;
    private double squares;
    private double max = Double.NaN;

    /** Adds a value. */
    public void add(double value) {
        count++;
        double before = value - mean;
        mean += before / count;
        squares += before * (value - mean);
        max = count == 1 ? value : Math.max(max, value);
    }

    /** Returns the mean, NaN without values. */
    public double mean() {
        return count == 0 ? Double.NaN : mean;
    }

    /** Returns the largest value, NaN without values. */
    public double max() {
        return max;
    }

    /** Returns the mean with its standard error, s/√n; the error is NaN below two values. */
    public Estimate estimate() {
        double error = count < 2 ? Double.NaN : Math.sqrt(squares / (count - 1) / count);
        return new Estimate(mean(), error);
    }
}
