package org.d3explorer.importing;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A GGUF file, mapped into memory, its header checked in full: nothing in it can lead outside the file. Format as in
 * ggml's docs/gguf.md, versions 2 and 3.
 */
final class GgufFile implements AutoCloseable {
    private static final int MAGIC = 0x46554747;
    private static final int MAGIC_SWAPPED = 0x47475546;
    private static final int MIN_VERSION = 2;
    private static final int MAX_VERSION = 3;
    private static final int MAX_ENTRIES = 1 << 20;
    private static final int MIN_PAIR_BYTES = 14;
    private static final int MIN_TENSOR_BYTES = 33;
    private static final int MAX_NAME_BYTES = 64;
    private static final int MAX_DIMS = 4;
    private static final int DEFAULT_ALIGNMENT = 32;
    private static final int MAX_ALIGNMENT = 1 << 20;
    private static final String ALIGNMENT = "general.alignment";
    private static final byte[] GIT_LFS = {'v', 'e', 'r', 's'};

    private final Path file;
    private final Arena arena;
    private final MemorySegment data;
    private final GgufMetadata metadata;
    private final Map<String, GgufTensor> tensors = new HashMap<>();

    /**
     * One tensor.
     *
     * @param name its name
     * @param format how it is stored
     * @param dims fastest first, 1..4 of them, each ≥ 1
     * @param offset from the start of the file, once the header is read
     * @param bytes its size
     */
    record GgufTensor(String name, BlockFormat format, List<Long> dims, long offset, long bytes) {}

    private GgufFile(Path file, Arena arena, MemorySegment data) {
        this.file = file;
        this.arena = arena;
        this.data = data;
        this.metadata = new GgufMetadata(file, data);
    }

    /**
     * Maps a file and reads its header.
     *
     * @throws ImportException if it is not a valid GGUF file
     */
    @SuppressWarnings("MustBeClosedChecker") // closing the file closes the arena
    static GgufFile open(Path file) {
        var arena = Arena.ofShared();
        try {
            var opened = new GgufFile(file, arena, map(file, arena));
            opened.readHeader();
            return opened;
        } catch (RuntimeException e) {
            arena.close();
            throw e;
        }
    }

    private static MemorySegment map(Path file, Arena arena) {
        if (!Files.isRegularFile(file)) {
            throw ImportException.of(
                    file.toString(),
                    Files.exists(file) ? "no regular file" : "no such file",
                    "a GGUF file",
                    "check the path");
        }
        try (var channel = FileChannel.open(file, StandardOpenOption.READ)) {
            return channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), arena);
        } catch (NoSuchFileException e) {
            throw ImportException.of(file.toString(), "no such file", "a GGUF file", "check the path");
        } catch (IOException e) {
            throw ImportException.io(file, "reading", e);
        }
    }

    private void readHeader() {
        var in = new GgufCursor(file, data, 0);
        readMagic(in);
        long countsAt = in.offset();
        long tensorCount = in.nextLong("number of tensors");
        long pairCount = in.nextLong("number of keys");
        requireCount(in, countsAt, tensorCount, MIN_TENSOR_BYTES, "tensors");
        requireCount(in, countsAt + Long.BYTES, pairCount, MIN_PAIR_BYTES, "keys");
        for (long i = 0; i < pairCount; i++) {
            metadata.readEntry(in);
        }
        long alignment = alignment();
        List<GgufTensor> inOrder = new ArrayList<>();
        for (long i = 0; i < tensorCount; i++) {
            inOrder.add(readTensor(in, alignment));
        }
        placeTensors(in, inOrder, alignment);
    }

    private void readMagic(GgufCursor in) {
        if (data.byteSize() >= GIT_LFS.length
                && data.asSlice(0, GIT_LFS.length).mismatch(MemorySegment.ofArray(GIT_LFS)) == -1) {
            throw ImportException.of(
                    file.toString(), "a Git-LFS pointer", "the GGUF file itself", "fetch it with \"git lfs pull\"");
        }
        int magic = in.nextInt("magic");
        if (magic == MAGIC_SWAPPED) {
            throw byteSwapped(in, 0);
        }
        if (magic != MAGIC) {
            throw in.error(0, String.format("magic 0x%08x", Integer.reverseBytes(magic)), "\"GGUF\" (0x47475546)");
        }
        int version = in.nextInt("version");
        if (Integer.reverseBytes(version) >= 1 && Integer.reverseBytes(version) <= MAX_VERSION) {
            throw byteSwapped(in, Integer.BYTES);
        }
        if (version < MIN_VERSION || version > MAX_VERSION) {
            throw in.error(
                    Integer.BYTES,
                    "GGUF version " + Integer.toUnsignedString(version),
                    "version " + MIN_VERSION + " or " + MAX_VERSION);
        }
    }

    private static ImportException byteSwapped(GgufCursor in, long at) {
        return in.error(at, "a big-endian GGUF file", "a little-endian one");
    }

    private static void requireCount(GgufCursor in, long at, long count, int least, String what) {
        if (count < 0 || count > MAX_ENTRIES || count > in.remaining() / least) {
            throw in.error(
                    at,
                    Long.toUnsignedString(count) + " " + what,
                    "at most " + Math.min(MAX_ENTRIES, in.remaining() / least));
        }
    }

    private long alignment() {
        if (!metadata.has(ALIGNMENT)) {
            return DEFAULT_ALIGNMENT;
        }
        long alignment = metadata.unsigned32(ALIGNMENT);
        if (Long.bitCount(alignment) != 1 || alignment < Long.BYTES || alignment > MAX_ALIGNMENT) {
            throw metadata.error(
                    ALIGNMENT, String.valueOf(alignment), "a power of two, " + Long.BYTES + ".." + MAX_ALIGNMENT);
        }
        return alignment;
    }

    private static GgufTensor readTensor(GgufCursor in, long alignment) {
        long start = in.offset();
        var name = in.nextString(MAX_NAME_BYTES, "tensor name");
        if (name.isEmpty() || name.contains("..") || name.chars().anyMatch(c -> c <= ' ' || c == '/' || c == '\\')) {
            throw in.error(start, "a tensor name with forbidden characters", "a plain name");
        }
        long dimsAt = in.offset();
        int count = in.nextInt("number of dimensions of " + name);
        if (count < 1 || count > MAX_DIMS) {
            throw in.error(dimsAt, Integer.toUnsignedString(count) + " dimensions of " + name, "1.." + MAX_DIMS);
        }
        List<Long> dims = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            long at = in.offset();
            long dim = in.nextLong("dimension of " + name);
            if (dim < 1) {
                throw in.error(at, "dimension " + dim + " of " + name, "1 or more");
            }
            dims.add(dim);
        }
        long typeAt = in.offset();
        int type = in.nextInt("type of " + name);
        var format = BlockFormat.ofId(type)
                .orElseThrow(() -> in.error(
                        typeAt,
                        "tensor type " + Integer.toUnsignedString(type) + " of " + name,
                        "one of " + List.of(BlockFormat.values())));
        long bytes = bytes(in, dimsAt, name, format, dims);
        long offsetAt = in.offset();
        long offset = in.nextLong("offset of " + name);
        if (offset < 0 || offset % alignment != 0) {
            throw in.error(
                    offsetAt,
                    "offset " + Long.toUnsignedString(offset) + " of " + name,
                    "a multiple of " + alignment + " inside the file");
        }
        return new GgufTensor(name, format, List.copyOf(dims), offset, bytes);
    }

    private static long bytes(GgufCursor in, long at, String name, BlockFormat format, List<Long> dims) {
        long row = dims.getFirst();
        if (row % format.weights() != 0) {
            throw in.error(
                    at, "rows of " + row + " in " + name, "a multiple of " + format.weights() + " for " + format);
        }
        try {
            long elements = 1;
            for (long dim : dims) {
                elements = Math.multiplyExact(elements, dim);
            }
            return Math.multiplyExact(elements / format.weights(), (long) format.bytes());
        } catch (ArithmeticException e) {
            throw in.error(at, "dimensions " + dims + " of " + name, "a size that fits the file");
        }
    }

    /** Turns offsets into places in the file and checks that they hold each tensor and nothing twice. */
    private void placeTensors(GgufCursor in, List<GgufTensor> inOrder, long alignment) {
        long start = roundUp(in.offset(), alignment);
        long end = start;
        String before = "the header";
        var sorted = inOrder.stream()
                .sorted(Comparator.comparingLong(GgufTensor::offset))
                .toList();
        for (var tensor : sorted) {
            long room = data.byteSize() - start;
            if (tensor.offset() > room || tensor.bytes() > room - tensor.offset()) {
                throw in.error(
                        Math.min(data.byteSize(), start),
                        "a file of " + data.byteSize() + " bytes",
                        tensor.bytes() + " bytes of " + tensor.name() + " at " + tensor.offset() + " after the header");
            }
            long at = start + tensor.offset();
            if (at < end) {
                throw in.error(at, tensor.name() + " overlapping " + before, "each tensor in a place of its own");
            }
            end = at + tensor.bytes();
            before = tensor.name();
            var placed = new GgufTensor(tensor.name(), tensor.format(), tensor.dims(), at, tensor.bytes());
            if (tensors.put(tensor.name(), placed) != null) {
                throw in.error(at, "tensor " + tensor.name() + " twice", "each name once");
            }
        }
        if (roundUp(end, alignment) > data.byteSize()) {
            throw in.error(
                    data.byteSize(),
                    "the end of the file",
                    "padding up to byte " + roundUp(end, alignment) + " after " + before);
        }
    }

    private static long roundUp(long value, long multiple) {
        return (value + multiple - 1) / multiple * multiple;
    }

    /** Returns the file. */
    Path path() {
        return file;
    }

    /** Returns the file's size in bytes. */
    long size() {
        return data.byteSize();
    }

    /** Returns the key–value pairs. */
    GgufMetadata metadata() {
        return metadata;
    }

    /** Returns the names of all tensors. */
    Set<String> tensorNames() {
        return tensors.keySet();
    }

    /** Returns a tensor. */
    Optional<GgufTensor> tensor(String name) {
        return Optional.ofNullable(tensors.get(name));
    }

    /** Returns a tensor's content; valid until the file is closed. */
    MemorySegment content(GgufTensor tensor) {
        return data.asSlice(tensor.offset(), tensor.bytes());
    }

    @Override
    public void close() {
        arena.close();
    }
}
