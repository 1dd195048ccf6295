package org.d3explorer.runtime;

import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.nio.LongBuffer;

/** Zeroed native buffers that an arena owns, aligned for vector instructions, so that they are freed at a known time. */
final class NativeMemory {
    private static final long ALIGNMENT = 64;

    private NativeMemory() {}

    /**
     * Allocates floats.
     *
     * @param count number of floats, under 2²⁹
     */
    static FloatBuffer floats(Arena arena, long count) {
        return bytes(arena, count * Float.BYTES).asFloatBuffer();
    }

    /** Allocates 32-bit integers. */
    static IntBuffer ints(Arena arena, long count) {
        return bytes(arena, count * Integer.BYTES).asIntBuffer();
    }

    /** Allocates 64-bit integers. */
    static LongBuffer longs(Arena arena, long count) {
        return bytes(arena, count * Long.BYTES).asLongBuffer();
    }

    private static ByteBuffer bytes(Arena arena, long size) {
        return arena.allocate(size, ALIGNMENT).asByteBuffer().order(ByteOrder.nativeOrder());
    }
}
