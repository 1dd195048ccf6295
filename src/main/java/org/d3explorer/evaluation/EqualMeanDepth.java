package org.d3explorer.evaluation;

import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import org.d3explorer.depth.DepthSettings;

/**
 * Finds the parameter at which a preset runs as many layers as another one does on the mean, so that presets are compared at
 * equal cost (specification §1): α of the power law, the depth of the constant schedules, the least depth of the linear one.
 */
public final class EqualMeanDepth {
    /** α is searched in steps of 10⁻⁶. */
    private static final int ALPHA_STEPS = 1_000_000;

    private final int tokens;
    private final int layers;
    private final Map<String, List<Integer>> calibratedOrders;

    /**
     * What was found.
     *
     * @param settings those given, with the parameter set
     * @param meanDepth over T_1.., in layers
     */
    public record Match(DepthSettings settings, double meanDepth) {}

    /**
     * Makes a search.
     *
     * @param tokens number of generated tokens the mean is taken over, T_0 included, ≥ 2
     * @param layers L
     * @param calibratedOrders orders over all layers by name, from the bundle's manifest
     * @throws EvaluationException if there are fewer than two tokens: T_0 always runs all layers and does not count
     */
    public EqualMeanDepth(int tokens, int layers, Map<String, List<Integer>> calibratedOrders) {
        if (tokens < 2) {
            throw new EvaluationException(
                    "the mean depth is taken over " + tokens + " tokens; expected 2 or more, raise max new tokens");
        }
        this.tokens = tokens;
        this.layers = layers;
        this.calibratedOrders = Map.copyOf(calibratedOrders);
    }

    /** Returns L. */
    public int layers() {
        return layers;
    }

    /**
     * Returns the mean depth of settings.
     *
     * @throws org.d3explorer.depth.DepthException if they do not fit the model
     */
    public double meanDepth(DepthSettings settings) {
        return settings.configuration(layers, calibratedOrders).meanDepth(tokens, layers);
    }

    /**
     * Returns the settings nearest to a mean depth. Full depth has no parameter and comes back as it is.
     *
     * @param settings whose preset and other parameters are kept
     * @param target wanted mean depth, in layers
     * @throws org.d3explorer.depth.DepthException if the settings do not fit the model
     */
    public Match nearest(DepthSettings settings, double target) {
        return switch (settings.effectiveSchedule()) {
            case FULL -> match(settings);
            case POWER_LAW -> nearest(step -> withAlpha(settings, (double) step / ALPHA_STEPS), ALPHA_STEPS, target);
            case CONSTANT -> nearest(depth -> withConstantDepth(settings, depth), layers, target);
            case LINEAR -> nearest(depth -> withMinDepth(settings, depth), layers, target);
        };
    }

    /** Bisects a parameter 1..most whose mean depth never falls as it grows; the larger of two equally near ones counts. */
    private Match nearest(IntFunction<DepthSettings> settings, int most, double target) {
        int below = 0;
        int above = most;
        while (above - below > 1) {
            int middle = (above + below) >>> 1;
            if (meanDepth(settings.apply(middle)) < target) {
                below = middle;
            } else {
                above = middle;
            }
        }
        var upper = match(settings.apply(above));
        if (below == 0) {
            return upper;
        }
        var lower = match(settings.apply(below));
        return Math.abs(upper.meanDepth() - target) <= Math.abs(lower.meanDepth() - target) ? upper : lower;
    }

    private Match match(DepthSettings settings) {
        return new Match(settings, meanDepth(settings));
    }

    private static DepthSettings withAlpha(DepthSettings s, double alpha) {
        return with(s, alpha, s.constantDepth(), s.minDepth());
    }

    private static DepthSettings withConstantDepth(DepthSettings s, int depth) {
        return with(s, s.alpha(), depth, s.minDepth());
    }

    private static DepthSettings withMinDepth(DepthSettings s, int depth) {
        return with(s, s.alpha(), s.constantDepth(), depth);
    }

    private static DepthSettings with(DepthSettings s, double alpha, int constantDepth, int minDepth) {
        return new DepthSettings(
                s.preset(),
                s.schedule(),
                alpha,
                s.start(),
                s.coreHead(),
                s.coreTail(),
                s.order(),
                s.customOrder(),
                constantDepth,
                minDepth,
                s.maxNewTokens());
    }
}
