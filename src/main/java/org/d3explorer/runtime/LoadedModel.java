package org.d3explorer.runtime;

import java.nio.file.Path;
import java.util.Optional;
import org.d3explorer.bundle.Background;
import org.d3explorer.bundle.Bundle;
import org.d3explorer.bundle.Manifest;
import org.d3explorer.decoding.Cancellation;
import org.d3explorer.decoding.Decoder;
import org.d3explorer.decoding.LayerStack;
import org.d3explorer.tokenizer.BundleTokenizer;
import org.d3explorer.tokenizer.ChatTemplate;

/** A verified bundle with everything needed to generate from it: tokenizer, layers, and the token loop over them. */
public final class LoadedModel implements AutoCloseable {
    private final Bundle bundle;
    private final BundleTokenizer tokenizer;
    private final OnnxLayerStack stack;
    private final Decoder decoder;

    private LoadedModel(Bundle bundle, BundleTokenizer tokenizer, OnnxLayerStack stack) {
        this.bundle = bundle;
        this.tokenizer = tokenizer;
        this.stack = stack;
        decoder = new Decoder(stack, tokenizer);
    }

    /**
     * Verifies and loads a bundle; its tokenizer beside its graphs, which takes a quarter off the time.
     *
     * @param folder the bundle's folder
     * @param device where to run
     * @param threads size of the process's thread pool, 0 for the number of physical cores; the first model loaded
     *     decides
     * @throws org.d3explorer.bundle.BundleException if the bundle is not as its manifest says
     * @throws org.d3explorer.tokenizer.TokenizerException if its tokenizer cannot be read
     * @throws EngineException if it needs more memory than there is, or ONNX Runtime cannot load it
     */
    public static LoadedModel open(Path folder, Device device, int threads) {
        return open(folder, device, threads, new Cancellation());
    }

    /**
     * Verifies and loads a bundle as {@link #open(Path, Device, int)} does, in a way that can be ended early.
     *
     * @param folder the bundle's folder
     * @param device where to run
     * @param threads size of the process's thread pool, 0 for the number of physical cores
     * @param cancellation ends it, between two graphs at the latest
     * @throws java.util.concurrent.CancellationException if cancelled; nothing stays loaded
     */
    public static LoadedModel open(Path folder, Device device, int threads, Cancellation cancellation) {
        return Bundle.open(
                folder, bundle -> load(bundle, device, threads, cancellation), LoadedModel::close, cancellation::check);
    }

    private static LoadedModel load(Bundle bundle, Device device, int threads, Cancellation cancellation) {
        var tokenizer = Background.start("tokenizer loader", () -> BundleTokenizer.open(bundle));
        OnnxLayerStack stack = null;
        try {
            stack = OnnxLayerStack.open(bundle.folder(), bundle.manifest(), device, threads, cancellation);
            return new LoadedModel(bundle, tokenizer.await(), stack);
        } catch (RuntimeException | Error e) {
            if (stack == null) {
                tokenizer.await().close();
            } else {
                stack.close();
            }
            throw e;
        }
    }

    /** Returns the verified bundle. */
    public Bundle bundle() {
        return bundle;
    }

    /** Returns the bundle's manifest. */
    public Manifest manifest() {
        return bundle.manifest();
    }

    /** Returns the tokenizer. */
    public BundleTokenizer tokenizer() {
        return tokenizer;
    }

    /** Returns the chat template, empty where the bundle has none. */
    public Optional<ChatTemplate> chatTemplate() {
        return ChatTemplate.of(bundle);
    }

    /** Returns the layers. */
    public LayerStack stack() {
        return stack;
    }

    /** Returns the layers as this package sees them. */
    OnnxLayerStack onnxStack() {
        return stack;
    }

    /** Returns the token loop over the layers. */
    public Decoder decoder() {
        return decoder;
    }

    /** Returns in one line why CUDA is not used, empty where it is used or was not to be. */
    public Optional<String> fallback() {
        return stack.fallback();
    }

    /** Waits for a call in progress to end, then releases everything. Closing twice does nothing. */
    @Override
    public void close() {
        stack.close();
        tokenizer.close();
    }
}
