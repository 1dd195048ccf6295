package org.d3explorer.runtime;

import java.util.List;
import java.util.Optional;

/**
 * What a benchmark measured, in one process, the variants taking turns token by token. A time is the sum over positions
 * of each position's median over rounds, per token; a ratio's spread is that of the rounds' own ratios.
 *
 * @param executionProvider where the layers ran
 * @param threads of the pool
 * @param rounds repetitions
 * @param tokens measured positions per round
 * @param fullDepthMillis per token at full depth, layer by layer
 * @param monolithicMillis per token in one graph of the same weights; empty where not measured
 * @param perLayerToMonolithic their ratio: what running layer by layer costs
 * @param depths D³ at each mean depth
 * @param prefillMillisPerPosition of the layers that were backfilled, per position and layer
 * @param backfillMillisPerPosition likewise, closing a gap of as many positions
 * @param backfillToPrefill their ratio
 */
public record BenchmarkResult(
        String executionProvider,
        int threads,
        int rounds,
        int tokens,
        Spread fullDepthMillis,
        Optional<Spread> monolithicMillis,
        Optional<Spread> perLayerToMonolithic,
        List<DepthResult> depths,
        Spread prefillMillisPerPosition,
        Spread backfillMillisPerPosition,
        Spread backfillToPrefill) {
    /** Copies the list. */
    public BenchmarkResult {
        depths = List.copyOf(depths);
    }

    /**
     * D³ at one mean depth (specification §4).
     *
     * @param alpha decay per token that gives it
     * @param meanDepth over the measured tokens
     * @param millis per token
     * @param operationsRatio L ÷ mean depth
     * @param measuredSpeedup full-depth time ÷ this time over the same positions
     * @param idealSpeedup (t_rest + L·t_layer) ÷ (t_rest + mean depth·t_layer) of this variant's means
     * @param measuredToIdeal what the engine keeps of it
     */
    public record DepthResult(
            double alpha,
            double meanDepth,
            Spread millis,
            double operationsRatio,
            Spread measuredSpeedup,
            Spread idealSpeedup,
            Spread measuredToIdeal) {}
}
