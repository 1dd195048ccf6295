package org.d3explorer.importing;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** Reads a GGUF header front to back and never beyond the file. */
final class GgufCursor {
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private final Path file;
    private final MemorySegment data;
    private long offset;

    GgufCursor(Path file, MemorySegment data, long offset) {
        this.file = file;
        this.data = data;
        this.offset = offset;
    }

    /** Returns where the next value stands. */
    long offset() {
        return offset;
    }

    /** Returns how many bytes are left in the file. */
    long remaining() {
        return data.byteSize() - offset;
    }

    int nextByte(String what) {
        require(1, what);
        return data.get(ValueLayout.JAVA_BYTE, offset++) & 0xff;
    }

    int nextInt(String what) {
        require(Integer.BYTES, what);
        int value = data.get(INT, offset);
        offset += Integer.BYTES;
        return value;
    }

    long nextLong(String what) {
        require(Long.BYTES, what);
        long value = data.get(LONG, offset);
        offset += Long.BYTES;
        return value;
    }

    /**
     * Reads a string of a bounded length.
     *
     * @throws ImportException if it is longer, beyond the file or not UTF-8
     */
    String nextString(int maxBytes, String what) {
        long start = offset;
        long length = nextLength(what);
        if (length > maxBytes) {
            throw error(start, what + " of " + length + " bytes", "at most " + maxBytes + " bytes");
        }
        require(length, what);
        var bytes = data.asSlice(offset, length).toArray(ValueLayout.JAVA_BYTE);
        offset += length;
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw error(start, what + " that is not UTF-8", "UTF-8");
        }
    }

    /** Passes over a string. */
    void skipString(String what) {
        skip(nextLength(what), what);
    }

    /** Passes over bytes. */
    void skip(long bytes, String what) {
        require(bytes, what);
        offset += bytes;
    }

    /** Returns the exception for something at an offset of this file. */
    ImportException error(long at, String found, String expected) {
        return ImportException.of(file + " at byte " + at, found, expected, ImportException.FETCH_AGAIN);
    }

    private long nextLength(String what) {
        long start = offset;
        long length = nextLong("length of " + what);
        if (length < 0) {
            throw error(start, what + " of " + Long.toUnsignedString(length) + " bytes", "a length inside the file");
        }
        return length;
    }

    private void require(long bytes, String what) {
        if (bytes < 0 || bytes > remaining()) {
            throw error(offset, "the end of the file after " + remaining() + " bytes", bytes + " bytes of " + what);
        }
    }
}
