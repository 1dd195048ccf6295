package org.d3explorer.decoding;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleConsumer;
import java.util.function.IntFunction;
import org.d3explorer.depth.KvPolicy;
import org.d3explorer.depth.LayerSet;
import org.d3explorer.tokenizer.TokenText;
import org.d3explorer.trace.Candidate;

/** The logit lens: what the model would say after each layer, by final norm and LM head on the residual stream there. */
public final class LogitLens {
    /** Layer index that stands for the embedding, before any layer. */
    public static final int EMBEDDING = -1;

    private final LayerStack stack;
    private final TokenText text;

    /**
     * What the residual stream says at one place.
     *
     * @param layer 0..L−1, or {@link #EMBEDDING}
     * @param executed whether the layer ran; true for the embedding
     * @param entropy of the distribution, in nats
     * @param candidates most probable first
     */
    public record LensRow(int layer, boolean executed, double entropy, List<Candidate> candidates) {
        /** Copies the list. */
        public LensRow {
            candidates = List.copyOf(candidates);
        }
    }

    /**
     * Makes a lens.
     *
     * @param stack the model
     * @param text shows its tokens
     */
    public LogitLens(LayerStack stack, TokenText text) {
        this.stack = stack;
        this.text = text;
    }

    /**
     * Looks at the last position of a text; costs a prefill of it and L + 1 runs of the head.
     *
     * @param ids the text up to the position looked at, 1..context length tokens
     * @param layersAt the layers that ran at each position
     * @param count number of candidates per layer
     * @param progress receives the share done, 0..1; a position of the text and a run of the head count the same
     * @param cancellation checked within each layer
     * @return the embedding, then each layer, in order
     * @throws java.util.concurrent.CancellationException if cancelled
     */
    public List<LensRow> look(
            int[] ids, IntFunction<LayerSet> layersAt, int count, DoubleConsumer progress, Cancellation cancellation) {
        int layers = stack.shape().layers();
        int last = ids.length - 1;
        int work = ids.length + layers + 1;
        var states = new float[layers + 1][];
        var measurement = new StepMeasurement(layers);
        try (var sequence = stack.open(ids.length)) {
            for (int from = 0; from < last; from += Prefill.CHUNK) {
                int first = from;
                int to = Math.min(last, from + Prefill.CHUNK);
                sequence.forward(
                        Arrays.copyOfRange(ids, from, to),
                        row -> layersAt.apply(first + row),
                        KvPolicy.BACKFILL,
                        RowVisitor.NONE,
                        measurement,
                        cancellation);
                progress.accept((double) to / work);
            }
            sequence.forward(
                    new int[] {ids[last]},
                    row -> layersAt.apply(last),
                    KvPolicy.BACKFILL,
                    new StateKeeper(states),
                    measurement,
                    cancellation);
        }
        var rows = new ArrayList<LensRow>(layers + 1);
        var executed = layersAt.apply(last);
        for (int layer = EMBEDDING; layer < layers; layer++) {
            cancellation.check();
            int index = layer;
            var distribution = LogSoftmax.of(stack.logits(states[layer + 1]))
                    .orElseThrow(
                            () -> new NonFiniteLogitsException("position " + last, "the output of layer " + index));
            rows.add(new LensRow(
                    layer,
                    layer == EMBEDDING || executed.contains(layer),
                    distribution.entropy(),
                    TopTokens.candidates(distribution, count, text)));
            progress.accept((double) (ids.length + index + 2) / work);
        }
        return rows;
    }

    /** Keeps a copy of the only row's state behind each layer; the head must not run while the layers do. */
    private static final class StateKeeper implements RowVisitor {
        private final float[][] states;

        StateKeeper(float[][] states) {
            this.states = states;
        }

        @Override
        public boolean wantsLogits(int row) {
            return false;
        }

        @Override
        public void logits(int row, float[] logits) {
            throw new IllegalStateException("logits of row " + row + " were not asked for");
        }

        @Override
        public boolean wantsHidden() {
            return true;
        }

        @Override
        public void hidden(int layer, int row, float[] hidden) {
            states[layer + 1] = hidden.clone();
        }
    }
}
