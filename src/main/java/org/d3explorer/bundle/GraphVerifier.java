package org.d3explorer.bundle;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.d3explorer.bundle.Manifest.FileEntry;

/**
 * Checks each ONNX graph of a bundle before the runtime sees it: inputs and outputs as the layout defines them, allowed
 * operators only, and external data inside the bundle's own files.
 */
final class GraphVerifier {
    /** Weights stand in external files, so a graph is small. */
    private static final long MAX_GRAPH_BYTES = 64L << 20;
    /** Model, graph, node, attribute and tensor nest five deep; protobuf itself would allow 100. */
    private static final int MAX_MESSAGE_DEPTH = 16;

    private final Path folder;
    private final Manifest manifest;
    private final Map<String, Long> fileSizes = new HashMap<>();

    GraphVerifier(Path folder, Manifest manifest) {
        this.folder = folder;
        this.manifest = manifest;
        for (FileEntry entry : manifest.files()) {
            fileSizes.put(entry.path(), entry.size());
        }
    }

    /**
     * Checks it.
     *
     * @throws BundleException at the first graph that breaks a rule
     */
    void check() {
        var config = manifest.config();
        var graphs = manifest.graphs();
        check(graphs.embed(), GraphPort.embedInputs(), GraphPort.embedOutputs(config));
        for (var layer : graphs.layers()) {
            check(layer, GraphPort.layerInputs(config), GraphPort.layerOutputs(config));
        }
        check(graphs.head(), GraphPort.headInputs(config), GraphPort.headOutputs(config));
    }

    private void check(String name, List<GraphPort> inputs, List<GraphPort> outputs) {
        var file = folder.resolve(name);
        var model = parse(file);
        new GraphRules(file, model, fileSizes).check();
        var graph = model.getGraph();
        Set<String> initializers = new HashSet<>();
        graph.getInitializerList().stream().map(TensorProto::getName).forEach(initializers::add);
        checkPorts(
                file,
                "input",
                graph.getInputList().stream()
                        .filter(i -> !initializers.contains(i.getName()))
                        .toList(),
                inputs);
        checkPorts(file, "output", graph.getOutputList(), outputs);
        checkHasNodes(file, graph);
    }

    private static void checkHasNodes(Path file, GraphProto graph) {
        if (graph.getNodeCount() == 0) {
            throw BundleException.of(file.toString(), "a graph without nodes", "a graph", GraphRules.ACTION);
        }
    }

    private static ModelProto parse(Path file) {
        try {
            long size = Files.size(file);
            if (size > MAX_GRAPH_BYTES) {
                throw BundleException.of(
                        file.toString(),
                        "a graph of " + size + " bytes",
                        "at most " + MAX_GRAPH_BYTES + " bytes with the weights in external data",
                        GraphRules.ACTION);
            }
            var in = CodedInputStream.newInstance(Files.readAllBytes(file));
            in.setRecursionLimit(MAX_MESSAGE_DEPTH);
            return ModelProto.parseFrom(in);
        } catch (InvalidProtocolBufferException e) {
            throw BundleException.of(
                    file.toString(), "no ONNX model (" + e.getMessage() + ")", "an ONNX model", GraphRules.ACTION);
        } catch (IOException e) {
            throw BundleException.io(file, "reading", e);
        }
    }

    private static void checkPorts(Path file, String kind, List<ValueInfoProto> declared, List<GraphPort> expected) {
        Map<String, ValueInfoProto> byName = new HashMap<>();
        for (var port : declared) {
            byName.put(port.getName(), port);
        }
        for (var port : expected) {
            var found = byName.remove(port.name());
            if (found == null || !port.accepts(found)) {
                throw BundleException.of(
                        file + " " + kind + " " + port.name(),
                        found == null ? "nothing" : GraphPort.describe(found),
                        port.describe(),
                        GraphRules.ACTION);
            }
        }
        if (!byName.isEmpty()) {
            throw BundleException.of(
                    file + " " + kind + "s",
                    FileNames.quoted(byName.keySet().iterator().next()) + " as well",
                    "only " + expected.stream().map(GraphPort::name).toList(),
                    GraphRules.ACTION);
        }
    }
}
