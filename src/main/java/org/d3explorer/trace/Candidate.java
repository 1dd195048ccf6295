package org.d3explorer.trace;

/**
 * One token the model could have chosen.
 *
 * @param id token id
 * @param text the token's text as it would be shown alone
 * @param logProbability natural logarithm of its probability, from raw logits (specification §3), ≤ 0; rounded to a
 *     millionth, which is finer than single-precision logits are and halves the size of a trace
 */
public record Candidate(int id, String text, double logProbability) {
    private static final double PRECISION = 1e6;

    /** Rounds the logarithm. */
    public Candidate {
        if (Double.isFinite(logProbability)) {
            logProbability = Math.rint(logProbability * PRECISION) / PRECISION;
        }
    }

    /** Returns the probability, 0..1. */
    public double probability() {
        return Math.exp(logProbability);
    }
}
