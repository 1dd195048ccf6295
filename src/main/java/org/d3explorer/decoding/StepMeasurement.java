package org.d3explorer.decoding;

import java.util.Arrays;
import java.util.BitSet;
import org.d3explorer.depth.LayerSet;

/** What one forward call took; reused from call to call so that the token loop allocates nothing for it. */
public final class StepMeasurement {
    private final long[] layerNanos;
    private final BitSet backfilled = new BitSet();
    private final BitSet copied = new BitSet();
    private long backfillNanos;
    private long headNanos;

    /**
     * Makes an empty measurement.
     *
     * @param layers L
     */
    public StepMeasurement(int layers) {
        layerNanos = new long[layers];
    }

    /** Forgets everything. */
    public void reset() {
        Arrays.fill(layerNanos, 0);
        backfilled.clear();
        copied.clear();
        backfillNanos = 0;
        headNanos = 0;
    }

    /** Adds the time of a layer's own row or rows. */
    public void addLayer(int layer, long nanos) {
        layerNanos[layer] += nanos;
    }

    /** Adds a layer's backfill, apart from its own row. */
    public void addBackfill(int layer, long nanos) {
        backfilled.set(layer);
        backfillNanos += nanos;
    }

    /** Adds the copying of a layer's missed positions. */
    public void addCopy(int layer, long nanos) {
        copied.set(layer);
        backfillNanos += nanos;
    }

    /** Adds final norm and LM head. */
    public void addHead(long nanos) {
        headNanos += nanos;
    }

    /** Returns a copy of the layers' times in ns, 0 where a layer did not run. */
    public long[] layerNanos() {
        return layerNanos.clone();
    }

    /** Returns the time spent closing gaps, by backfill or copy, in ns. */
    public long backfillNanos() {
        return backfillNanos;
    }

    /** Returns the time of final norm and LM head in ns. */
    public long headNanos() {
        return headNanos;
    }

    /** Returns the layers that backfilled. */
    public LayerSet backfilled() {
        return LayerSet.of(backfilled.stream().toArray());
    }

    /** Returns the layers whose gaps were copied. */
    public LayerSet copied() {
        return LayerSet.of(copied.stream().toArray());
    }
}
