package org.d3explorer.importing;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A safetensors file, mapped into memory, its header checked in full: tensors fill the file without holes or overlaps.
 * Format as in the safetensors README.
 */
final class SafetensorsFile {
    private static final long MAX_HEADER_BYTES = 100_000_000;
    private static final int MAX_DIMS = 8;
    private static final String METADATA = "__metadata__";
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private final Path file;
    private final MemorySegment data;
    private final Map<String, SafeTensor> tensors = new LinkedHashMap<>();

    /**
     * One tensor.
     *
     * @param format how it is stored
     * @param shape slowest dimension first
     * @param begin first byte, from the end of the header
     * @param end byte behind the last
     */
    record SafeTensor(BlockFormat format, List<Long> shape, long begin, long end) {}

    private SafetensorsFile(Path file, MemorySegment data) {
        this.file = file;
        this.data = data;
    }

    /**
     * Maps a file and reads its header.
     *
     * @param arena unmaps the file when it is closed
     * @throws ImportException if it is not a valid safetensors file of floats
     */
    static SafetensorsFile open(Path file, Arena arena) {
        if (!Files.isRegularFile(file)) {
            throw ImportException.of(file.toString(), "no such file", "a safetensors file", "check the folder");
        }
        try (var channel = FileChannel.open(file, StandardOpenOption.READ)) {
            var opened =
                    new SafetensorsFile(file, channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), arena));
            opened.readHeader();
            return opened;
        } catch (IOException e) {
            throw ImportException.io(file, "reading", e);
        }
    }

    private void readHeader() {
        if (data.byteSize() < Long.BYTES) {
            throw error("the end of the file after " + data.byteSize() + " bytes", "8 bytes of header length");
        }
        if (startsLikeLfsPointer()) {
            throw ImportException.of(
                    file.toString(), "a Git-LFS pointer", "the file itself", "fetch it with \"git lfs pull\"");
        }
        long length = data.get(LONG, 0);
        long room = Math.min(MAX_HEADER_BYTES, data.byteSize() - Long.BYTES);
        if (length < 2 || length > room) {
            throw error("a header of " + Long.toUnsignedString(length) + " bytes", "2.." + room + " bytes");
        }
        var header = data.asSlice(Long.BYTES, length).toArray(ValueLayout.JAVA_BYTE);
        if (header[0] != '{') {
            throw error(String.format("byte 0x%02x at the start of the header", header[0]), "\"{\"");
        }
        requireUtf8(header);
        try (var parser = StrictJson.parser(header)) {
            parser.nextToken();
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                var name = parser.currentName();
                parser.nextToken();
                readEntry(name, StrictJson.next(parser), data.byteSize() - Long.BYTES - length);
            }
            if (parser.nextToken() != null) {
                throw error("something behind the header's object", "nothing");
            }
        } catch (JsonProcessingException e) {
            throw error("a header that is no JSON (" + StrictJson.problem(e) + ")", "a JSON object");
        } catch (IOException e) {
            throw ImportException.io(file, "reading", e);
        }
        requireFull(data.byteSize() - Long.BYTES - length);
    }

    private boolean startsLikeLfsPointer() {
        return new String(data.asSlice(0, Long.BYTES).toArray(ValueLayout.JAVA_BYTE), StandardCharsets.ISO_8859_1)
                .equals("version ");
    }

    private void requireUtf8(byte[] header) {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(header));
        } catch (CharacterCodingException e) {
            throw error("a header that is not UTF-8", "UTF-8");
        }
    }

    private void readEntry(String name, JsonNode entry, long room) {
        if (name.equals(METADATA)) {
            for (var value : entry) {
                if (!value.isTextual()) {
                    throw error("metadata that is no text", "texts only");
                }
            }
            if (!entry.isObject()) {
                throw error("metadata that is no object", "an object of texts");
            }
            return;
        }
        if (name.isEmpty() || name.contains("..") || name.chars().anyMatch(c -> c <= ' ' || c == '/' || c == '\\')) {
            throw error("a tensor name with forbidden characters", "a plain name");
        }
        if (entry.size() != 3
                || !entry.path("shape").isArray()
                || !entry.path("data_offsets").isArray()) {
            throw error("tensor " + name + " without its three fields", "dtype, shape, data_offsets");
        }
        var format = format(name, entry.path("dtype"));
        List<Long> shape = new ArrayList<>();
        for (var dim : entry.get("shape")) {
            shape.add(number(name, dim));
        }
        var offsets = entry.get("data_offsets");
        if (offsets.size() != 2 || shape.size() > MAX_DIMS) {
            throw error("tensor " + name + " with a wrong number of offsets or dimensions", "2 offsets");
        }
        long begin = number(name, offsets.get(0));
        long end = number(name, offsets.get(1));
        if (begin > end || end > room) {
            throw error("offsets " + begin + ".." + end + " of " + name, "a range inside " + room + " bytes");
        }
        long bytes = bytes(name, format, shape);
        if (bytes != end - begin) {
            throw error((end - begin) + " bytes for " + name, bytes + " bytes for shape " + shape + " of " + format);
        }
        tensors.put(name, new SafeTensor(format, List.copyOf(shape), begin, end));
    }

    private BlockFormat format(String name, JsonNode dtype) {
        return switch (dtype.asText()) {
            case "F32" -> BlockFormat.F32;
            case "F16" -> BlockFormat.F16;
            case "BF16" -> BlockFormat.BF16;
            default -> throw error("dtype \"" + dtype.asText() + "\" of " + name, "F32, F16 or BF16");
        };
    }

    private long number(String name, JsonNode value) {
        if (!value.isIntegralNumber() || !value.canConvertToLong() || value.longValue() < 0) {
            throw error("number " + value + " in " + name, "a whole number, 0 or more");
        }
        return value.longValue();
    }

    private long bytes(String name, BlockFormat format, List<Long> shape) {
        try {
            long bytes = format.bytes();
            for (long dim : shape) {
                bytes = Math.multiplyExact(bytes, dim);
            }
            return bytes;
        } catch (ArithmeticException e) {
            throw error("shape " + shape + " of " + name, "a size that fits the file");
        }
    }

    private void requireFull(long room) {
        long at = 0;
        var inOrder = tensors.entrySet().stream()
                .sorted(Comparator.comparingLong((Map.Entry<String, SafeTensor> e) ->
                                e.getValue().begin())
                        .thenComparingLong(e -> e.getValue().end()))
                .toList();
        for (var entry : inOrder) {
            if (entry.getValue().begin() != at) {
                throw error(
                        (entry.getValue().begin() < at ? "an overlap" : "a hole") + " before " + entry.getKey(),
                        "tensors one behind the other");
            }
            at = entry.getValue().end();
        }
        if (at != room) {
            throw error(room - at + " bytes behind the last tensor", "none");
        }
    }

    private ImportException error(String found, String expected) {
        return ImportException.of(file.toString(), found, expected, ImportException.FETCH_AGAIN);
    }

    /** Returns the file. */
    Path path() {
        return file;
    }

    /** Returns the file's size in bytes. */
    long size() {
        return data.byteSize();
    }

    /** Returns all tensors by name. */
    Map<String, SafeTensor> tensors() {
        return tensors;
    }

    /** Returns a tensor's content. */
    MemorySegment content(SafeTensor tensor) {
        long start = Long.BYTES + data.get(LONG, 0);
        return data.asSlice(start + tensor.begin(), tensor.end() - tensor.begin());
    }
}
