package org.d3explorer.trace;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The figures of one run, as specification §3 and §4 define them. A figure that cannot be computed, or not yet, is NaN.
 *
 * @param tokens number of generated tokens
 * @param ttftMillis from the request to the first token, in ms
 * @param prefillTokensPerSecond P ÷ prefill time, which is TTFT without the sampling of the first token
 * @param tokensPerSecond tokens after the first ÷ their time
 * @param meanDepth mean number of layers run, over tokens i ≥ 1
 * @param operationsRatio L ÷ mean depth
 * @param idealSpeedup (t_rest + L·t_layer) ÷ (t_rest + mean depth·t_layer): what the depth would give if a layer cost the
 *     same everywhere and nothing else grew; t_rest is all of a token's time but its layers and backfill
 * @param perplexity exp(mean NLL) over all generated tokens
 * @param windowedPerplexity the same over the last {@value #WINDOW}
 * @param meanEntropy in nats
 * @param referenced number of tokens whose full-depth reference has come
 * @param kl mean KL(reference ‖ D³) over those, in nats
 * @param maxKl largest of those
 * @param windowedKl mean over the last {@value #WINDOW} of those
 * @param top1Agreement share of those whose most probable token is the reference's, 0..1
 * @param lnPerplexityRatio mean of NLL − reference NLL over those, in nats: ln(PPL ÷ reference PPL)
 * @param backfillShare time closing gaps ÷ all time of tokens i ≥ 1, 0..1
 * @param referenceCost time of a token's reference pass ÷ time of a token, both means over i ≥ 1
 */
public record RunStatistics(
        int tokens,
        double ttftMillis,
        double prefillTokensPerSecond,
        double tokensPerSecond,
        double meanDepth,
        double operationsRatio,
        double idealSpeedup,
        double perplexity,
        double windowedPerplexity,
        double meanEntropy,
        int referenced,
        Estimate kl,
        double maxKl,
        double windowedKl,
        Estimate top1Agreement,
        Estimate lnPerplexityRatio,
        double backfillShare,
        double referenceCost) {
    /** Number of tokens in the windowed figures. */
    public static final int WINDOW = 32;

    private static final double NANOS_PER_MILLI = 1e6;
    private static final double NANOS_PER_SECOND = 1e9;

    /**
     * Computes the figures of a recorded run. The reference's cost is not recorded and stays NaN.
     *
     * @param header the run
     * @param tokens in ascending order of index
     * @param references in ascending order of index
     */
    public static RunStatistics of(RunHeader header, List<TokenRecord> tokens, List<ReferenceRecord> references) {
        var accumulator = new Accumulator(header.layers(), header.promptIds().size());
        tokens.forEach(accumulator::add);
        references.forEach(accumulator::addReference);
        return accumulator.snapshot();
    }

    /** Computes the figures while a run goes on, in constant time per token. Not thread-safe. */
    public static final class Accumulator {
        private final int layers;
        private final int promptTokens;
        private final Map<Integer, Double> nllAwaitingReference = new HashMap<>();
        private final Moments nll = new Moments();
        private final Moments entropy = new Moments();
        private final RecentMean recentNll = new RecentMean(WINDOW);
        private final Moments kl = new Moments();
        private final RecentMean recentKl = new RecentMean(WINDOW);
        private final Moments sameTop1 = new Moments();
        private final Moments nllDifference = new Moments();
        private int tokens;
        private int referenced;
        private double ttftNanos = Double.NaN;
        private double prefillNanos = Double.NaN;
        private int decoded;
        private double decodeNanos;
        private double layersNanos;
        private double backfillNanos;
        private double depths;
        private double referenceNanos;
        private double referencePassTokens;

        /**
         * Begins without tokens.
         *
         * @param layers L
         * @param promptTokens P
         */
        public Accumulator(int layers, int promptTokens) {
            this.layers = layers;
            this.promptTokens = promptTokens;
        }

        /** Adds the next token; T_0's time is the time to first token, every other one's is decode time. */
        public void add(TokenRecord token) {
            tokens++;
            nll.add(token.nll());
            recentNll.add(token.nll());
            entropy.add(token.entropy());
            nllAwaitingReference.put(token.index(), token.nll());
            var times = token.times();
            if (token.index() == 0) {
                ttftNanos = times.totalNanos();
                prefillNanos = times.totalNanos() - times.samplingNanos();
                return;
            }
            decoded++;
            depths += token.depth();
            decodeNanos += times.totalNanos();
            layersNanos += times.layersNanos();
            backfillNanos += times.backfillNanos();
        }

        /**
         * Adds a token's reference.
         *
         * @throws IllegalArgumentException if the token was not added, or its reference was
         */
        public void addReference(ReferenceRecord reference) {
            var own = nllAwaitingReference.remove(reference.index());
            if (own == null) {
                throw new IllegalArgumentException("reference of token " + reference.index() + " awaits no token");
            }
            referenced++;
            kl.add(reference.kl());
            recentKl.add(reference.kl());
            sameTop1.add(reference.sameTop1() ? 1 : 0);
            nllDifference.add(own - reference.nll());
        }

        /**
         * Adds the references of one pass and what it took.
         *
         * @param references in ascending order of index
         * @param nanos of the pass
         */
        public void addReferences(List<ReferenceRecord> references, long nanos) {
            references.forEach(this::addReference);
            referenceNanos += nanos;
            referencePassTokens +=
                    (int) references.stream().filter(r -> r.index() > 0).count();
        }

        /** Returns the figures so far. */
        public RunStatistics snapshot() {
            double meanDepth = ratio(depths, decoded);
            return new RunStatistics(
                    tokens,
                    ttftNanos / NANOS_PER_MILLI,
                    ratio(promptTokens, prefillNanos / NANOS_PER_SECOND),
                    ratio(decoded, decodeNanos / NANOS_PER_SECOND),
                    meanDepth,
                    ratio(layers, meanDepth),
                    idealSpeedup(meanDepth),
                    Math.exp(nll.mean()),
                    Math.exp(recentNll.mean()),
                    entropy.mean(),
                    referenced,
                    kl.estimate(),
                    kl.max(),
                    recentKl.mean(),
                    sameTop1.estimate(),
                    nllDifference.estimate(),
                    ratio(backfillNanos, decodeNanos),
                    referenceCost());
        }

        private double idealSpeedup(double meanDepth) {
            double layer = ratio(layersNanos, depths);
            double rest = ratio(decodeNanos - layersNanos - backfillNanos, decoded);
            return (rest + layers * layer) / (rest + meanDepth * layer);
        }

        private double referenceCost() {
            if (referenceNanos == 0) {
                return Double.NaN;
            }
            return ratio(referenceNanos, referencePassTokens) / ratio(decodeNanos, decoded);
        }

        private static double ratio(double part, double whole) {
            return whole == 0 ? Double.NaN : part / whole;
        }
    }
}
