package org.d3explorer.decoding;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.IntFunction;
import org.d3explorer.depth.KvPolicy;
import org.d3explorer.depth.LayerSet;

/**
 * A small model in plain arithmetic, for tests of what runs over a {@link LayerStack}: each layer adds tanh(W·hidden)
 * and the mean of its cache, whose row at a position is tanh(K·hidden). Skipped layers miss rows, and backfill closes
 * gaps from the states that passed by, as specification §2 asks.
 */
public final class ToyLayerStack implements LayerStack {
    public static final int LAYERS = 6;
    public static final int HIDDEN = 8;
    public static final int VOCABULARY = 24;
    public static final int CONTEXT = 512;

    /** Layer whose output is NaN from {@link #poisonedFrom} on; none if negative. */
    int poisonedLayer = -1;

    int poisonedFrom = Integer.MAX_VALUE;
    private int openSequences;
    /** Rows that each call of forward had, in order of the calls. */
    final List<Integer> forwardRows = new ArrayList<>();

    private final float[][] embedding = matrix(1, VOCABULARY, 1.5);
    private final float[][] head = matrix(2, VOCABULARY, 1.2);
    private final float[][][] weights = new float[LAYERS][][];
    private final float[][][] keys = new float[LAYERS][][];

    /** Makes the model; every one has the same weights. */
    public ToyLayerStack() {
        for (int l = 0; l < LAYERS; l++) {
            weights[l] = matrix(10 + l, HIDDEN, 0.7);
            keys[l] = matrix(30 + l, HIDDEN, 0.7);
        }
    }

    /** Returns the number of sequences opened and not yet closed. */
    public int openSequences() {
        return openSequences;
    }

    private static float[][] matrix(long seed, int rows, double scale) {
        var random = new Random(seed);
        var matrix = new float[rows][HIDDEN];
        for (var row : matrix) {
            for (int h = 0; h < HIDDEN; h++) {
                row[h] = (float) (scale * random.nextGaussian());
            }
        }
        return matrix;
    }

    private static float[] multiply(float[][] matrix, float[] x) {
        var y = new float[matrix.length];
        for (int r = 0; r < matrix.length; r++) {
            for (int h = 0; h < HIDDEN; h++) {
                y[r] += matrix[r][h] * x[h];
            }
        }
        return y;
    }

    private static float[] tanh(float[] x) {
        for (int h = 0; h < x.length; h++) {
            x[h] = (float) Math.tanh(x[h]);
        }
        return x;
    }

    @Override
    public ModelShape shape() {
        return new ModelShape(LAYERS, HIDDEN, VOCABULARY, CONTEXT);
    }

    @Override
    public String executionProvider() {
        return "CPU";
    }

    @Override
    public int threads() {
        return 1;
    }

    @Override
    public LayerSequence open(int capacity) {
        openSequences++;
        return new Sequence(capacity);
    }

    @Override
    public float[] logits(float[] hidden) {
        return multiply(head, hidden);
    }

    @Override
    public void close() {}

    private final class Sequence implements LayerSequence {
        private final int capacity;
        private final List<List<float[]>> caches = new ArrayList<>();
        private final List<List<float[]>> entered = new ArrayList<>();
        private int length;
        private boolean closed;

        Sequence(int capacity) {
            this.capacity = capacity;
            for (int l = 0; l < LAYERS; l++) {
                caches.add(new ArrayList<>());
                entered.add(new ArrayList<>());
            }
        }

        @Override
        public int length() {
            return length;
        }

        @Override
        public int capacity() {
            return capacity;
        }

        @Override
        public int cacheLength(int layer) {
            return caches.get(layer).size();
        }

        @Override
        public float[] step(int token, LayerSet layers, KvPolicy policy, StepMeasurement measurement) {
            var logits = new float[1][];
            forwardRow(token, layers, policy, measurement, (layer, hidden) -> logits[0] = logits(hidden));
            return logits[0];
        }

        @Override
        public void forward(
                int[] tokens,
                IntFunction<LayerSet> layersAt,
                KvPolicy policy,
                RowVisitor visitor,
                StepMeasurement measurement,
                Cancellation cancellation) {
            forwardRows.add(tokens.length);
            int before = length;
            for (int r = 0; r < tokens.length; r++) {
                int row = r;
                if (cancellation.isRequested()) {
                    truncate(before);
                    cancellation.check();
                }
                forwardRow(tokens[r], layersAt.apply(r), policy, measurement, (layer, hidden) -> {
                    if (visitor.wantsHidden()) {
                        visitor.hidden(layer, row, hidden);
                    }
                    if (layer == LAYERS - 1 && visitor.wantsLogits(row)) {
                        visitor.logits(row, logits(hidden));
                    }
                });
            }
        }

        private interface States {
            void accept(int layer, float[] hidden);
        }

        private void forwardRow(
                int token, LayerSet layers, KvPolicy policy, StepMeasurement measurement, States states) {
            if (closed || length == capacity) {
                throw new IllegalStateException("closed or full at " + length);
            }
            var hidden = embedding[token].clone();
            states.accept(-1, hidden);
            for (int l = 0; l < LAYERS; l++) {
                entered.get(l).add(hidden.clone());
                if (layers.contains(l)) {
                    closeGap(l, policy, measurement);
                    hidden = run(l, hidden);
                    measurement.addLayer(l, 1_000);
                }
                states.accept(l, hidden);
            }
            length++;
            measurement.addHead(500);
        }

        private void closeGap(int layer, KvPolicy policy, StepMeasurement measurement) {
            var cache = caches.get(layer);
            int gap = length - cache.size();
            while (cache.size() < length) {
                int position = cache.size();
                cache.add(
                        policy == KvPolicy.COPY
                                ? caches.get(layer - 1).get(position)
                                : tanh(multiply(keys[layer], entered.get(layer).get(position))));
            }
            if (gap > 0 && policy == KvPolicy.COPY) {
                measurement.addCopy(layer, 10);
            } else if (gap > 0) {
                measurement.addBackfill(layer, 1_000L * gap);
            }
        }

        private float[] run(int layer, float[] hidden) {
            caches.get(layer).add(tanh(multiply(keys[layer], hidden)));
            var out = tanh(multiply(weights[layer], hidden));
            for (int h = 0; h < HIDDEN; h++) {
                float sum = 0;
                for (var row : caches.get(layer)) {
                    sum += row[h];
                }
                out[h] = 0.7f * hidden[h] + out[h] + sum / caches.get(layer).size();
            }
            if (layer == poisonedLayer && length >= poisonedFrom) {
                Arrays.fill(out, Float.NaN);
            }
            return out;
        }

        @Override
        public void truncate(int end) {
            for (int l = 0; l < LAYERS; l++) {
                shorten(caches.get(l), end);
                shorten(entered.get(l), end);
            }
            length = end;
        }

        private static void shorten(List<float[]> rows, int end) {
            if (rows.size() > end) {
                rows.subList(end, rows.size()).clear();
            }
        }

        @Override
        public LayerSequence fork(int capacity) {
            openSequences++;
            var copy = new Sequence(capacity);
            for (int l = 0; l < LAYERS; l++) {
                copy.caches.get(l).addAll(caches.get(l));
                copy.entered.get(l).addAll(entered.get(l));
            }
            copy.length = length;
            return copy;
        }

        @Override
        public void close() {
            if (!closed) {
                closed = true;
                openSequences--;
            }
        }
    }
}
