package org.d3explorer.runtime;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.HashMap;
import org.d3explorer.bundle.Manifest;
import org.d3explorer.decoding.Cancellation;

/** The whole model in one session, decoding at full depth with its own caches, likewise written in place. */
final class MonolithicModel implements AutoCloseable {
    /** Resolves external data of a model that is not loaded from a file. */
    private static final String EXTERNAL_FOLDER = "session.model_external_initializers_file_folder_path";

    private final Arena arena = Arena.ofShared();
    private final Workspace workspace;
    private final OnnxGraph graph;
    private final LayerCache[] caches;
    private final BoundCall call;
    private int length;

    private MonolithicModel(OnnxEnvironment environment, Manifest manifest, OnnxGraph graph, int capacity) {
        var config = manifest.config();
        this.graph = graph;
        workspace = new Workspace(environment, config);
        var inputs = new HashMap<String, OnnxTensor>();
        var outputs = new HashMap<String, OnnxTensor>();
        caches = new LayerCache[config.numHiddenLayers()];
        for (int l = 0; l < caches.length; l++) {
            caches[l] = new LayerCache(
                    environment, arena, config.numKeyValueHeads(), capacity, config.headDim(), config.hiddenSize());
            inputs.put(l + "/" + GraphSignature.PAST_KEY, caches[l].key());
            inputs.put(l + "/" + GraphSignature.PAST_VALUE, caches[l].value());
            outputs.put(l + "/" + GraphSignature.PRESENT_KEY, caches[l].key());
            outputs.put(l + "/" + GraphSignature.PRESENT_VALUE, caches[l].value());
        }
        inputs.put(GraphSignature.INPUT_IDS, workspace.idTensor());
        inputs.put(GraphSignature.SEQLENS_K, workspace.lastIndexTensor());
        inputs.put(GraphSignature.TOTAL_SEQUENCE_LENGTH, workspace.totalTensor());
        inputs.put(GraphSignature.COS_CACHE, workspace.cos());
        inputs.put(GraphSignature.SIN_CACHE, workspace.sin());
        outputs.put(GraphSignature.LOGITS, workspace.logitsTensor());
        call = workspace.bind(graph, inputs, outputs);
    }

    /**
     * Joins and loads a bundle's graphs on the CPU; needs the model's memory once more.
     *
     * @param capacity most positions
     * @throws EngineException if the memory is not there or the graphs cannot be joined
     */
    static MonolithicModel open(OnnxEnvironment environment, Path folder, Manifest manifest, int capacity) {
        Memory.require(
                "the model " + manifest.name() + " in one graph",
                Memory.ofModel(manifest),
                "measure without the monolithic graph");
        try (var options = ExecutionProvider.pooled()) {
            options.addConfigEntry(EXTERNAL_FOLDER, folder.toString());
            var graph =
                    OnnxGraph.load(environment, options, "monolithic graph", MonolithicGraph.join(folder, manifest));
            HugePages.collapse(new Cancellation());
            return new MonolithicModel(environment, manifest, graph, capacity);
        } catch (OrtException e) {
            throw EngineException.of("preparing the monolithic graph", e);
        }
    }

    /**
     * Runs one token at the next position.
     *
     * @param logits filled with the logits, [V]
     */
    void step(int token, float[] logits) {
        workspace.ids().put(0, token);
        workspace.setTotal(length + 1);
        call.run();
        workspace.logits().get(0, logits);
        length++;
    }

    /** Forgets positions from {@code end} on. */
    void truncate(int end) {
        length = end;
    }

    @Override
    public void close() {
        graph.close();
        for (var cache : caches) {
            cache.close();
        }
        workspace.close();
        arena.close();
    }
}
