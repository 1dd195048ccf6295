package org.d3explorer.runtime;

import java.util.Arrays;
import org.d3explorer.decoding.Cancellation;
import org.d3explorer.decoding.RowVisitor;
import org.d3explorer.decoding.StepMeasurement;
import org.d3explorer.depth.KvPolicy;
import org.d3explorer.depth.LayerSet;

/**
 * Backfill against prefill: the same layers over the same positions, once with the rest of the prompt, once when a token
 * that runs them follows tokens that did not.
 */
final class GapBenchmark implements AutoCloseable {
    private static final double NANOS_PER_MILLI = 1e6;
    private static final RowVisitor NO_LOGITS = new RowVisitor() {
        @Override
        public boolean wantsLogits(int row) {
            return false;
        }

        @Override
        public void logits(int row, float[] logits) {}
    };

    private final OnnxLayerSequence sequence;
    private final int prompt;
    private final int[] rows;
    private final LayerSet all;
    private final LayerSet skipped;
    private final LayerSet others;
    private final StepMeasurement measurement;
    private final double[] prefill;
    private final double[] backfill;

    /**
     * Takes over a sequence.
     *
     * @param sequence at the end of the prompt, with room for the rows; closed with this
     * @param rows tokens of the positions, at least two
     * @param others the layers that run at every position; the gap opens in the rest, at least one
     */
    GapBenchmark(OnnxLayerSequence sequence, int[] rows, LayerSet others, int layers, int rounds) {
        this.sequence = sequence;
        this.rows = rows;
        this.others = others;
        prompt = sequence.length();
        all = LayerSet.all(layers);
        skipped = others.complement(layers);
        measurement = new StepMeasurement(layers);
        prefill = new double[rounds];
        backfill = new double[rounds];
    }

    /**
     * Runs both once.
     *
     * @param round −1 to warm up, untimed
     */
    void run(int round, Cancellation cancellation) {
        measurement.reset();
        sequence.forward(rows, r -> all, KvPolicy.BACKFILL, NO_LOGITS, measurement, cancellation);
        double prefillNanos = skippedLayersNanos();
        sequence.truncate(prompt);

        var gap = Arrays.copyOf(rows, rows.length - 1);
        sequence.forward(gap, r -> others, KvPolicy.BACKFILL, NO_LOGITS, measurement, cancellation);
        measurement.reset();
        sequence.step(rows[gap.length], all, KvPolicy.BACKFILL, measurement);
        double backfillNanos = skippedLayersNanos() + measurement.backfillNanos();
        sequence.truncate(prompt);
        if (round >= 0) {
            double cells = NANOS_PER_MILLI * rows.length * skipped.size();
            prefill[round] = prefillNanos / cells;
            backfill[round] = backfillNanos / cells;
        }
    }

    private double skippedLayersNanos() {
        var nanos = measurement.layerNanos();
        return skipped.stream().mapToLong(l -> nanos[l]).sum();
    }

    /** Returns ms per position and layer, by round. */
    double[] prefill() {
        return prefill;
    }

    /** Returns ms per position and layer, by round. */
    double[] backfill() {
        return backfill;
    }

    @Override
    public void close() {
        sequence.close();
    }
}
