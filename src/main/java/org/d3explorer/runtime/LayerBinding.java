package org.d3explorer.runtime;

import static org.d3explorer.runtime.GraphSignature.COS_CACHE;
import static org.d3explorer.runtime.GraphSignature.HIDDEN;
import static org.d3explorer.runtime.GraphSignature.HIDDEN_OUT;
import static org.d3explorer.runtime.GraphSignature.PAST_KEY;
import static org.d3explorer.runtime.GraphSignature.PAST_VALUE;
import static org.d3explorer.runtime.GraphSignature.PRESENT_KEY;
import static org.d3explorer.runtime.GraphSignature.PRESENT_VALUE;
import static org.d3explorer.runtime.GraphSignature.SEQLENS_K;
import static org.d3explorer.runtime.GraphSignature.SIN_CACHE;
import static org.d3explorer.runtime.GraphSignature.TOTAL_SEQUENCE_LENGTH;

import ai.onnxruntime.OnnxTensor;
import java.lang.foreign.Arena;
import java.nio.FloatBuffer;
import java.util.Map;

/**
 * One layer's graph bound to one sequence's cache. The single-position calls are prepared once, so that the
 * token loop does nothing for them.
 */
final class LayerBinding {
    private final OnnxGraph graph;
    private final Workspace workspace;
    private final LayerCache cache;
    private final int hiddenSize;
    /** By the state that is read; the other one is written. */
    private final BoundCall[] steps;

    /**
     * Binds a layer.
     *
     * @param arena owns what the single-position calls need; the sequence's
     */
    LayerBinding(OnnxGraph graph, Workspace workspace, LayerCache cache, int hiddenSize, Arena arena) {
        this.graph = graph;
        this.workspace = workspace;
        this.cache = cache;
        this.hiddenSize = hiddenSize;
        steps = new BoundCall[] {
            bound(workspace.stateTensor(0), workspace.stateTensor(1), arena),
            bound(workspace.stateTensor(1), workspace.stateTensor(0), arena)
        };
    }

    private BoundCall bound(OnnxTensor hidden, OnnxTensor hiddenOut, Arena arena) {
        return new BoundCall(graph, inputs(hidden), outputs(hiddenOut), arena);
    }

    private Map<String, OnnxTensor> inputs(OnnxTensor hidden) {
        return Map.of(
                HIDDEN, hidden,
                PAST_KEY, cache.key(),
                PAST_VALUE, cache.value(),
                SEQLENS_K, workspace.lastIndexTensor(),
                TOTAL_SEQUENCE_LENGTH, workspace.totalTensor(),
                COS_CACHE, workspace.cos(),
                SIN_CACHE, workspace.sin());
    }

    private Map<String, OnnxTensor> outputs(OnnxTensor hiddenOut) {
        return Map.of(HIDDEN_OUT, hiddenOut, PRESENT_KEY, cache.key(), PRESENT_VALUE, cache.value());
    }

    /** Returns the cache. */
    LayerCache cache() {
        return cache;
    }

    /**
     * Runs the layer at position n_l and appends to its cache.
     *
     * @param state which of the workspace's states it reads; it writes the other
     */
    void step(int state) {
        workspace.setTotal(cache.length() + 1);
        steps[state].run();
        cache.setLength(cache.length() + 1);
    }

    /**
     * Runs the layer at positions n_l.. and appends them to its cache; the outputs are in {@link Workspace#output}.
     *
     * @param hidden exactly the entering states, [rows, H], direct
     * @param rows 1..{@link Workspace#CHUNK}
     */
    void run(FloatBuffer hidden, int rows) {
        workspace.setTotal(cache.length() + rows);
        var environment = workspace.environment();
        var output = Tensors.rows(workspace.output(), 0, rows, hiddenSize);
        try (var in = Tensors.of(environment, hidden, 1, rows, hiddenSize);
                var out = Tensors.of(environment, output, 1, rows, hiddenSize)) {
            graph.run(inputs(in), outputs(out));
        }
        cache.setLength(cache.length() + rows);
    }

    /**
     * Runs the layer over all states that are pending for it.
     *
     * @return the row of {@link Workspace#output} that holds the last one's output
     */
    int runPending() {
        var pending = cache.pending();
        int rows = 0;
        while (pending.count() > 0) {
            rows = Math.min(Workspace.CHUNK, pending.count());
            run(pending.rows(0, rows), rows);
            pending.dropFirst(rows);
        }
        return rows - 1;
    }
}
