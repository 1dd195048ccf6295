package org.d3explorer.runtime;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.d3explorer.bundle.Manifest;

/**
 * A bundle's graphs joined into one, from token ids to logits, over the same external weight files: what layer-by-layer
 * decoding is measured against. Each value gets its graph's name in front, except those all layers share.
 */
final class MonolithicGraph {
    private static final Set<String> SHARED = Set.of(
            GraphSignature.SEQLENS_K,
            GraphSignature.TOTAL_SEQUENCE_LENGTH,
            GraphSignature.COS_CACHE,
            GraphSignature.SIN_CACHE);
    private static final int IR_VERSION = 10;

    private final Path folder;
    private final GraphProto.Builder graph = GraphProto.newBuilder().setName("monolithic");
    private final Map<String, Long> opsets = new HashMap<>();
    private final Set<String> sharedInputs = new HashSet<>();
    /** Name of the residual stream behind the graphs joined so far. */
    private String hidden = "";

    private MonolithicGraph(Path folder) {
        this.folder = folder;
    }

    /**
     * Joins a bundle's graphs. Layer l's caches are inputs {@code l/past_key}, {@code l/past_value} and outputs
     * {@code l/present_key}, {@code l/present_value}.
     *
     * @return the ONNX model, whose external data lies in the bundle's folder
     * @throws EngineException if a graph cannot be read or has graphs inside
     */
    static byte[] join(Path folder, Manifest manifest) {
        var joined = new MonolithicGraph(folder);
        joined.add("embed", manifest.graphs().embed());
        List<String> layers = manifest.graphs().layers();
        for (int l = 0; l < layers.size(); l++) {
            joined.add(String.valueOf(l), layers.get(l));
        }
        joined.add("head", manifest.graphs().head());
        var model = ModelProto.newBuilder().setIrVersion(IR_VERSION).setGraph(joined.graph);
        joined.opsets.forEach((domain, version) -> model.addOpsetImport(
                OperatorSetIdProto.newBuilder().setDomain(domain).setVersion(version)));
        return model.build().toByteArray();
    }

    private void add(String prefix, String name) {
        var part = read(name);
        for (var opset : part.getOpsetImportList()) {
            opsets.merge(opset.getDomain(), opset.getVersion(), Math::max);
        }
        var names = new HashMap<String, String>();
        for (var input : part.getGraph().getInputList()) {
            var joinedName = inputName(prefix, input.getName());
            names.put(input.getName(), joinedName);
            if (!joinedName.equals(hidden) && (!SHARED.contains(joinedName) || sharedInputs.add(joinedName))) {
                graph.addInput(renamed(input, joinedName));
            }
        }
        for (var tensor : part.getGraph().getInitializerList()) {
            names.put(tensor.getName(), prefix + "/" + tensor.getName());
            graph.addInitializer(tensor.toBuilder().setName(prefix + "/" + tensor.getName()));
        }
        for (var node : part.getGraph().getNodeList()) {
            graph.addNode(renamed(node, prefix, names, name));
        }
        for (var output : part.getGraph().getOutputList()) {
            var joinedName = value(prefix, output.getName(), names);
            switch (output.getName()) {
                case GraphSignature.HIDDEN, GraphSignature.HIDDEN_OUT -> hidden = joinedName;
                default -> graph.addOutput(renamed(output, joinedName));
            }
        }
    }

    private String inputName(String prefix, String name) {
        if (SHARED.contains(name) || name.equals(GraphSignature.INPUT_IDS)) {
            return name;
        }
        return name.equals(GraphSignature.HIDDEN) ? hidden : prefix + "/" + name;
    }

    private static String value(String prefix, String name, Map<String, String> names) {
        if (name.isEmpty() || name.equals(GraphSignature.LOGITS)) {
            return name;
        }
        return names.computeIfAbsent(name, n -> prefix + "/" + n);
    }

    private static ValueInfoProto renamed(ValueInfoProto info, String name) {
        return info.toBuilder().setName(name).build();
    }

    private static NodeProto renamed(NodeProto node, String prefix, Map<String, String> names, String file) {
        for (var attribute : node.getAttributeList()) {
            if (attribute.getType() == AttributeProto.AttributeType.GRAPH
                    || attribute.getType() == AttributeProto.AttributeType.GRAPHS) {
                throw new EngineException(file + ": node " + node.getName() + " has a graph inside, expected none;"
                        + " import the model again");
            }
        }
        var renamed = node.toBuilder();
        if (!node.getName().isEmpty()) {
            renamed.setName(prefix + "/" + node.getName());
        }
        renamed.clearInput().clearOutput();
        node.getInputList().forEach(input -> renamed.addInput(value(prefix, input, names)));
        node.getOutputList().forEach(output -> renamed.addOutput(value(prefix, output, names)));
        return renamed.build();
    }

    private ModelProto read(String name) {
        var file = folder.resolve(name);
        try {
            return ModelProto.parseFrom(Files.readAllBytes(file));
        } catch (IOException e) {
            throw new EngineException(file + ": reading failed (" + e.getMessage() + "); import the model again", e);
        }
    }
}
