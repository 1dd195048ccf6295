package org.d3explorer.trace;

/**
 * How the next token is drawn (specification §5), in order of application: penalties, temperature, top-k, top-p,
 * min-p, draw.
 *
 * @param temperature 0 = greedy
 * @param topK keep the k most probable, 0 = off
 * @param topP keep the smallest set whose probability reaches p, 1 = off
 * @param minP drop tokens below min-p times the most probable, 0 = off
 * @param repetitionPenalty divides positive, multiplies negative logits of seen tokens, 1 = off
 * @param presencePenalty subtracted from the logits of seen tokens, 0 = off
 * @param frequencyPenalty subtracted once per occurrence, 0 = off
 * @param seed of the {@code L64X128MixRandom} generator
 */
public record Sampling(
        double temperature,
        int topK,
        double topP,
        double minP,
        double repetitionPenalty,
        double presencePenalty,
        double frequencyPenalty,
        long seed) {
    /** The generator the seed is for. */
    public static final String GENERATOR = "L64X128MixRandom";

    /** Checks the ranges. */
    public Sampling {
        require(temperature >= 0 && Double.isFinite(temperature), "temperature", temperature, "0 or more");
        require(topK >= 0, "top-k", topK, "0 or more");
        require(topP > 0 && topP <= 1, "top-p", topP, "above 0, at most 1");
        require(minP >= 0 && minP <= 1, "min-p", minP, "0 to 1");
        require(repetitionPenalty > 0, "repetition penalty", repetitionPenalty, "above 0");
        require(Double.isFinite(presencePenalty), "presence penalty", presencePenalty, "a finite number");
        require(Double.isFinite(frequencyPenalty), "frequency penalty", frequencyPenalty, "a finite number");
    }

    /** Returns the default: always the most probable token. */
    public static Sampling greedy() {
        return new Sampling(0, 0, 1, 0, 1, 0, 0, 0);
    }

    private static void require(boolean ok, String name, double found, String expected) {
        if (!ok) {
            throw new IllegalArgumentException(name + " is " + found + ", expected " + expected);
        }
    }
}
