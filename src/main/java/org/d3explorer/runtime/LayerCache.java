package org.d3explorer.runtime;

import ai.onnxruntime.OnnxTensor;
import java.lang.foreign.Arena;
import java.nio.FloatBuffer;

/**
 * One layer's keys and values for one sequence, [1, KV, C, D] each, of which the first {@code length} positions are
 * valid, and the states of the positions behind them that passed the layer by. The graph reads and writes the very same
 * memory, so no call copies the cache.
 */
final class LayerCache implements AutoCloseable {
    private final int heads;
    private final int capacity;
    private final int headDim;
    private final FloatBuffer keyRows;
    private final FloatBuffer valueRows;
    private final OnnxTensor key;
    private final OnnxTensor value;
    private final PendingStates pending;
    private int length;

    LayerCache(OnnxEnvironment environment, Arena arena, int heads, int capacity, int headDim, int hiddenSize) {
        this.heads = heads;
        this.capacity = capacity;
        this.headDim = headDim;
        keyRows = NativeMemory.floats(arena, (long) heads * capacity * headDim);
        valueRows = NativeMemory.floats(arena, (long) heads * capacity * headDim);
        key = Tensors.of(environment, keyRows, 1, heads, capacity, headDim);
        value = Tensors.of(environment, valueRows, 1, heads, capacity, headDim);
        pending = new PendingStates(hiddenSize);
    }

    /** Returns K: past input and present output at once. */
    OnnxTensor key() {
        return key;
    }

    /** Returns V: past input and present output at once. */
    OnnxTensor value() {
        return value;
    }

    /** Returns the states of positions {@code length}.. that passed the layer by. */
    PendingStates pending() {
        return pending;
    }

    /** Returns n_l. */
    int length() {
        return length;
    }

    /** Sets n_l; the caller has written the rows. */
    void setLength(int next) {
        length = next;
    }

    /** Copies the K and V rows of positions first..end−1 from another layer. */
    void copyFrom(LayerCache other, int first, int end) {
        for (int head = 0; head < heads; head++) {
            int at = (head * capacity + first) * headDim;
            int number = (end - first) * headDim;
            keyRows.put(at, other.keyRows, at, number);
            valueRows.put(at, other.valueRows, at, number);
        }
    }

    /** Takes over another cache's rows, length and pending states; both then live on apart. */
    void copyAll(LayerCache other) {
        for (int head = 0; head < heads; head++) {
            int from = head * other.capacity * headDim;
            int to = head * capacity * headDim;
            keyRows.put(to, other.keyRows, from, other.length * headDim);
            valueRows.put(to, other.valueRows, from, other.length * headDim);
        }
        length = other.length;
        pending.append(other.pending.rows(0, other.pending.count()), 0, other.pending.count());
    }

    /**
     * Returns a copy of one position's rows.
     *
     * @return K then V, [2·KV·D]
     */
    float[] rowsAt(int position) {
        var rows = new float[2 * heads * headDim];
        for (int head = 0; head < heads; head++) {
            int at = (head * capacity + position) * headDim;
            keyRows.get(at, rows, head * headDim, headDim);
            valueRows.get(at, rows, (heads + head) * headDim, headDim);
        }
        return rows;
    }

    /** Forgets positions from {@code end} on. */
    void truncate(int end) {
        pending.truncate(Math.max(0, end - length));
        length = Math.min(length, end);
    }

    @Override
    public void close() {
        key.close();
        value.close();
        pending.close();
    }
}
