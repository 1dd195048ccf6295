package org.d3explorer.runtime;

import ai.onnxruntime.OnnxTensor;
import java.lang.foreign.Arena;
import java.nio.FloatBuffer;
import java.util.Map;
import java.util.function.IntFunction;
import org.d3explorer.decoding.Cancellation;
import org.d3explorer.decoding.RowVisitor;
import org.d3explorer.decoding.StepMeasurement;
import org.d3explorer.depth.KvPolicy;
import org.d3explorer.depth.LayerSet;

/**
 * Runs known tokens layer by layer (specification §3). With backfill each layer runs once, over all positions up to the
 * last one that ran it: the K and V rows of the others are what backfill would compute later. With copy each layer runs
 * over each stretch of positions that ran it, since the gaps before them are copied.
 */
final class ForwardPass implements AutoCloseable {
    private final OnnxLayerSequence sequence;
    private final OnnxLayerStack stack;
    private final Workspace workspace;
    private final int base;
    private final int first;
    private final int rows;
    private final LayerSet[] plan;
    private final KvPolicy policy;
    private final StepMeasurement measurement;
    private final Cancellation cancellation;
    private final int hiddenSize;
    private final Arena arena = Arena.ofConfined();
    private final FloatBuffer hidden;
    private final int[][] lengthsAfter;

    /**
     * Prepares a pass over rows first..first+rows−1 of a call.
     *
     * @param sequence at the position of the first of these rows
     * @param layersAt the layers that run, by row of the call
     */
    ForwardPass(
            OnnxLayerSequence sequence,
            int first,
            int rows,
            IntFunction<LayerSet> layersAt,
            KvPolicy policy,
            StepMeasurement measurement,
            Cancellation cancellation) {
        this.sequence = sequence;
        this.first = first;
        this.rows = rows;
        this.policy = policy;
        this.measurement = measurement;
        this.cancellation = cancellation;
        stack = sequence.stack();
        workspace = stack.workspace();
        base = sequence.length();
        hiddenSize = stack.shape().hiddenSize();
        plan = new LayerSet[rows];
        for (int row = 0; row < rows; row++) {
            plan[row] = layersAt.apply(first + row);
        }
        hidden = NativeMemory.floats(arena, (long) rows * hiddenSize);
        lengthsAfter = policy == KvPolicy.COPY ? lengthsAfter() : new int[0][];
    }

    /** Returns each layer's cache length after each row, as stepping token by token would have it. */
    private int[][] lengthsAfter() {
        var lengths = new int[stack.shape().layers()][rows];
        for (int layer = 0; layer < lengths.length; layer++) {
            int length = sequence.cacheLength(layer);
            for (int row = 0; row < rows; row++) {
                length = plan[row].contains(layer) ? base + row + 1 : length;
                lengths[layer][row] = length;
            }
        }
        return lengths;
    }

    /**
     * Runs the pass.
     *
     * @param tokens all tokens of the call
     * @param visitor receives hidden states and logits under the call's row numbers
     */
    void run(int[] tokens, RowVisitor visitor) {
        var tap = new float[visitor.wantsHidden() ? hiddenSize : 0];
        embed(tokens);
        visit(visitor, -1, tap);
        for (int layer = 0; layer < stack.shape().layers(); layer++) {
            cancellation.check();
            runLayer(layer);
            visit(visitor, layer, tap);
        }
        cancellation.check();
        head(visitor);
    }

    private void embed(int[] tokens) {
        for (int from = 0; from < rows; from += Workspace.CHUNK) {
            int count = Math.min(Workspace.CHUNK, rows - from);
            for (int i = 0; i < count; i++) {
                workspace.ids().put(i, tokens[first + from + i]);
            }
            try (var ids = Tensors.of(stack.environment(), workspace.ids().slice(0, count), 1, count);
                    var out = tensor(Tensors.rows(hidden, from, count, hiddenSize), count)) {
                stack.embed().run(Map.of(GraphSignature.INPUT_IDS, ids), Map.of(GraphSignature.HIDDEN, out));
            }
        }
    }

    private void runLayer(int index) {
        var layer = sequence.layer(index);
        var pending = layer.cache().pending();
        int last = lastRow(index);
        int row = 0;
        while (row <= last) {
            int start = policy == KvPolicy.COPY ? nextRow(index, row, true) : row;
            int end = policy == KvPolicy.COPY ? nextRow(index, start, false) : last + 1;
            pending.append(hidden, row, start - row);
            closeGap(index, start);
            runRows(index, start, end);
            row = end;
        }
        pending.append(hidden, row, rows - row);
    }

    private int lastRow(int layer) {
        int row = rows - 1;
        while (row >= 0 && !plan[row].contains(layer)) {
            row--;
        }
        return row;
    }

    private int nextRow(int layer, int from, boolean running) {
        int row = from;
        while (row < rows && plan[row].contains(layer) != running) {
            row++;
        }
        return row;
    }

    private void closeGap(int index, int row) {
        var layer = sequence.layer(index);
        if (layer.cache().pending().count() == 0) {
            return;
        }
        long start = System.nanoTime();
        if (policy == KvPolicy.COPY && sequence.copyGap(index, base + row, lower -> lengthsAfter[lower][row])) {
            measurement.addCopy(index, System.nanoTime() - start);
        } else {
            layer.runPending();
            measurement.addBackfill(index, System.nanoTime() - start);
        }
    }

    /** Runs rows start..end−1; only those that are planned replace the hidden state. */
    private void runRows(int index, int start, int end) {
        var layer = sequence.layer(index);
        for (int from = start; from < end; from += Workspace.CHUNK) {
            cancellation.check();
            int count = Math.min(Workspace.CHUNK, end - from);
            long begin = System.nanoTime();
            layer.run(Tensors.rows(hidden, from, count, hiddenSize), count);
            int planned = 0;
            for (int i = 0; i < count; i++) {
                if (plan[from + i].contains(index)) {
                    hidden.put((from + i) * hiddenSize, workspace.output(), i * hiddenSize, hiddenSize);
                    planned++;
                }
            }
            long nanos = System.nanoTime() - begin;
            long own = nanos * planned / count;
            measurement.addLayer(index, own);
            if (planned < count) {
                measurement.addBackfill(index, nanos - own);
            }
        }
    }

    private void visit(RowVisitor visitor, int layer, float[] tap) {
        if (visitor.wantsHidden()) {
            for (int row = 0; row < rows; row++) {
                hidden.get(row * hiddenSize, tap);
                visitor.hidden(layer, first + row, tap);
            }
        }
    }

    private void head(RowVisitor visitor) {
        int vocabularySize = stack.shape().vocabularySize();
        var logits = new float[vocabularySize];
        var wanted = new int[workspace.headRows()];
        int row = 0;
        while (row < rows) {
            int count = 0;
            for (; row < rows && count < wanted.length; row++) {
                if (visitor.wantsLogits(first + row)) {
                    workspace.headInput().put(count * hiddenSize, hidden, row * hiddenSize, hiddenSize);
                    wanted[count++] = row;
                }
            }
            if (count == 0) {
                return;
            }
            cancellation.check();
            long start = System.nanoTime();
            try (var in = tensor(Tensors.rows(workspace.headInput(), 0, count, hiddenSize), count);
                    var out = Tensors.of(
                            stack.environment(),
                            Tensors.rows(workspace.logits(), 0, count, vocabularySize),
                            1,
                            count,
                            vocabularySize)) {
                stack.head().run(Map.of(GraphSignature.HIDDEN, in), Map.of(GraphSignature.LOGITS, out));
            }
            measurement.addHead(System.nanoTime() - start);
            for (int i = 0; i < count; i++) {
                workspace.logits().get(i * vocabularySize, logits);
                visitor.logits(first + wanted[i], logits);
            }
        }
    }

    private OnnxTensor tensor(FloatBuffer buffer, int count) {
        return Tensors.of(stack.environment(), buffer, 1, count, hiddenSize);
    }

    @Override
    public void close() {
        arena.close();
    }
}
