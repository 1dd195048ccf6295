package org.d3explorer.trace.chart;

import org.d3explorer.trace.Trace;
import org.d3explorer.trace.TraceDiff;

/**
 * The chart of two runs' NLLs against each other: of each token that both begin with, second − first, and of the mean so
 * far, which is the ln of the perplexity ratio and is known behind the first differing token as well.
 *
 * @param first data of the first run
 * @param second data of the second run
 * @param common number of tokens both runs begin with
 */
public record NllDifferenceChart(ChartData first, ChartData second, int common) implements ChartKind {
    /** Checks the range. */
    public NllDifferenceChart {
        int both = Math.min(first.size(), second.size());
        if (common < 0 || common > both) {
            throw new IllegalArgumentException("common is " + common + ", expected 0.." + both);
        }
    }

    /**
     * Returns the chart of two traces' root branches; use {@link Trace#path} first for other branches.
     *
     * @param first whose NLL is subtracted
     * @param second whose NLL it is subtracted from
     */
    public static NllDifferenceChart of(Trace first, Trace second) {
        int common = TraceDiff.of(first, second).nllDifferences().size();
        return new NllDifferenceChart(ChartData.of(first), ChartData.of(second), common);
    }

    /** Returns the data of the run that has more tokens: the token axis spans both runs. */
    public ChartData longer() {
        return second.size() > first.size() ? second : first;
    }

    /** Returns the number of tokens that both runs have, equal or not. */
    public int both() {
        return Math.min(first.size(), second.size());
    }

    /** Returns NLL of the second run − NLL of the first at a token of the common prefix, in nats; NaN behind it. */
    public double difference(int i) {
        return i < common ? second.nll(i) - first.nll(i) : Double.NaN;
    }

    /** Returns the difference of the runs' mean NLLs over T_0..T_i in nats; NaN where only one run has T_i. */
    public double meanDifference(int i) {
        return i < both() ? second.meanNll(i) - first.meanNll(i) : Double.NaN;
    }

    @Override
    public String id() {
        return "nll-difference";
    }

    @Override
    public ChartPainter painter() {
        return new NllDifferencePainter(this);
    }

    @Override
    public ChartPainter vectorPainter() {
        return painter();
    }
}
