package org.d3explorer.decoding;

import java.util.Arrays;
import java.util.List;
import org.d3explorer.depth.KvPolicy;
import org.d3explorer.depth.LayerSet;

/**
 * Everything before the first token a run generates: the prompt through all layers, then the tokens it takes over from
 * an earlier run through the layers that ran for them. In chunks, so that progress shows.
 */
final class Prefill {
    /** Positions per forward call: large enough for full matrix speed, small enough for steady progress. */
    static final int CHUNK = 128;

    private final LayerSequence sequence;
    private final int[] promptIds;
    private final List<ForcedToken> prefix;
    private final LayerSet allLayers;
    private final RunListener listener;
    private final Cancellation cancellation;
    private final int total;

    /**
     * Prepares the prefill of an empty sequence.
     *
     * @param layers L
     */
    Prefill(LayerSequence sequence, RunRequest request, int layers, RunListener listener, Cancellation cancellation) {
        this.sequence = sequence;
        this.listener = listener;
        this.cancellation = cancellation;
        promptIds = request.promptIds().stream().mapToInt(Integer::intValue).toArray();
        prefix = request.prefix();
        allLayers = LayerSet.all(layers);
        total = promptIds.length + Math.max(0, prefix.size() - 1);
    }

    /**
     * Runs the prompt through all layers.
     *
     * @param measurement the times are added to it
     * @return logits [V] that T_0 comes out of
     * @throws java.util.concurrent.CancellationException if stopped
     */
    float[] prompt(StepMeasurement measurement) {
        var logits = new RowLogits();
        for (int from = 0; from < promptIds.length; from += CHUNK) {
            int to = Math.min(promptIds.length, from + CHUNK);
            logits.row = to == promptIds.length ? to - from - 1 : RowLogits.NO_ROW;
            sequence.forward(
                    Arrays.copyOfRange(promptIds, from, to),
                    row -> allLayers,
                    KvPolicy.BACKFILL,
                    logits,
                    measurement,
                    cancellation);
            listener.prefillProgress(to, total);
        }
        return logits.copy;
    }

    /**
     * Runs the tokens taken over but the last, T_0..T_(n−2), one by one as the earlier run did, each through the layers of
     * the token that comes out of it. With 8-bit activations a pass over many rows rounds differently from steps, and
     * the run would not go on as the earlier one. The pass of T_(n−1) yields the first token to generate and is a step
     * like any other.
     *
     * @param measurement the times are added to it
     * @throws java.util.concurrent.CancellationException if stopped
     */
    void takenOver(StepMeasurement measurement) {
        for (int i = 1; i < prefix.size(); i++) {
            cancellation.check();
            var next = prefix.get(i);
            sequence.step(prefix.get(i - 1).id(), next.executed(), next.kvPolicy(), measurement);
            listener.prefillProgress(sequence.length(), total);
        }
    }

    /** Keeps the logits of one row. */
    private static final class RowLogits implements RowVisitor {
        static final int NO_ROW = -1;

        private int row = NO_ROW;
        private float[] copy = {};

        @Override
        public boolean wantsLogits(int row) {
            return row == this.row;
        }

        @Override
        public void logits(int row, float[] logits) {
            copy = logits.clone();
        }
    }
}
