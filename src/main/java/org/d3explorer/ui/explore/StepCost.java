package org.d3explorer.ui.explore;

import java.util.List;
import org.d3explorer.trace.TokenRecord;

/**
 * What a token's time is made of, as means over a run's tokens after T_0 (specification §4).
 *
 * @param restMillis t_rest: everything that is not a layer or backfill (head, sampling, loop), in ms; NaN if not measured
 * @param layerMillis t_layer: one layer, in ms; NaN if not measured
 */
public record StepCost(double restMillis, double layerMillis) {
    /** Nothing measured yet. */
    public static final StepCost UNKNOWN = new StepCost(Double.NaN, Double.NaN);

    /** Returns the means over all tokens after the first, {@link #UNKNOWN} if there are none. */
    public static StepCost of(List<TokenRecord> tokens) {
        long layers = 0;
        long layerNanos = 0;
        long restNanos = 0;
        for (var token : tokens.subList(Math.min(1, tokens.size()), tokens.size())) {
            var times = token.times();
            long ran = times.layersNanos();
            layers += token.depth();
            layerNanos += ran;
            restNanos += times.totalNanos() - ran - times.backfillNanos();
        }
        return layers == 0 ? UNKNOWN : new StepCost(restNanos / 1e6 / (tokens.size() - 1), layerNanos / 1e6 / layers);
    }

    /**
     * Returns (t_rest + L·t_layer) / (t_rest + mean depth·t_layer), NaN if not measured.
     *
     * @param meanDepth mean number of layers a token runs
     * @param layers L
     */
    public double idealSpeedup(double meanDepth, int layers) {
        return (restMillis + layers * layerMillis) / (restMillis + meanDepth * layerMillis);
    }
}
