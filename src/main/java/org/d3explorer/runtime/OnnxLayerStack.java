package org.d3explorer.runtime;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession.SessionOptions;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.d3explorer.bundle.Manifest;
import org.d3explorer.bundle.Manifest.LlamaConfig;
import org.d3explorer.decoding.Cancellation;
import org.d3explorer.decoding.LayerStack;
import org.d3explorer.decoding.ModelShape;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A model bundle's graphs in ONNX Runtime: one session each for embedding, every layer, and head, on one thread pool.
 * A lock keeps calls apart and makes closing wait for a call in progress, since closing a running session ends the JVM.
 */
public final class OnnxLayerStack implements LayerStack {
    private static final Logger LOG = LoggerFactory.getLogger(OnnxLayerStack.class);

    private final LlamaConfig config;
    private final ModelShape shape;
    private final String executionProvider;
    private final Optional<String> fallback;
    private final OnnxEnvironment environment;
    private final OnnxGraph embed;
    private final List<OnnxGraph> layers;
    private final OnnxGraph head;
    private final Workspace workspace;
    private final BoundCall embedCall;
    /** By the state the head reads. */
    private final BoundCall[] headCalls;

    private final ReentrantLock lock = new ReentrantLock();
    private final Set<OnnxLayerSequence> sequences = new HashSet<>();
    private boolean closed;

    private OnnxLayerStack(
            Manifest manifest,
            String executionProvider,
            Optional<String> fallback,
            OnnxEnvironment environment,
            OnnxGraph embed,
            List<OnnxGraph> layers,
            OnnxGraph head) {
        this.config = manifest.config();
        this.executionProvider = executionProvider;
        this.fallback = fallback;
        this.environment = environment;
        this.embed = embed;
        this.layers = layers;
        this.head = head;
        shape = new ModelShape(
                config.numHiddenLayers(), config.hiddenSize(), config.vocabSize(), config.maxPositionEmbeddings());
        workspace = new Workspace(environment, config);
        embedCall = workspace.bind(
                embed,
                Map.of(GraphSignature.INPUT_IDS, workspace.idTensor()),
                Map.of(GraphSignature.HIDDEN, workspace.stateTensor(0)));
        headCalls = new BoundCall[] {headCall(workspace.stateTensor(0)), headCall(workspace.stateTensor(1))};
    }

    /**
     * Loads a bundle's graphs.
     *
     * @param folder the bundle's folder, already verified
     * @param manifest its manifest
     * @param device where to run; CUDA is tried, and if it fails the CPU is used and {@link #fallback} says why
     * @param threads size of the process's thread pool, 0 for the number of physical cores; the first stack decides
     * @throws EngineException if the model needs more memory than there is, a graph cannot be loaded, or has another
     *     signature than the manifest implies
     */
    public static OnnxLayerStack open(Path folder, Manifest manifest, Device device, int threads) {
        return open(folder, manifest, device, threads, new Cancellation());
    }

    /**
     * Loads a bundle's graphs in a way that can be ended early.
     *
     * @param cancellation ends it before the next graph
     * @throws java.util.concurrent.CancellationException if cancelled; no graph stays loaded
     */
    static OnnxLayerStack open(Path folder, Manifest manifest, Device device, int threads, Cancellation cancellation) {
        Memory.require(
                "the model " + manifest.name(),
                Memory.ofModel(manifest),
                "close other programs or load a model of lower precision");
        var environment = OnnxEnvironment.get(threads);
        return switch (device) {
            case Device.Cpu cpu -> onCpu(folder, manifest, environment, Optional.empty(), cancellation);
            case Device.Auto auto ->
                ExecutionProvider.hasNvidiaDriver()
                        ? onCuda(folder, manifest, environment, new Device.Cuda(0), cancellation)
                        : onCpu(folder, manifest, environment, Optional.empty(), cancellation);
            case Device.Cuda cuda ->
                ExecutionProvider.hasNvidiaDriver()
                        ? onCuda(folder, manifest, environment, cuda, cancellation)
                        : onCpu(
                                folder,
                                manifest,
                                environment,
                                fellBack("this machine has no NVIDIA driver"),
                                cancellation);
        };
    }

    private static OnnxLayerStack onCpu(
            Path folder,
            Manifest manifest,
            OnnxEnvironment environment,
            Optional<String> fallback,
            Cancellation cancellation) {
        try (var options = ExecutionProvider.cpu()) {
            return load(folder, manifest, environment, options, ExecutionProvider.CPU, fallback, cancellation);
        } catch (OrtException e) {
            throw EngineException.of("preparing to load " + folder, e);
        }
    }

    private static OnnxLayerStack onCuda(
            Path folder,
            Manifest manifest,
            OnnxEnvironment environment,
            Device.Cuda device,
            Cancellation cancellation) {
        var missing = NativeLibrary.prepareCuda();
        if (missing.isPresent()) {
            return onCpu(folder, manifest, environment, fellBack(missing.get()), cancellation);
        }
        try (var options = ExecutionProvider.cuda(device)) {
            return load(
                    folder,
                    manifest,
                    environment,
                    options,
                    ExecutionProvider.name(device),
                    Optional.empty(),
                    cancellation);
        } catch (OrtException | EngineException e) {
            LOG.debug("CUDA cannot be used", e);
            var reason = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
            return onCpu(folder, manifest, environment, fellBack(reason), cancellation);
        }
    }

    private static Optional<String> fellBack(String reason) {
        return Optional.of("Running on the CPU, not CUDA: " + reason);
    }

    private static OnnxLayerStack load(
            Path folder,
            Manifest manifest,
            OnnxEnvironment environment,
            SessionOptions options,
            String provider,
            Optional<String> fallback,
            Cancellation cancellation) {
        var signature = new GraphSignature(manifest.config());
        var graphs = new ArrayList<OnnxGraph>();
        try {
            var names = manifest.graphs();
            var embed = OnnxGraph.load(
                    environment,
                    options,
                    folder.resolve(names.embed()),
                    signature.embedInputs(),
                    signature.embedOutputs());
            graphs.add(embed);
            var layers = new ArrayList<OnnxGraph>();
            for (var name : names.layers()) {
                cancellation.check();
                var layer = OnnxGraph.load(
                        environment, options, folder.resolve(name), signature.layerInputs(), signature.layerOutputs());
                graphs.add(layer);
                layers.add(layer);
            }
            cancellation.check();
            var head = OnnxGraph.load(
                    environment,
                    options,
                    folder.resolve(names.head()),
                    signature.headInputs(),
                    signature.headOutputs());
            graphs.add(head);
            HugePages.collapse(cancellation);
            return new OnnxLayerStack(manifest, provider, fallback, environment, embed, layers, head);
        } catch (RuntimeException | Error e) {
            graphs.forEach(OnnxGraph::close);
            throw e;
        }
    }

    @Override
    public ModelShape shape() {
        return shape;
    }

    @Override
    public String executionProvider() {
        return executionProvider;
    }

    /** Returns in one line why CUDA is not used, empty where it is used or was not to be. */
    public Optional<String> fallback() {
        return fallback;
    }

    @Override
    public int threads() {
        return environment.threads();
    }

    @Override
    public OnnxLayerSequence open(int capacity) {
        if (capacity < 1 || capacity > shape.contextLength()) {
            throw new EngineException("a sequence of " + capacity + " positions was asked for, expected 1.."
                    + shape.contextLength() + ", the model's context length");
        }
        long bytes = Memory.ofSequence(config, capacity);
        var what = "the KV cache of " + capacity + " positions";
        Memory.require(what, bytes, "shorten the prompt or ask for fewer new tokens");
        lock.lock();
        try {
            checkOpen();
            var sequence = new OnnxLayerSequence(this, capacity);
            sequences.add(sequence);
            return sequence;
        } catch (OutOfMemoryError e) {
            throw Memory.tooMuch(
                    what,
                    bytes,
                    Runtime.getRuntime().maxMemory(),
                    "shorten the prompt, ask for fewer new tokens, or start Java with a larger"
                            + " -XX:MaxDirectMemorySize");
        } finally {
            lock.unlock();
        }
    }

    @Override
    public float[] logits(float[] hidden) {
        if (hidden.length != shape.hiddenSize()) {
            throw new IllegalArgumentException(
                    "hidden state has " + hidden.length + " values, expected " + shape.hiddenSize());
        }
        begin();
        try {
            workspace.state(0).put(0, hidden);
            headCalls[0].run();
            var logits = new float[shape.vocabularySize()];
            workspace.logits().get(0, logits);
            return logits;
        } finally {
            end();
        }
    }

    /** Starts a call: waits for its turn. */
    void begin() {
        lock.lock();
        if (closed) {
            lock.unlock();
            checkOpen();
        }
    }

    /** Ends a call. */
    void end() {
        lock.unlock();
    }

    private void checkOpen() {
        if (closed) {
            throw new IllegalStateException("the model is closed");
        }
    }

    LlamaConfig config() {
        return config;
    }

    OnnxGraph embed() {
        return embed;
    }

    OnnxGraph layer(int index) {
        return layers.get(index);
    }

    private BoundCall headCall(OnnxTensor hidden) {
        return workspace.bind(
                head, Map.of(GraphSignature.HIDDEN, hidden), Map.of(GraphSignature.LOGITS, workspace.logitsTensor()));
    }

    /** Returns the call that embeds the workspace's first token id into its state 0. */
    BoundCall embedCall() {
        return embedCall;
    }

    /** Returns the call that makes logits of one of the workspace's states. */
    BoundCall headCall(int state) {
        return headCalls[state];
    }

    OnnxGraph head() {
        return head;
    }

    Workspace workspace() {
        return workspace;
    }

    OnnxEnvironment environment() {
        return environment;
    }

    /** Releases a sequence's memory once no call is in progress. */
    void release(OnnxLayerSequence sequence) {
        lock.lock();
        try {
            if (sequences.remove(sequence)) {
                sequence.free();
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        lock.lock();
        try {
            if (closed) {
                return;
            }
            closed = true;
            sequences.forEach(OnnxLayerSequence::free);
            sequences.clear();
            embed.close();
            layers.forEach(OnnxGraph::close);
            head.close();
            workspace.close();
        } finally {
            lock.unlock();
        }
    }
}
