package org.d3explorer.cli;

import java.util.Locale;
import org.d3explorer.trace.EndReason;
import org.d3explorer.trace.Estimate;
import org.d3explorer.trace.RunStatistics;
import org.jspecify.annotations.Nullable;

/** Writes figures for reading: fixed decimals, and – where nothing could be measured. */
final class Figures {
    /** Stands where a figure could not be measured. */
    static final String NONE = "–";

    private Figures() {}

    /**
     * Returns the figure.
     *
     * @param format for {@link String#format}, with one number
     * @param value NaN where it could not be measured
     */
    static String of(String format, double value) {
        return Double.isFinite(value) ? String.format(Locale.ROOT, format, value) : NONE;
    }

    /** Returns why a run ended, in words. */
    static String of(@Nullable EndReason reason) {
        if (reason == null) {
            return "recording was cut off";
        }
        return switch (reason) {
            case END_TOKEN -> "end token";
            case MAX_NEW_TOKENS -> "bound on new tokens reached";
            case CONTEXT_FULL -> "context full";
            case STOPPED -> "stopped";
            case FAILED -> "failed";
        };
    }

    /**
     * Returns a finished run on one line.
     *
     * @param layers L
     */
    static String summary(RunStatistics run, int layers, @Nullable EndReason reason) {
        return run.tokens() + " tokens, TTFT " + of("%.0f ms", run.ttftMillis())
                + ", " + of("%.1f tokens/s", run.tokensPerSecond())
                + ", mean depth " + of("%.2f", run.meanDepth()) + " of " + layers
                + ", operations ratio " + of("%.2f", run.operationsRatio())
                + ", ideal speedup " + of("%.2f", run.idealSpeedup())
                + ", perplexity " + of("%.2f", run.perplexity())
                + "; ended: " + of(reason);
    }

    /** Returns what the full-depth reference found on one line. */
    static String reference(RunStatistics run) {
        return "reference: same choice as full depth at "
                + of("%.0f %%", 100 * run.top1Agreement().mean())
                + " of tokens, KL mean " + estimate("%.4f", run.kl())
                + ", max " + of("%.3f", run.maxKl())
                + " nats, ln PPL ratio " + estimate("%+.4f", run.lnPerplexityRatio());
    }

    /** Returns mean and standard error. */
    static String estimate(String format, Estimate estimate) {
        return of(format, estimate.mean()) + " ± " + of("%.4f", estimate.standardError());
    }
}
