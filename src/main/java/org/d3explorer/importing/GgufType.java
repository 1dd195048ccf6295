package org.d3explorer.importing;

import java.util.Arrays;
import java.util.Optional;

/** The value types of GGUF metadata. */
enum GgufType {
    UINT8(0, 1),
    INT8(1, 1),
    UINT16(2, 2),
    INT16(3, 2),
    UINT32(4, 4),
    INT32(5, 4),
    FLOAT32(6, 4),
    BOOL(7, 1),
    STRING(8, 0),
    ARRAY(9, 0),
    UINT64(10, 8),
    INT64(11, 8),
    FLOAT64(12, 8);

    private final int id;
    private final int bytes;

    GgufType(int id, int bytes) {
        this.id = id;
        this.bytes = bytes;
    }

    /** Returns the type with that number, empty where there is none. */
    static Optional<GgufType> ofId(int id) {
        return Arrays.stream(values()).filter(t -> t.id == id).findFirst();
    }

    /** Returns the size of a value, or 0 where it varies. */
    int bytes() {
        return bytes;
    }
}
