package org.d3explorer.bundle;

import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The rules for a tensor stored in a graph: its data has the size its shape says and lies inside the bundle. */
final class TensorRules {
    private static final int MAX_DIGITS = 18;

    private final Path file;
    private final Map<String, Long> fileSizes;

    TensorRules(Path file, Map<String, Long> fileSizes) {
        this.file = file;
        this.fileSizes = fileSizes;
    }

    /**
     * Checks it.
     *
     * @throws BundleException if the tensor breaks a rule
     */
    void check(TensorProto tensor) {
        long elements = elements(tensor);
        long bytes = bytes(tensor, elements);
        require(!tensor.hasSegment(), tensor, "a segmented tensor", "a whole tensor");
        if (tensor.getDataLocation() == TensorProto.DataLocation.EXTERNAL) {
            require(tensor.getRawData().isEmpty(), tensor, "external and inline data", "one of them");
            checkExternal(tensor, bytes);
        } else {
            require(tensor.getExternalDataCount() == 0, tensor, "external and inline data", "one of them");
            checkInline(tensor, elements, bytes);
        }
    }

    private void checkExternal(TensorProto tensor, long bytes) {
        Map<String, String> entries = new HashMap<>();
        for (StringStringEntryProto entry : tensor.getExternalDataList()) {
            require(
                    entries.put(entry.getKey(), entry.getValue()) == null,
                    tensor,
                    "external data key " + FileNames.quoted(entry.getKey()) + " twice",
                    "each key once");
        }
        var location = entries.remove("location");
        require(location != null, tensor, "external data without a location", "a file of the bundle");
        if (location == null) {
            return;
        }
        var size = fileSizes.get(location);
        require(
                FileNames.isPlain(location) && size != null,
                tensor,
                "external data in " + FileNames.quoted(location),
                "a file the manifest lists");
        long offset = number(tensor, "offset", entries.remove("offset"), 0);
        long length = number(tensor, "length", entries.remove("length"), bytes);
        entries.remove("checksum");
        require(entries.isEmpty(), tensor, "external data keys " + entries.keySet(), "location, offset, length");
        require(
                length == bytes,
                tensor,
                "external data of " + length + " bytes",
                bytes + " bytes as type and shape say");
        require(
                size != null && offset <= size - length,
                tensor,
                "external data at " + offset + " of " + length + " bytes",
                "data inside " + location + " of " + size + " bytes");
    }

    private void checkInline(TensorProto tensor, long elements, long bytes) {
        if (tensor.hasRawData()) {
            require(
                    tensor.getRawData().size() == bytes,
                    tensor,
                    tensor.getRawData().size() + " bytes of data",
                    bytes + " bytes as type and shape say");
            return;
        }
        long found =
                switch (type(tensor)) {
                    case FLOAT -> tensor.getFloatDataCount();
                    case DOUBLE -> tensor.getDoubleDataCount();
                    case INT64 -> tensor.getInt64DataCount();
                    case UINT32, UINT64 -> tensor.getUint64DataCount();
                    default -> tensor.getInt32DataCount();
                };
        long expected = bits(tensor) == 4 ? bytes : elements;
        require(found == expected, tensor, found + " values", expected + " values as the shape says");
    }

    private long number(TensorProto tensor, String key, @Nullable String text, long absent) {
        if (text == null) {
            return absent;
        }
        require(
                !text.isEmpty() && text.length() <= MAX_DIGITS && text.chars().allMatch(c -> c >= '0' && c <= '9'),
                tensor,
                "external data " + key + " " + FileNames.quoted(text),
                "a whole number, 0 or more");
        return Long.parseLong(text);
    }

    private long elements(TensorProto tensor) {
        long elements = 1;
        for (long dim : tensor.getDimsList()) {
            require(dim >= 0, tensor, "dimension " + dim, "0 or more");
            try {
                elements = Math.multiplyExact(elements, dim);
            } catch (ArithmeticException e) {
                throw error(tensor, "dimensions " + tensor.getDimsList() + " whose product overflows", "a real shape");
            }
        }
        return elements;
    }

    private long bytes(TensorProto tensor, long elements) {
        int bits = bits(tensor);
        require(elements <= Long.MAX_VALUE / 64, tensor, elements + " elements", "a real shape");
        return (elements * bits + 7) / 8;
    }

    private int bits(TensorProto tensor) {
        return switch (type(tensor)) {
            case UINT4, INT4 -> 4;
            case UINT8, INT8, BOOL -> 8;
            case FLOAT16, BFLOAT16, UINT16, INT16 -> 16;
            case FLOAT, INT32, UINT32 -> 32;
            case DOUBLE, INT64, UINT64 -> 64;
            default -> throw error(tensor, "element type " + type(tensor), "a number type");
        };
    }

    private static DataType type(TensorProto tensor) {
        var type = DataType.forNumber(tensor.getDataType());
        return type == null ? DataType.UNDEFINED : type;
    }

    private void require(boolean holds, TensorProto tensor, String found, String expected) {
        if (!holds) {
            throw error(tensor, found, expected);
        }
    }

    private BundleException error(TensorProto tensor, String found, String expected) {
        return BundleException.of(
                file + " tensor " + FileNames.quoted(tensor.getName()), found, expected, GraphRules.ACTION);
    }
}
