package org.d3explorer.runtime;

import java.lang.foreign.Arena;
import java.nio.FloatBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The hidden states that passed one layer by, oldest first; [count, H] in native memory that grows by doubling. A layer
 * that was never skipped has none and costs nothing.
 */
final class PendingStates implements AutoCloseable {
    private static final int FIRST_CAPACITY = 16;

    private final int hiddenSize;
    private int count;
    private @Nullable Arena arena;
    private FloatBuffer rows = FloatBuffer.allocate(0);

    PendingStates(int hiddenSize) {
        this.hiddenSize = hiddenSize;
    }

    /** Returns the number of states. */
    int count() {
        return count;
    }

    /** Returns the states from {@code first} on as a direct buffer over the same memory. */
    FloatBuffer rows(int first, int number) {
        return Tensors.rows(rows, first, number, hiddenSize);
    }

    /**
     * Appends states.
     *
     * @param source [≥ first + number, H]
     * @param first its first row to append
     * @param number of rows
     */
    void append(FloatBuffer source, int first, int number) {
        reserve(count + number);
        rows.put(count * hiddenSize, source, first * hiddenSize, number * hiddenSize);
        count += number;
    }

    /** Keeps the first {@code number} states. */
    void truncate(int number) {
        count = Math.min(count, number);
    }

    /** Drops the first {@code number} states. */
    void dropFirst(int number) {
        if (number > 0) {
            rows.put(0, rows, number * hiddenSize, (count - number) * hiddenSize);
            count -= number;
        }
    }

    @SuppressWarnings("MustBeClosedChecker") // the arena becomes this object's, which closes it
    private void reserve(int wanted) {
        int capacity = rows.capacity() / hiddenSize;
        if (wanted <= capacity) {
            return;
        }
        var nextArena = Arena.ofShared();
        var next = NativeMemory.floats(
                nextArena, (long) Math.max(Math.max(FIRST_CAPACITY, 2 * capacity), wanted) * hiddenSize);
        next.put(0, rows, 0, count * hiddenSize);
        close();
        arena = nextArena;
        rows = next;
    }

    @Override
    public void close() {
        if (arena != null) {
            arena.close();
            arena = null;
            rows = FloatBuffer.allocate(0);
        }
    }
}
