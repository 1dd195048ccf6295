package org.d3explorer.trace.chart;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.d3explorer.trace.DepthChange;
import org.d3explorer.trace.ReferenceRecord;
import org.d3explorer.trace.TokenRecord;

/**
 * Follows a run and hands out {@link ChartData} of what has come so far. Not thread-safe: feed and ask on one thread.
 * A snapshot costs a copy of the reference columns (16 bytes a token), nothing else.
 */
public final class ChartDataBuilder {
    private static final int FIRST_CAPACITY = 256;
    private static final double NANOS_PER_MILLI = 1e6;

    private final int layers;
    private final List<DepthChange> changes = new ArrayList<>();
    private ChartData.TokenArrays arrays = new ChartData.TokenArrays();
    private double[] referenceNll = {};
    private double[] referenceKl = {};
    private boolean anyReference;
    private int size;

    /**
     * Starts with no tokens.
     *
     * @param layers L
     */
    public ChartDataBuilder(int layers) {
        this.layers = layers;
        grow(FIRST_CAPACITY);
    }

    /** Adds a depth configuration in force from {@code change.index()} on. */
    public void depthChanged(DepthChange change) {
        changes.add(change);
    }

    /**
     * Adds the next token.
     *
     * @throws IllegalArgumentException if its index is not the next one
     */
    public void token(TokenRecord token) {
        if (token.index() != size) {
            throw new IllegalArgumentException("token " + token.index() + " came, expected token " + size);
        }
        if (size == arrays.depth.length) {
            grow(size * 2);
        }
        int i = size++;
        var times = token.times();
        arrays.depth[i] = token.depth();
        arrays.scheduled[i] = scheduledDepth(i, token.depth());
        arrays.nll[i] = token.nll();
        arrays.nllSum[i] = token.nll() + (i == 0 ? 0 : arrays.nllSum[i - 1]);
        arrays.backfillMillis[i] = millis(times.backfillNanos());
        arrays.headMillis[i] = millis(times.headNanos());
        arrays.samplingMillis[i] = millis(times.samplingNanos());
        arrays.totalMillis[i] = millis(times.totalNanos());
        long all = 0;
        for (int layer = 0; layer < layers; layer++) {
            long nanos = times.layerNanos().get(layer);
            all += nanos;
            arrays.layerMillis[i * layers + layer] = millis(nanos);
            arrays.states[i * layers + layer] = state(token, layer);
        }
        arrays.layersMillis[i] = millis(all);
    }

    /** Adds what the full-depth reference found, for tokens that have come before. */
    public void reference(List<ReferenceRecord> records) {
        for (ReferenceRecord reference : records) {
            referenceNll[reference.index()] = reference.nll();
            referenceKl[reference.index()] = reference.kl();
            anyReference = true;
        }
    }

    /** Returns the number of tokens so far. */
    public int size() {
        return size;
    }

    /** Returns what has come so far; later calls do not change it. */
    public ChartData snapshot() {
        var references = new ChartData.ReferenceArrays(referenceNll, referenceKl, size, anyReference);
        return new ChartData(layers, size, arrays, references, List.copyOf(changes));
    }

    private int scheduledDepth(int i, int ran) {
        DepthChange inForce = null;
        for (int c = changes.size() - 1; c >= 0 && inForce == null; c--) {
            if (changes.get(c).index() <= i) {
                inForce = changes.get(c);
            }
        }
        return inForce == null ? ran : inForce.configuration().depth(i, layers);
    }

    private static LayerState state(TokenRecord token, int layer) {
        if (!token.executed().contains(layer)) {
            return LayerState.SKIPPED;
        }
        if (token.backfilled().contains(layer)) {
            return LayerState.BACKFILLED;
        }
        return token.copied().contains(layer) ? LayerState.COPIED : LayerState.RAN;
    }

    private static float millis(long nanos) {
        return (float) (nanos / NANOS_PER_MILLI);
    }

    /** Earlier snapshots keep the arrays they were given. */
    private void grow(int capacity) {
        var next = new ChartData.TokenArrays();
        next.depth = Arrays.copyOf(arrays.depth, capacity);
        next.scheduled = Arrays.copyOf(arrays.scheduled, capacity);
        next.nll = Arrays.copyOf(arrays.nll, capacity);
        next.nllSum = Arrays.copyOf(arrays.nllSum, capacity);
        next.layersMillis = Arrays.copyOf(arrays.layersMillis, capacity);
        next.backfillMillis = Arrays.copyOf(arrays.backfillMillis, capacity);
        next.headMillis = Arrays.copyOf(arrays.headMillis, capacity);
        next.samplingMillis = Arrays.copyOf(arrays.samplingMillis, capacity);
        next.totalMillis = Arrays.copyOf(arrays.totalMillis, capacity);
        next.states = Arrays.copyOf(arrays.states, capacity * layers);
        next.layerMillis = Arrays.copyOf(arrays.layerMillis, capacity * layers);
        arrays = next;
        int filled = referenceNll.length;
        referenceNll = Arrays.copyOf(referenceNll, capacity);
        referenceKl = Arrays.copyOf(referenceKl, capacity);
        Arrays.fill(referenceNll, filled, capacity, Double.NaN);
        Arrays.fill(referenceKl, filled, capacity, Double.NaN);
    }
}
