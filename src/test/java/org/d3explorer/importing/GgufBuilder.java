package org.d3explorer.importing;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes GGUF files, right ones and wrong ones. */
final class GgufBuilder {
    static final int UINT32 = 4;
    static final int INT32 = 5;
    static final int FLOAT32 = 6;
    static final int BOOL = 7;
    static final int STRING = 8;
    static final int ARRAY = 9;

    int magic = 0x46554747;
    int version = 3;
    long alignment = 32;

    @Nullable
    Long tensorCount;

    @Nullable
    Long keyCount;

    final Map<String, byte[]> pairs = new LinkedHashMap<>();
    final List<byte[]> rawPairs = new ArrayList<>();
    final List<Tensor> tensors = new ArrayList<>();
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    /** One tensor with what its header shall claim. */
    static final class Tensor {
        final String name;
        long[] dims;
        int dimCount;
        int type;
        byte[] content;

        @Nullable
        Long offset;

        Tensor(String name, int type, byte[] content, long... dims) {
            this.name = name;
            this.type = type;
            this.content = content;
            this.dims = dims;
            this.dimCount = dims.length;
        }
    }

    GgufBuilder text(String key, String value) {
        pairs.put(key, concat(int32(STRING), string(value)));
        return this;
    }

    GgufBuilder unsigned(String key, int value) {
        pairs.put(key, concat(int32(UINT32), int32(value)));
        return this;
    }

    GgufBuilder number(String key, float value) {
        pairs.put(key, concat(int32(FLOAT32), int32(Float.floatToIntBits(value))));
        return this;
    }

    GgufBuilder bool(String key, boolean value) {
        pairs.put(key, concat(int32(BOOL), new byte[] {(byte) (value ? 1 : 0)}));
        return this;
    }

    GgufBuilder texts(String key, List<String> values) {
        var all = concat(int32(ARRAY), int32(STRING), int64(values.size()));
        for (var value : values) {
            all = concat(all, string(value));
        }
        pairs.put(key, all);
        return this;
    }

    GgufBuilder integers(String key, int... values) {
        var all = concat(int32(ARRAY), int32(INT32), int64(values.length));
        for (int value : values) {
            all = concat(all, int32(value));
        }
        pairs.put(key, all);
        return this;
    }

    GgufBuilder floats(String key, float... values) {
        var all = concat(int32(ARRAY), int32(FLOAT32), int64(values.length));
        for (float value : values) {
            all = concat(all, int32(Float.floatToIntBits(value)));
        }
        pairs.put(key, all);
        return this;
    }

    GgufBuilder raw(String key, byte[]... parts) {
        pairs.put(key, concat(parts));
        return this;
    }

    GgufBuilder tensor(String name, int type, byte[] content, long... dims) {
        tensors.add(new Tensor(name, type, content, dims));
        return this;
    }

    Tensor tensor(String name) {
        return tensors.stream().filter(t -> t.name.equals(name)).findFirst().orElseThrow();
    }

    /** Returns the file's bytes. */
    byte[] build() {
        out.reset();
        out.writeBytes(header());
        pad();
        for (var tensor : tensors) {
            out.writeBytes(tensor.content);
            pad();
        }
        return out.toByteArray();
    }

    /** Returns everything before the padding and the tensors. */
    byte[] header() {
        var header = new ByteArrayOutputStream();
        header.writeBytes(concat(
                int32(magic),
                int32(version),
                int64(tensorCount == null ? tensors.size() : tensorCount),
                int64(keyCount == null ? pairs.size() + rawPairs.size() : keyCount)));
        pairs.forEach((key, value) -> header.writeBytes(concat(string(key), value)));
        rawPairs.forEach(header::writeBytes);
        long at = 0;
        for (var tensor : tensors) {
            header.writeBytes(concat(string(tensor.name), int32(tensor.dimCount)));
            for (long dim : tensor.dims) {
                header.writeBytes(int64(dim));
            }
            header.writeBytes(concat(int32(tensor.type), int64(tensor.offset == null ? at : tensor.offset)));
            at += (tensor.content.length + alignment - 1) / alignment * alignment;
        }
        return header.toByteArray();
    }

    private void pad() {
        while (out.size() % alignment != 0) {
            out.write(0);
        }
    }

    static byte[] string(String text) {
        var bytes = text.getBytes(StandardCharsets.UTF_8);
        return concat(int64(bytes.length), bytes);
    }

    static byte[] int32(int value) {
        return ByteBuffer.allocate(4)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(value)
                .array();
    }

    static byte[] int64(long value) {
        return ByteBuffer.allocate(8)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(value)
                .array();
    }

    static byte[] concat(byte[]... parts) {
        var all = new ByteArrayOutputStream();
        for (var part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }
}
