package org.d3explorer.ui.compare;

import org.d3explorer.ui.text.Figures;
import org.d3explorer.ui.text.Texts;

/** A column of the summary table. */
public enum CompareFigure {
    /** Mean number of layers run. */
    MEAN_DEPTH,
    /** L ÷ mean depth. */
    OPERATIONS,
    /** Ideal speedup. */
    IDEAL,
    /** Measured speedup. */
    MEASURED,
    /** exp(mean NLL). */
    PERPLEXITY,
    /** Mean KL(full depth ‖ configuration). */
    MEAN_KL,
    /** Largest of those. */
    MAX_KL,
    /** Top-1 agreement with full depth. */
    TOP1,
    /** First divergence from full depth's text. */
    DIVERGENCE;

    /** Returns what it is called. */
    public String title() {
        return Texts.get("compare.figure." + name());
    }

    /** Returns how it is defined. */
    public String definition() {
        return Texts.get("compare.figure." + name() + ".tip");
    }

    /** Returns a configuration's value as it is shown; a dash where it is not known. */
    public String text(ComparisonRow row) {
        var summary = row.summary();
        return switch (this) {
            case MEAN_DEPTH -> Figures.fixed(summary.meanDepth(), 2);
            case OPERATIONS -> Figures.ratio(summary.operationsRatio());
            case IDEAL -> Figures.ratio(summary.idealSpeedup());
            case MEASURED -> Figures.ratio(row.measuredSpeedup());
            case PERPLEXITY -> Figures.fixed(summary.perplexity(), 2);
            case MEAN_KL -> Figures.fixed(summary.meanKl(), 4);
            case MAX_KL -> Figures.fixed(summary.maxKl(), 3);
            case TOP1 -> Figures.percent(summary.top1Agreement(), 1);
            case DIVERGENCE -> row.divergence();
        };
    }
}
