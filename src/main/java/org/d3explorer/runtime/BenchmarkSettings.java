package org.d3explorer.runtime;

import java.util.List;
import org.d3explorer.depth.LayerRoles;
import org.d3explorer.depth.SkipOrder;

/**
 * What a benchmark measures.
 *
 * @param rounds repetitions, ≥ 1
 * @param promptTokens positions prefilled before the measured ones, ≥ 1
 * @param tokens measured positions per round, ≥ 2
 * @param meanDepths mean depths at which D³ is measured, each within core..L
 * @param roles which layers are core
 * @param order which flex layers are skipped first
 * @param monolithic whether to measure one graph of the same weights too, which needs the model's memory once more
 */
public record BenchmarkSettings(
        int rounds,
        int promptTokens,
        int tokens,
        List<Double> meanDepths,
        LayerRoles roles,
        SkipOrder order,
        boolean monolithic) {
    /** Copies the list and checks the ranges. */
    public BenchmarkSettings {
        meanDepths = List.copyOf(meanDepths);
        if (rounds < 1 || promptTokens < 1 || tokens < 2) {
            throw new IllegalArgumentException("rounds " + rounds + ", prompt tokens " + promptTokens + ", tokens "
                    + tokens + "; expected at least 1, 1 and 2");
        }
    }
}
