package org.d3explorer.evaluation;

import org.d3explorer.trace.RunStatistics;

/**
 * What a configuration saved and cost, as specification §3 and §4 define it. A figure that is not known is NaN.
 *
 * @param meanDepth mean number of layers run, over tokens i ≥ 1
 * @param operationsRatio L ÷ mean depth
 * @param idealSpeedup (t_rest + L·t_layer) ÷ (t_rest + mean depth·t_layer)
 * @param perplexity exp(mean NLL) under the configuration
 * @param meanKl mean KL(full depth ‖ configuration) in nats
 * @param maxKl largest of those
 * @param top1Agreement share of tokens with full depth's most probable token, 0..1
 */
public record ComparisonSummary(
        double meanDepth,
        double operationsRatio,
        double idealSpeedup,
        double perplexity,
        double meanKl,
        double maxKl,
        double top1Agreement) {
    /** Nothing is known. */
    public static final ComparisonSummary UNKNOWN =
            new ComparisonSummary(Double.NaN, Double.NaN, Double.NaN, Double.NaN, Double.NaN, Double.NaN, Double.NaN);

    /** Returns the summary of a text that was generated under the configuration. */
    public static ComparisonSummary of(RunStatistics run) {
        return new ComparisonSummary(
                run.meanDepth(),
                run.operationsRatio(),
                run.idealSpeedup(),
                run.perplexity(),
                run.kl().mean(),
                run.maxKl(),
                run.top1Agreement().mean());
    }

    /**
     * Returns the summary of a text that was scored under the configuration.
     *
     * @param layers L
     * @param idealSpeedup at the score's mean depth; scoring layer by layer has no times of its own
     */
    public static ComparisonSummary of(TeacherForcedScore score, int layers, double idealSpeedup) {
        return new ComparisonSummary(
                score.meanDepth(),
                layers / score.meanDepth(),
                idealSpeedup,
                score.perplexity(),
                score.kl().mean(),
                score.maxKl(),
                score.top1Agreement().mean());
    }
}
