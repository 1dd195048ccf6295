package org.d3explorer.trace;

/**
 * A mean and how far it can be trusted.
 *
 * @param mean NaN where there are no values
 * @param standardError sample standard deviation ÷ √n, NaN below two values
 */
public record Estimate(double mean, double standardError) {
    /** Nothing was measured. */
    public static final Estimate NONE = new Estimate(Double.NaN, Double.NaN);
}
