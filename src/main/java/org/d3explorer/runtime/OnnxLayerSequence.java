package org.d3explorer.runtime;

import java.lang.foreign.Arena;
import java.util.function.IntFunction;
import java.util.function.IntUnaryOperator;
import org.d3explorer.decoding.Cancellation;
import org.d3explorer.decoding.LayerSequence;
import org.d3explorer.decoding.RowVisitor;
import org.d3explorer.decoding.StepMeasurement;
import org.d3explorer.depth.KvPolicy;
import org.d3explorer.depth.LayerSet;

/** One token sequence: a cache per layer, and {@link #step}, the pass that decoding makes for each token. */
final class OnnxLayerSequence implements LayerSequence {
    /** Most rows whose hidden states are kept at once; longer calls go through the layers block by block. */
    private static final int FORWARD_ROWS = 4096;

    private final OnnxLayerStack stack;
    private final Workspace workspace;
    private final int capacity;
    private final int hiddenSize;
    private final Arena arena = Arena.ofShared();
    private final LayerBinding[] layers;
    private final float[] logits;
    private int length;
    private boolean freed;

    OnnxLayerSequence(OnnxLayerStack stack, int capacity) {
        this.stack = stack;
        this.capacity = capacity;
        workspace = stack.workspace();
        var config = stack.config();
        hiddenSize = config.hiddenSize();
        layers = new LayerBinding[config.numHiddenLayers()];
        boolean done = false;
        try {
            for (int l = 0; l < layers.length; l++) {
                var cache = new LayerCache(
                        stack.environment(), arena, config.numKeyValueHeads(), capacity, config.headDim(), hiddenSize);
                layers[l] = new LayerBinding(stack.layer(l), workspace, cache, hiddenSize, arena);
            }
            done = true;
        } finally {
            if (!done) {
                free();
            }
        }
        logits = new float[config.vocabSize()];
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
        return layers[layer].cache().length();
    }

    /** Returns a copy of a layer's K and V rows at a position, [2·KV·D]. */
    float[] cacheRows(int layer, int position) {
        return layers[layer].cache().rowsAt(position);
    }

    @Override
    public float[] step(int token, LayerSet run, KvPolicy policy, StepMeasurement measurement) {
        begin(1);
        boolean done = false;
        try {
            embed(token);
            int state = 0;
            for (int l = 0; l < layers.length; l++) {
                var layer = layers[l];
                if (!run.contains(l)) {
                    layer.cache().pending().append(workspace.state(state), 0, 1);
                    continue;
                }
                long start = System.nanoTime();
                if (layer.cache().length() < length
                        && policy == KvPolicy.COPY
                        && copyGap(l, length, this::cacheLength)) {
                    long copied = System.nanoTime();
                    measurement.addCopy(l, copied - start);
                    start = copied;
                }
                int gap = length - layer.cache().length();
                if (gap == 0) {
                    layer.step(state);
                    measurement.addLayer(l, System.nanoTime() - start);
                } else {
                    stepWithBackfill(layer, state);
                    long nanos = System.nanoTime() - start;
                    long own = nanos / (gap + 1);
                    measurement.addLayer(l, own);
                    measurement.addBackfill(l, nanos - own);
                }
                state = 1 - state;
            }
            long start = System.nanoTime();
            head(state);
            measurement.addHead(System.nanoTime() - start);
            length++;
            done = true;
            return logits;
        } finally {
            if (!done) {
                truncateCaches(length);
            }
            stack.end();
        }
    }

    private void embed(int token) {
        checkToken(token);
        workspace.ids().put(0, token);
        stack.embedCall().run();
    }

    private void head(int state) {
        stack.headCall(state).run();
        workspace.logits().get(0, logits);
    }

    /**
     * Closes a layer's gap and runs its own row in one multi-position call, whose rows all cost the same; only the last
     * row's output goes on.
     */
    private void stepWithBackfill(LayerBinding layer, int state) {
        var pending = layer.cache().pending();
        pending.append(workspace.state(state), 0, 1);
        int last = layer.runPending();
        workspace.state(1 - state).put(0, workspace.output(), last * hiddenSize, hiddenSize);
    }

    /**
     * Copies a layer's missed positions from the nearest lower layer that has them all.
     *
     * @param end first position that is not missed
     * @param lengthOf each layer's cache length at the time
     * @return whether there is such a layer
     */
    boolean copyGap(int layer, int end, IntUnaryOperator lengthOf) {
        var cache = layers[layer].cache();
        for (int lower = layer - 1; lower >= 0; lower--) {
            if (lengthOf.applyAsInt(lower) >= end) {
                cache.copyFrom(layers[lower].cache(), cache.length(), end);
                cache.pending().dropFirst(end - cache.length());
                cache.setLength(end);
                return true;
            }
        }
        return false;
    }

    @Override
    public void forward(
            int[] tokens,
            IntFunction<LayerSet> layersAt,
            KvPolicy policy,
            RowVisitor visitor,
            StepMeasurement measurement,
            Cancellation cancellation) {
        if (tokens.length == 0) {
            throw new IllegalArgumentException("no tokens, expected at least one");
        }
        begin(tokens.length);
        int before = length;
        boolean done = false;
        try {
            for (int token : tokens) {
                checkToken(token);
            }
            for (int first = 0; first < tokens.length; first += FORWARD_ROWS) {
                int rows = Math.min(FORWARD_ROWS, tokens.length - first);
                try (var pass = new ForwardPass(this, first, rows, layersAt, policy, measurement, cancellation)) {
                    pass.run(tokens, visitor);
                }
                length += rows;
            }
            done = true;
        } finally {
            if (!done) {
                length = before;
                truncateCaches(before);
            }
            stack.end();
        }
    }

    OnnxLayerStack stack() {
        return stack;
    }

    LayerBinding layer(int index) {
        return layers[index];
    }

    @Override
    public void truncate(int end) {
        if (end < 0 || end > length) {
            throw new IllegalArgumentException("truncating to " + end + " positions, expected 0.." + length);
        }
        begin(0);
        try {
            truncateCaches(end);
            length = end;
        } finally {
            stack.end();
        }
    }

    @Override
    public LayerSequence fork(int newCapacity) {
        begin(0);
        try {
            if (newCapacity < length) {
                throw new IllegalArgumentException("a fork of " + length + " positions was given room for "
                        + newCapacity + ", expected at least as many");
            }
            var fork = stack.open(newCapacity);
            for (int l = 0; l < layers.length; l++) {
                fork.layers[l].cache().copyAll(layers[l].cache());
            }
            fork.length = length;
            return fork;
        } finally {
            stack.end();
        }
    }

    private void truncateCaches(int end) {
        for (var layer : layers) {
            layer.cache().truncate(end);
        }
    }

    private void begin(int positions) {
        stack.begin();
        if (freed) {
            stack.end();
            throw new IllegalStateException("the sequence is closed");
        }
        if (length + positions > capacity) {
            stack.end();
            throw new EngineException("the sequence holds " + length + " positions and has room for " + capacity + "; "
                    + positions + " more do not fit. Shorten the prompt or ask for fewer new tokens");
        }
    }

    private void checkToken(int token) {
        if (token < 0 || token >= logits.length) {
            throw new EngineException("token id is " + token + ", expected 0.." + (logits.length - 1));
        }
    }

    @Override
    public void close() {
        stack.release(this);
    }

    /** Frees the caches, also those of a sequence half made; called once, while no call is in progress. */
    void free() {
        freed = true;
        for (var layer : layers) {
            if (layer != null) {
                layer.cache().close();
            }
        }
        arena.close();
    }
}
