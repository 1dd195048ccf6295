package org.d3explorer.bundle;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** The rules inside one ONNX model: versions, operators, names, and that it stays one flat graph. */
final class GraphRules {
    /** What to do about a graph that breaks a rule. */
    static final String ACTION = "export the graph again as models/README.md describes";

    private static final String CONTRIB = "com.microsoft";
    private static final int MIN_OPSET = 13;
    private static final int MAX_OPSET = 24;
    private static final int MAX_IR_VERSION = 12;

    private static final Set<String> OPERATORS = Set.of(
            "Add",
            "AveragePool",
            "Cast",
            "Concat",
            "Constant",
            "DequantizeLinear",
            "Div",
            "Expand",
            "Gather",
            "Gemm",
            "Identity",
            "MatMul",
            "Mul",
            "Neg",
            "Pow",
            "RMSNormalization",
            "Reciprocal",
            "ReduceMean",
            "ReduceSum",
            "Reshape",
            "Shape",
            "Sigmoid",
            "SimplifiedLayerNormalization",
            "Slice",
            "Split",
            "Sqrt",
            "Squeeze",
            "Sub",
            "Swish",
            "Transpose",
            "Unsqueeze");
    private static final Set<String> CONTRIB_OPERATORS = Set.of(
            "FusedMatMul",
            "GatherBlockQuantized",
            "GroupQueryAttention",
            "MatMulNBits",
            "QuickGelu",
            "SimplifiedLayerNormalization",
            "SkipSimplifiedLayerNormalization");

    private final Path file;
    private final ModelProto model;
    private final TensorRules tensors;

    /**
     * @param file the model's file, named in errors
     * @param model the model
     * @param fileSizes size in bytes of each file that external data may stand in
     */
    GraphRules(Path file, ModelProto model, Map<String, Long> fileSizes) {
        this.file = file;
        this.model = model;
        this.tensors = new TensorRules(file, fileSizes);
    }

    /**
     * Checks it.
     *
     * @throws BundleException at the first rule that is broken
     */
    void check() {
        checkVersions();
        var graph = model.getGraph();
        require(model.getFunctionsCount() == 0, "a model-local function", "one flat graph");
        require(model.getTrainingInfoCount() == 0, "training information", "one flat graph");
        require(graph.getSparseInitializerCount() == 0, "a sparse initializer", "dense initializers");
        Set<String> defined = new HashSet<>();
        Set<String> inputs = new HashSet<>();
        for (ValueInfoProto input : graph.getInputList()) {
            define(input.getName(), defined);
            inputs.add(input.getName());
        }
        Set<String> initializers = new HashSet<>();
        for (TensorProto tensor : graph.getInitializerList()) {
            tensors.check(tensor);
            require(initializers.add(tensor.getName()), tensor.getName() + " defined twice", "each name once");
            if (!inputs.contains(tensor.getName())) {
                define(tensor.getName(), defined);
            }
        }
        for (NodeProto node : graph.getNodeList()) {
            checkNode(node, defined);
        }
        for (ValueInfoProto output : graph.getOutputList()) {
            require(
                    defined.contains(output.getName()),
                    "output " + FileNames.quoted(output.getName()) + " that no node makes",
                    "every output made by a node");
        }
    }

    private void checkVersions() {
        require(
                model.getIrVersion() >= 4 && model.getIrVersion() <= MAX_IR_VERSION,
                "IR version " + model.getIrVersion(),
                "4.." + MAX_IR_VERSION);
        Set<String> domains = new HashSet<>();
        for (OperatorSetIdProto opset : model.getOpsetImportList()) {
            var domain = opset.getDomain();
            require(domains.add(domain), "operator set " + FileNames.quoted(domain) + " twice", "each once");
            switch (domain) {
                case "", "ai.onnx" ->
                    require(
                            opset.getVersion() >= MIN_OPSET && opset.getVersion() <= MAX_OPSET,
                            "opset " + opset.getVersion(),
                            "opset " + MIN_OPSET + ".." + MAX_OPSET);
                case CONTRIB ->
                    require(opset.getVersion() == 1, CONTRIB + " opset " + opset.getVersion(), CONTRIB + " opset 1");
                default ->
                    throw error(
                            "operator set " + FileNames.quoted(domain),
                            "only the ONNX and " + CONTRIB + " operator sets");
            }
        }
        require(domains.contains("") || domains.contains("ai.onnx"), "no ONNX operator set", "its version");
    }

    private void checkNode(NodeProto node, Set<String> defined) {
        var operator = node.getOpType();
        boolean allowed =
                switch (node.getDomain()) {
                    case "", "ai.onnx" -> OPERATORS.contains(operator);
                    case CONTRIB -> CONTRIB_OPERATORS.contains(operator);
                    default -> false;
                };
        require(
                allowed,
                "operator "
                        + FileNames.quoted(node.getDomain().isEmpty() ? operator : node.getDomain() + "." + operator),
                "only operators a Llama layer needs");
        for (var input : node.getInputList()) {
            require(
                    input.isEmpty() || defined.contains(input),
                    operator + " reading " + FileNames.quoted(input) + " before it is defined",
                    "nodes in order of their data, without a cycle");
        }
        for (AttributeProto attribute : node.getAttributeList()) {
            require(
                    !attribute.hasG() && attribute.getGraphsCount() == 0,
                    "a subgraph in " + operator,
                    "one flat graph");
            require(
                    !attribute.hasSparseTensor() && attribute.getSparseTensorsCount() == 0,
                    "a sparse tensor in " + operator,
                    "dense tensors");
            if (attribute.hasT()) {
                tensors.check(attribute.getT());
            }
            attribute.getTensorsList().forEach(tensors::check);
        }
        for (var output : node.getOutputList()) {
            if (!output.isEmpty()) {
                define(output, defined);
            }
        }
    }

    private void define(String name, Set<String> defined) {
        require(!name.isEmpty(), "a value without a name", "a name");
        require(defined.add(name), FileNames.quoted(name) + " defined twice", "each name once");
    }

    private void require(boolean holds, String found, String expected) {
        if (!holds) {
            throw error(found, expected);
        }
    }

    private BundleException error(String found, String expected) {
        return BundleException.of(file.toString(), found, expected, ACTION);
    }
}
