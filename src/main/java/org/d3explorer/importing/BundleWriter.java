package org.d3explorer.importing;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Map;
import org.d3explorer.bundle.AtomicFiles;
import org.d3explorer.bundle.Bundle;
import org.d3explorer.bundle.Manifest;
import org.d3explorer.bundle.Manifest.D3Defaults;
import org.d3explorer.bundle.Manifest.FileEntry;
import org.d3explorer.depth.SkipOrder;

/** Makes a bundle of a weight source: all of it and verified, or nothing. */
final class BundleWriter {
    /** Enough head and tail layers to keep most Llamas intact; calibration replaces these. */
    private static final int CORE = 2;

    private static final double ALPHA = 0.998;
    private static final int START = 32;

    private BundleWriter() {}

    /**
     * Writes the bundle to a temporary sibling, verifies it there and renames it.
     *
     * @param folder must not exist; its parent must
     * @throws ImportException if the folder exists or cannot be written
     * @throws java.util.concurrent.CancellationException if the listener cancelled
     */
    static Bundle write(WeightSource source, Path folder, Precision precision, ImportListener listener) {
        requireBlocks(source, precision);
        try {
            AtomicFiles.writeFolder(folder, temporary -> fill(source, temporary, precision, listener));
        } catch (IOException e) {
            throw ImportException.io(folder, "writing the bundle", e);
        }
        listener.progress(ImportListener.Stage.VERIFYING, 1, 1);
        return Bundle.openUnverified(folder);
    }

    private static void fill(WeightSource source, Path folder, Precision precision, ImportListener listener)
            throws IOException {
        var hashing = new ImportProgress(listener, ImportListener.Stage.HASHING, source.sourceBytes());
        var origin = source.source(hashing);
        var converting = new ImportProgress(listener, ImportListener.Stage.CONVERTING, weightBytes(source));
        var graphs = new LlamaGraphs(source, precision, folder, converting);
        var names = graphs.write();
        var files = graphs.files();
        var tokenizer = source.tokenizer();
        files.add(HashingFile.write(
                folder.resolve(WeightSource.TOKENIZER_FILE), tokenizer.json().getBytes(StandardCharsets.UTF_8)));
        files.sort(Comparator.comparing(FileEntry::path));
        Bundle.writeManifest(
                folder,
                new Manifest(
                        Manifest.SCHEMA_VERSION,
                        source.name(),
                        origin,
                        source.config(),
                        precision.text(),
                        tokenizer.entry(),
                        names,
                        files,
                        defaults(source.config().numHiddenLayers())));
        new ImportProgress(listener, ImportListener.Stage.VERIFYING, 1).advance(0);
        Bundle.open(folder);
    }

    /** Until a calibration has measured better ones. */
    private static D3Defaults defaults(int layers) {
        int core = Math.min(CORE, layers / 4);
        return new D3Defaults(ALPHA, START, core, core, SkipOrder.MIDDLE_OUT, Map.of(), null);
    }

    private static long weightBytes(WeightSource source) {
        long bytes = source.embedding().bytes() + source.finalNorm().bytes();
        bytes += source.head().map(WeightMatrix::bytes).orElse(0L);
        for (int layer = 0; layer < source.config().numHiddenLayers(); layer++) {
            for (var weight : LayerWeight.values()) {
                bytes += source.layer(layer, weight).bytes();
            }
        }
        return bytes;
    }

    private static void requireBlocks(WeightSource source, Precision precision) {
        var config = source.config();
        if (precision != Precision.FLOAT32
                && (config.hiddenSize() % BlockFormat.AFFINE_BLOCK != 0
                        || config.intermediateSize() % BlockFormat.AFFINE_BLOCK != 0
                        || config.numAttentionHeads() * config.headDim() % BlockFormat.AFFINE_BLOCK != 0)) {
            throw ImportException.of(
                    source.name(),
                    "hidden size " + config.hiddenSize() + ", feed-forward size " + config.intermediateSize(),
                    "multiples of " + BlockFormat.AFFINE_BLOCK + " for " + precision.text(),
                    "import it as float32");
        }
    }
}
