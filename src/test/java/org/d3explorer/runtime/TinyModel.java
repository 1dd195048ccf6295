package org.d3explorer.runtime;

import java.nio.file.Path;
import java.util.Random;
import org.d3explorer.bundle.Bundle;
import org.d3explorer.bundle.Manifest;
import org.jspecify.annotations.Nullable;

/** The tiny bundle of random float32 weights that the tests run. */
final class TinyModel {
    static final Path FOLDER = Path.of("models", "tiny-random");
    static final int CAPACITY = 64;

    /** The pool's size is decided by whoever comes first in a test JVM. */
    static final int THREADS = 2;

    private TinyModel() {}

    static Manifest manifest() {
        return Bundle.openUnverified(FOLDER).manifest();
    }

    static OnnxLayerStack open() {
        return open(manifest());
    }

    static OnnxLayerStack open(Manifest manifest) {
        return OnnxLayerStack.open(FOLDER, manifest, new Device.Cpu(), THREADS);
    }

    /** Returns the manifest with another configuration. */
    static Manifest with(Manifest.LlamaConfig config) {
        var m = manifest();
        return new Manifest(
                m.schemaVersion(),
                m.name(),
                m.source(),
                config,
                m.precision(),
                m.tokenizer(),
                m.graphs(),
                m.files(),
                m.d3());
    }

    /** Returns the configuration with other sizes. */
    static Manifest.LlamaConfig config(int hiddenSize, int contextLength, Manifest.@Nullable RopeScaling scaling) {
        var c = manifest().config();
        return new Manifest.LlamaConfig(
                c.modelType(),
                c.numHiddenLayers(),
                hiddenSize,
                c.intermediateSize(),
                c.numAttentionHeads(),
                c.numKeyValueHeads(),
                c.headDim(),
                c.vocabSize(),
                contextLength,
                c.rmsNormEps(),
                c.ropeTheta(),
                scaling,
                c.tieWordEmbeddings());
    }

    /** Returns the first {@code count} tokens of a fixed pseudo-random text. */
    static int[] tokens(int count) {
        int vocabulary = manifest().config().vocabSize();
        return new Random(7).ints(count, 3, vocabulary).toArray();
    }
}
