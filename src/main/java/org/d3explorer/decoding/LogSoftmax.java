package org.d3explorer.decoding;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The next-token distribution of one row of raw logits, in double precision (specification §3). Immutable. */
public final class LogSoftmax {
    private final float[] logits;
    private final int top1;
    private final double logNormaliser;
    private final double entropy;
    /** The distribution of which {@link #meanDifference} is known, null where none is. */
    private final @Nullable LogSoftmax compared;
    /** Mean of own minus the other's logit under this distribution. */
    private final double meanDifference;

    private LogSoftmax(
            float[] logits,
            int top1,
            double logNormaliser,
            double entropy,
            @Nullable LogSoftmax compared,
            double meanDifference) {
        this.compared = compared;
        this.meanDifference = meanDifference;
        this.logits = logits;
        this.top1 = top1;
        this.logNormaliser = logNormaliser;
        this.entropy = entropy;
    }

    /**
     * Computes the distribution.
     *
     * @param logits [V], V ≥ 1; not copied, so the distribution is valid as long as the caller leaves the array alone
     * @return empty where a logit is NaN or infinite
     */
    public static Optional<LogSoftmax> of(float[] logits) {
        return of(logits, logits, null);
    }

    /**
     * Computes the distribution and, in the same pass over the vocabulary, what {@link #divergenceFrom} answers for another
     * one: half the exponentials of computing both in turn.
     *
     * @param logits as for {@link #of(float[])}
     * @param other over the same vocabulary
     * @return empty where a logit is NaN or infinite
     */
    public static Optional<LogSoftmax> of(float[] logits, LogSoftmax other) {
        return of(logits, other.logits, other);
    }

    /** Sums relative to the largest logit so far; each larger one scales what has been summed. */
    private static Optional<LogSoftmax> of(float[] logits, float[] others, @Nullable LogSoftmax compared) {
        int top1 = 0;
        double max = logits[0];
        double sum = 0;
        double weighted = 0;
        double difference = 0;
        for (int v = 0; v < logits.length; v++) {
            double x = logits[v];
            if (x > max) {
                double scale = Exponential.exp(max - x);
                weighted = scale * (weighted + sum * (max - x));
                sum *= scale;
                difference *= scale;
                max = x;
                top1 = v;
            }
            double below = x - max;
            double e = Exponential.exp(below);
            sum += e;
            weighted += e * below;
            difference += e * (x - others[v]);
        }
        // NaN and +∞ make the sum NaN, −∞ the weighted sum: no check per logit is needed.
        if (!Double.isFinite(sum + weighted)) {
            return Optional.empty();
        }
        double lnSum = Math.log(sum);
        double entropy = Math.max(0, lnSum - weighted / sum);
        return Optional.of(new LogSoftmax(logits, top1, max + lnSum, entropy, compared, difference / sum));
    }

    /** Returns the raw logits [V]; not to be changed. */
    public float[] logits() {
        return logits;
    }

    /** Returns the most probable token, the lowest id of equally probable ones. */
    public int top1() {
        return top1;
    }

    /** Returns the entropy in nats, ≥ 0. */
    public double entropy() {
        return entropy;
    }

    /** Returns ln p of a token, ≤ 0. */
    public double logProbability(int id) {
        return Math.min(0, logits[id] - logNormaliser);
    }

    /** Returns p of a token, 0..1. */
    public double probability(int id) {
        return Math.exp(logProbability(id));
    }

    /** Returns how many tokens stand before this one by probability; equally probable ones by ascending id. */
    public int rank(int id) {
        float own = logits[id];
        int before = 0;
        for (int v = 0; v < logits.length; v++) {
            if (logits[v] > own || (logits[v] == own && v < id)) {
                before++;
            }
        }
        return before;
    }

    /**
     * Returns KL(this ‖ other) in nats, ≥ 0.
     *
     * @param other over the same vocabulary
     */
    public double divergenceFrom(LogSoftmax other) {
        if (other == this) {
            return 0;
        }
        double mean = other == compared ? meanDifference : meanDifference(other);
        return Math.max(0, mean - (logNormaliser - other.logNormaliser));
    }

    private double meanDifference(LogSoftmax other) {
        double sum = 0;
        for (int v = 0; v < logits.length; v++) {
            double difference = (double) logits[v] - other.logits[v];
            sum += Exponential.exp(Math.min(0, logits[v] - logNormaliser)) * difference;
        }
        return sum;
    }

    /** Returns the same distribution over its own copy of the logits. */
    public LogSoftmax copy() {
        return new LogSoftmax(logits.clone(), top1, logNormaliser, entropy, compared, meanDifference);
    }
}
