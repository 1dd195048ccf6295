package org.d3explorer.importing;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.d3explorer.importing.SafetensorsFile.SafeTensor;

/** The safetensors files of a Hugging Face checkpoint: {@code model.safetensors}, or shards with an index. */
final class Checkpoint implements AutoCloseable {
    private static final String SINGLE = "model.safetensors";
    private static final String INDEX = "model.safetensors.index.json";
    private static final long MAX_INDEX_BYTES = 64L << 20;
    private static final String ACTION = "complete the folder or download it again";

    private final Path folder;
    private final Arena arena;
    private final List<SafetensorsFile> files = new ArrayList<>();
    private final Map<String, SafetensorsFile> fileOf = new HashMap<>();

    private Checkpoint(Path folder, Arena arena) {
        this.folder = folder;
        this.arena = arena;
    }

    /**
     * Maps the files and checks their headers.
     *
     * @throws ImportException if one is missing or malformed, or the index does not agree with them
     */
    @SuppressWarnings("MustBeClosedChecker") // closing the checkpoint closes the arena
    static Checkpoint open(Path folder) {
        var arena = Arena.ofShared();
        try {
            var checkpoint = new Checkpoint(folder, arena);
            checkpoint.read();
            return checkpoint;
        } catch (RuntimeException e) {
            arena.close();
            throw e;
        }
    }

    private void read() {
        var index = folder.resolve(INDEX);
        if (!Files.exists(index)) {
            add(SINGLE);
            return;
        }
        var map = StrictJson.read(index, MAX_INDEX_BYTES)
                .map(tree -> tree.path("weight_map"))
                .filter(node -> node.isObject() && !node.isEmpty())
                .orElseThrow(() -> error(INDEX, "no weight_map", "an object of tensor names and files"));
        Map<String, String> shardOf = new HashMap<>();
        map.properties().forEach(entry -> {
            var shard = entry.getValue().asText();
            if (!entry.getValue().isTextual() || !isPlain(shard)) {
                throw error(INDEX, "file " + entry.getValue() + " of " + entry.getKey(), "a plain .safetensors name");
            }
            shardOf.put(entry.getKey(), shard);
        });
        for (var shard : new TreeSet<>(shardOf.values())) {
            add(shard);
        }
        shardOf.forEach((tensor, shard) -> {
            var file = fileOf.get(tensor);
            if (file == null || !file.path().equals(folder.resolve(shard))) {
                throw error(INDEX, tensor + " in " + shard, "a file that holds it");
            }
        });
        if (shardOf.size() != fileOf.size()) {
            throw error(INDEX, shardOf.size() + " tensors", fileOf.size() + " as the files hold");
        }
    }

    private void add(String name) {
        var file = SafetensorsFile.open(folder.resolve(name), arena);
        files.add(file);
        for (var tensor : file.tensors().keySet()) {
            if (fileOf.put(tensor, file) != null) {
                throw error(name, tensor + ", which another file holds too", "each tensor once");
            }
        }
    }

    private static boolean isPlain(String name) {
        return name.endsWith(".safetensors")
                && !name.contains("..")
                && name.chars().noneMatch(c -> c < ' ' || c == '/' || c == '\\' || c == ':');
    }

    /** Returns the names of all tensors. */
    Set<String> names() {
        return fileOf.keySet();
    }

    /** Returns a tensor. */
    Optional<SafeTensor> tensor(String name) {
        return Optional.ofNullable(fileOf.get(name)).map(file -> file.tensors().get(name));
    }

    /** Returns a tensor's content. */
    MemorySegment content(String name) {
        var file = fileOf.get(name);
        var tensor = file == null ? null : file.tensors().get(name);
        if (file == null || tensor == null) {
            throw new IllegalArgumentException("no tensor " + name);
        }
        return file.content(tensor);
    }

    /** Returns the size of all files in bytes. */
    long size() {
        return files.stream().mapToLong(SafetensorsFile::size).sum();
    }

    /** Returns the SHA-256 of all files' bytes in the order of their names, lower-case hex. */
    String sha256(ImportProgress progress) {
        var digest = HashingFile.sha256();
        for (var file : files) {
            SourceHash.update(digest, file.path(), progress);
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private ImportException error(String name, String found, String expected) {
        return ImportException.of(folder.resolve(name).toString(), found, expected, ACTION);
    }

    @Override
    public void close() {
        arena.close();
    }
}
