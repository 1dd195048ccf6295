package org.d3explorer.trace.chart;

import java.util.Arrays;
import java.util.List;
import org.d3explorer.trace.DepthChange;
import org.d3explorer.trace.RunStatistics;
import org.d3explorer.trace.Trace;

/**
 * What the charts paint of one line of generation, in plain arrays so that thousands of tokens can be painted each
 * frame. Immutable; {@link ChartDataBuilder} makes successive ones of a growing run cheaply.
 */
public final class ChartData {
    private final int layers;
    private final int size;
    private final TokenArrays tokens;
    private final ReferenceArrays references;
    private final List<DepthChange> changes;
    private final String caption;

    ChartData(int layers, int size, TokenArrays tokens, ReferenceArrays references, List<DepthChange> changes) {
        this(layers, size, tokens, references, changes, "");
    }

    private ChartData(
            int layers,
            int size,
            TokenArrays tokens,
            ReferenceArrays references,
            List<DepthChange> changes,
            String caption) {
        this.layers = layers;
        this.size = size;
        this.tokens = tokens;
        this.references = references;
        this.changes = changes;
        this.caption = caption;
    }

    /** Returns the data of a trace's root branch; use {@link Trace#path} first for another branch. */
    public static ChartData of(Trace trace) {
        var builder = new ChartDataBuilder(trace.header().layers());
        trace.changes().forEach(builder::depthChanged);
        trace.tokens().forEach(builder::token);
        builder.reference(trace.references());
        return builder.snapshot();
    }

    /**
     * Returns the same data with words for which of several lines of generation it is of, for pictures that leave the
     * program.
     *
     * @param words empty where there is no other line
     */
    public ChartData captioned(String words) {
        return new ChartData(layers, size, tokens, references, changes, words);
    }

    /** Returns which of several lines of generation it is of, empty for the only one. */
    public String caption() {
        return caption;
    }

    /** Returns L. */
    public int layers() {
        return layers;
    }

    /** Returns the number of generated tokens. */
    public int size() {
        return size;
    }

    /** Returns the depth configurations in force, ascending by index. */
    public List<DepthChange> changes() {
        return changes;
    }

    /** Returns the number of layers that ran for token T_i, 0 ≤ i &lt; size. */
    public int depth(int i) {
        return tokens.depth[check(i)];
    }

    /** Returns the depth the schedule asks for at token T_i, before core layers and KV policy had their say. */
    public int scheduledDepth(int i) {
        return tokens.scheduled[check(i)];
    }

    /** Returns e^NLL of token T_i. */
    public double perplexity(int i) {
        return Math.exp(tokens.nll[check(i)]);
    }

    /** Returns −ln p of token T_i in nats. */
    public double nll(int i) {
        return tokens.nll[check(i)];
    }

    /** Returns the mean NLL over T_0..T_i in nats. */
    public double meanNll(int i) {
        return tokens.nllSum[check(i)] / (i + 1);
    }

    /** Returns exp(mean NLL) over T_0..T_i. */
    public double runningPerplexity(int i) {
        return Math.exp(meanNll(i));
    }

    /** Returns exp(mean NLL) over the last {@link RunStatistics#WINDOW} tokens up to T_i, over fewer where there are no more. */
    public double windowedPerplexity(int i) {
        int before = check(i) - RunStatistics.WINDOW;
        double sum = tokens.nllSum[i] - (before < 0 ? 0 : tokens.nllSum[before]);
        return Math.exp(sum / Math.min(RunStatistics.WINDOW, i + 1));
    }

    /** Returns e^NLL of token T_i under full depth; NaN where the reference has not come so far or is off. */
    public double referencePerplexity(int i) {
        return Math.exp(references.nll[check(i)]);
    }

    /** Returns exp(mean NLL under full depth) over T_0..T_i; NaN unless all of them have a reference. */
    public double runningReferencePerplexity(int i) {
        return i < references.complete ? Math.exp(references.nllSum[check(i)] / (i + 1)) : Double.NaN;
    }

    /** Returns KL(reference ‖ D³) at token T_i in nats; NaN where there is no reference. */
    public double kl(int i) {
        return references.kl[check(i)];
    }

    /** Says whether any token has a reference. */
    public boolean hasReference() {
        return references.any;
    }

    /** Returns the time of all executed layers of T_i together, in ms. */
    public double layersMillis(int i) {
        return tokens.layersMillis[check(i)];
    }

    /** Returns the time T_i spent on closing gaps, in ms. */
    public double backfillMillis(int i) {
        return tokens.backfillMillis[check(i)];
    }

    /** Returns the time of final norm and LM head of T_i, in ms. */
    public double headMillis(int i) {
        return tokens.headMillis[check(i)];
    }

    /** Returns the time T_i took to be drawn, in ms. */
    public double samplingMillis(int i) {
        return tokens.samplingMillis[check(i)];
    }

    /** Returns the time from having T_(i−1) to having T_i, in ms; TTFT for T_0. */
    public double totalMillis(int i) {
        return tokens.totalMillis[check(i)];
    }

    /** Returns what a layer, 0 ≤ layer &lt; L, did for T_i. */
    public LayerState state(int i, int layer) {
        return tokens.states[check(i) * layers + layer];
    }

    /** Returns the time a layer took for T_i, in ms; 0 where it did not run. */
    public double layerMillis(int i, int layer) {
        return tokens.layerMillis[check(i) * layers + layer];
    }

    private int check(int i) {
        if (i < 0 || i >= size) {
            throw new IndexOutOfBoundsException("token " + i + " of " + size);
        }
        return i;
    }

    /** Grows; what lies below the size of a snapshot never changes. */
    static final class TokenArrays {
        int[] depth = {};
        int[] scheduled = {};
        double[] nll = {};
        double[] nllSum = {};
        float[] layersMillis = {};
        float[] backfillMillis = {};
        float[] headMillis = {};
        float[] samplingMillis = {};
        float[] totalMillis = {};
        LayerState[] states = {};
        float[] layerMillis = {};
    }

    /** Made anew for each snapshot, because references come late. */
    static final class ReferenceArrays {
        final double[] nll;
        final double[] kl;
        final double[] nllSum;
        final int complete;
        final boolean any;

        /**
         * Takes columns of which the first so many tokens are shown; NaN where there is no reference.
         *
         * @param any whether there is a reference at all
         */
        ReferenceArrays(double[] nll, double[] kl, int size, boolean any) {
            this.nll = Arrays.copyOf(nll, size);
            this.kl = Arrays.copyOf(kl, size);
            this.any = any;
            nllSum = new double[size];
            int known = 0;
            double total = 0;
            while (known < size && !Double.isNaN(nll[known])) {
                total += nll[known];
                nllSum[known++] = total;
            }
            complete = known;
        }
    }
}
