package org.d3explorer.decoding;

import java.util.Arrays;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.d3explorer.trace.Sampling;

/**
 * Draws the next token (specification §5): penalties → temperature → top-k → top-p → min-p → draw. Each filter works on
 * what the one before left, renormalised. Greedy takes the largest score, the lowest id of equal ones. One per run; not
 * thread-safe.
 */
final class Sampler {
    /** How many of the most probable tokens top-p looks at first; more only where their mass does not suffice. */
    private static final int TOP_P_FIRST_LOOK = 128;

    private static final int TOP_P_GROWTH = 16;

    private final Sampling sampling;
    private final RandomGenerator generator;
    private final boolean penalised;
    /** Occurrences of each token in prompt and answer, which are what the penalties count. */
    private final int[] occurrences;

    private final float[] adjusted;

    /**
     * Makes a sampler with its own seeded generator.
     *
     * @param sampling how to draw
     * @param vocabularySize V
     */
    Sampler(Sampling sampling, int vocabularySize) {
        this.sampling = sampling;
        generator = RandomGeneratorFactory.of(Sampling.GENERATOR).create(sampling.seed());
        penalised = sampling.repetitionPenalty() != 1
                || sampling.presencePenalty() != 0
                || sampling.frequencyPenalty() != 0;
        occurrences = new int[penalised ? vocabularySize : 0];
        adjusted = new float[penalised ? vocabularySize : 0];
    }

    /** Counts a token of the prompt or the answer for the penalties. */
    void see(int id) {
        if (penalised) {
            occurrences[id]++;
        }
    }

    /** Passes over the draw of a token that was taken over from an earlier run, so that later draws are the same. */
    void skipDraw() {
        if (sampling.temperature() > 0) {
            generator.nextDouble();
        }
    }

    /**
     * Draws a token.
     *
     * @param raw distribution of the raw logits, all finite
     * @return token id
     */
    int next(LogSoftmax raw) {
        float[] scores = penalised ? penalise(raw.logits()) : raw.logits();
        int top = penalised ? TopTokens.select(scores, 1)[0] : raw.top1();
        return sampling.temperature() == 0 ? top : draw(scores, scores[top]);
    }

    private float[] penalise(float[] logits) {
        System.arraycopy(logits, 0, adjusted, 0, logits.length);
        double repetition = sampling.repetitionPenalty();
        for (int v = 0; v < occurrences.length; v++) {
            if (occurrences[v] > 0) {
                double logit = adjusted[v] > 0 ? adjusted[v] / repetition : adjusted[v] * repetition;
                adjusted[v] =
                        (float) (logit - sampling.presencePenalty() - sampling.frequencyPenalty() * occurrences[v]);
            }
        }
        return adjusted;
    }

    private int draw(float[] scores, float max) {
        int[] ids = kept(scores, max);
        var weights = weights(ids, scores, max);
        int count = keptByMinP(ids, weights);
        double rest = generator.nextDouble() * sum(weights, count);
        for (int n = 0; n < count - 1; n++) {
            rest -= weights[n];
            if (rest < 0) {
                return ids[n];
            }
        }
        return ids[count - 1];
    }

    /** Applies top-k and top-p; sorted by descending score if either is on, else all ids in order. */
    private int[] kept(float[] scores, float max) {
        if (sampling.topK() > 0) {
            int[] ids = TopTokens.select(scores, sampling.topK());
            if (sampling.topP() < 1) {
                var weights = weights(ids, scores, max);
                return Arrays.copyOf(ids, nucleus(weights, sampling.topP() * sum(weights, weights.length)));
            }
            return ids;
        }
        if (sampling.topP() < 1) {
            return nucleus(scores, max);
        }
        var all = new int[scores.length];
        Arrays.setAll(all, v -> v);
        return all;
    }

    private int[] nucleus(float[] scores, float max) {
        double total = 0;
        for (float score : scores) {
            total += weight(score, max);
        }
        double mass = sampling.topP() * total;
        for (int look = TOP_P_FIRST_LOOK; ; look *= TOP_P_GROWTH) {
            int[] ids = TopTokens.select(scores, look);
            var weights = weights(ids, scores, max);
            int count = nucleus(weights, mass);
            if (count < ids.length || ids.length == scores.length) {
                return Arrays.copyOf(ids, count);
            }
        }
    }

    /** Returns the size of the smallest prefix whose weights reach the mass; all of them where they do not. */
    private static int nucleus(double[] weights, double mass) {
        double sum = 0;
        for (int n = 0; n < weights.length; n++) {
            sum += weights[n];
            if (sum >= mass) {
                return n + 1;
            }
        }
        return weights.length;
    }

    /** Moves what min-p keeps to the front and returns its number; the most probable token's weight is 1. */
    private int keptByMinP(int[] ids, double[] weights) {
        int count = 0;
        for (int n = 0; n < ids.length; n++) {
            if (weights[n] >= sampling.minP()) {
                ids[count] = ids[n];
                weights[count++] = weights[n];
            }
        }
        return count;
    }

    private double[] weights(int[] ids, float[] scores, float max) {
        var weights = new double[ids.length];
        for (int n = 0; n < ids.length; n++) {
            weights[n] = weight(scores[ids[n]], max);
        }
        return weights;
    }

    private double weight(float score, float max) {
        return Exponential.exp(((double) score - max) / sampling.temperature());
    }

    private static double sum(double[] weights, int count) {
        double sum = 0;
        for (int n = 0; n < count; n++) {
            sum += weights[n];
        }
        return sum;
    }
}
