package org.d3explorer.importing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * What an import needs.
 *
 * @param layers number of layers
 * @param parameters number of weights, a tied head counted once
 * @param bundleBytes size of the bundle on disk
 * @param heapBytes most memory at a time beyond the program's own
 */
public record ImportEstimate(int layers, long parameters, long bundleBytes, long heapBytes) {
    private static final long MEBIBYTE = 1 << 20;
    /** Integer, scale and zero point; measured bundles stay below. */
    private static final double BYTES_INT8 = 1 + 5 / 32.0;
    /** Half an integer, scale and correction. */
    private static final double BYTES_INT4 = 0.5 + 8 / 32.0;

    private static final int TILE_COLUMNS = 256;
    private static final long FIXED_HEAP = 24 * MEBIBYTE;

    static ImportEstimate of(WeightSource source, Precision precision) {
        var config = source.config();
        long embedding = size(source.embedding());
        long vocabulary = embedding + source.head().map(ImportEstimate::size).orElse(0L);
        long perLayer = 0;
        for (var weight : LayerWeight.values()) {
            perLayer += size(source.layer(0, weight));
        }
        long inLayers = perLayer * config.numHiddenLayers();
        long tokenizer = source.tokenizer().json().length();
        double bytes =
                switch (precision) {
                    case FLOAT32 -> (double) Float.BYTES * (inLayers + vocabulary);
                    case INT8 -> BYTES_INT8 * (inLayers + vocabulary);
                    case INT4 -> BYTES_INT4 * inLayers + BYTES_INT8 * vocabulary;
                };
        long gateUp = 2L * config.intermediateSize() * config.hiddenSize();
        long rows = Math.max(2L * config.intermediateSize(), source.head().isPresent() ? config.vocabSize() : 0);
        long heap = precision == Precision.FLOAT32
                ? (TILE_COLUMNS + 1) * rows * Float.BYTES
                : Math.max(gateUp, embedding) / BlockFormat.AFFINE_BLOCK * 9;
        return new ImportEstimate(
                config.numHiddenLayers(),
                inLayers + vocabulary,
                (long) bytes + 2 * tokenizer + MEBIBYTE,
                heap + 4 * tokenizer + FIXED_HEAP);
    }

    /**
     * Refuses an import that would not fit on the disk or into memory.
     *
     * @throws ImportException with the numbers
     */
    void requireRoom(Path folder) {
        long heap = Runtime.getRuntime().maxMemory();
        if (heapBytes > heap) {
            throw ImportException.of(
                    folder.toString(),
                    heap / MEBIBYTE + " MiB of Java heap",
                    "at least " + heapBytes / MEBIBYTE + " MiB for this model",
                    "start the program with a larger -Xmx");
        }
        var existing = Stream.iterate(folder.toAbsolutePath(), p -> p != null, Path::getParent)
                .filter(Files::isDirectory)
                .findFirst();
        if (existing.isEmpty()) {
            return;
        }
        try {
            long free = Files.getFileStore(existing.get()).getUsableSpace();
            if (free < bundleBytes) {
                throw ImportException.of(
                        folder.toString(),
                        free / MEBIBYTE + " MiB of free disk space",
                        "at least " + bundleBytes / MEBIBYTE + " MiB for the bundle",
                        "make room or choose another disk");
            }
        } catch (IOException e) {
            throw ImportException.io(existing.get(), "asking for the free disk space", e);
        }
    }

    private static long size(WeightMatrix matrix) {
        return (long) matrix.rows() * matrix.columns();
    }
}
