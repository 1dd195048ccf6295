package org.d3explorer.bundle;

import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.FunctionProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import com.google.protobuf.ByteString;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each case has a right hash in the manifest, so only looking into the graph can refuse it. */
class GraphVerifierTest {
    private static final String LAYER = "layer-01.onnx";

    private BundleCopy copy;

    @BeforeEach
    void copyBundle(@TempDir Path folder) throws IOException {
        copy = new BundleCopy(folder.resolve("bundle"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("wrongGraphs")
    void refuses(String what, Consumer<ModelProto.Builder> damage, String message) throws IOException {
        copy.changeGraph(LAYER, damage);

        refusesWith(message);
    }

    static Stream<Arguments> wrongGraphs() {
        return Stream.of(versions(), nodes(), externalData(), tensors(), ports())
                .flatMap(s -> s);
    }

    private static Stream<Arguments> versions() {
        return Stream.of(
                wrong("absurd IR version", m -> m.setIrVersion(1000), "IR version 1000"),
                wrong("absurd opset", m -> m.getOpsetImportBuilder(0).setVersion(1L << 40), "opset 1099511627776"),
                wrong("old opset", m -> m.getOpsetImportBuilder(0).setVersion(7), "opset 7"),
                wrong("no opset", m -> m.clearOpsetImport(), "no ONNX operator set"),
                wrong(
                        "foreign operator set",
                        m -> m.addOpsetImport(OperatorSetIdProto.newBuilder()
                                .setDomain("evil")
                                .setVersion(1)),
                        "\"evil\""));
    }

    private static Stream<Arguments> nodes() {
        return Stream.of(
                wrong("operator not allowed", m -> node(m, 0).setOpType("Loop"), "operator \"Loop\""),
                wrong("custom operator", m -> node(m, 0).setDomain("evil"), "\"evil.Simpl"),
                wrong(
                        "function",
                        m -> m.addFunctions(FunctionProto.newBuilder().setName("f")),
                        "a model-local function"),
                wrong(
                        "subgraph",
                        m -> node(m, 0)
                                .addAttribute(AttributeProto.newBuilder()
                                        .setName("body")
                                        .setG(GraphProto.newBuilder())),
                        "a subgraph"),
                wrong("undefined name", m -> node(m, 0).setInput(0, "nothing"), "\"nothing\" before it is defined"),
                wrong("cycle", m -> node(m, 0).setInput(0, "hidden_out"), "\"hidden_out\" before it is defined"),
                wrong("duplicate name", m -> node(m, 0).setOutput(0, "hidden"), "\"hidden\" defined twice"),
                wrong(
                        "output nobody makes",
                        m -> m.getGraphBuilder().getOutputBuilder(0).setName("x"),
                        "no node makes"),
                wrong(
                        "external data in a constant",
                        m -> node(m, 0)
                                .addAttribute(AttributeProto.newBuilder()
                                        .setName("value")
                                        .setT(external("c", "../x", "0", "4"))),
                        "external data in \"../x\""));
    }

    private static Stream<Arguments> externalData() {
        return Stream.of(
                wrong(
                        "outside the folder",
                        m -> setExternal(m, "location", "../layer-01.data"),
                        "\"../layer-01.data\""),
                wrong("absolute", m -> setExternal(m, "location", "/etc/passwd"), "\"/etc/passwd\""),
                wrong("drive", m -> setExternal(m, "location", "C:\\x"), "external data in \"C:\\x\""),
                wrong("sub-folder", m -> setExternal(m, "location", "link/x.data"), "\"link/x.data\""),
                wrong("not listed", m -> setExternal(m, "location", "manifest.json"), "\"manifest.json\""),
                wrong("negative offset", m -> setExternal(m, "offset", "-1"), "offset \"-1\""),
                wrong("huge offset", m -> setExternal(m, "offset", "999999999999999999"), "data inside layer-01.data"),
                wrong("overflowing offset", m -> setExternal(m, "offset", "9".repeat(30)), "offset \"99"),
                wrong("negative length", m -> setExternal(m, "length", "-4"), "length \"-4\""),
                wrong("huge length", m -> setExternal(m, "length", "999999999999999999"), "as type and shape say"),
                wrong("short length", m -> setExternal(m, "length", "4"), "as type and shape say"),
                wrong("unknown key", m -> addExternal(m, "url", "http"), "[url]"),
                wrong("a key twice", m -> addExternal(m, "offset", "0"), "\"offset\" twice"),
                wrong("no location", m -> tensor(m).clearExternalData(), "without a location"),
                wrong(
                        "inline and external",
                        m -> tensor(m).setRawData(ByteString.copyFromUtf8("x")),
                        "external and inline"));
    }

    private static Stream<Arguments> tensors() {
        return Stream.of(
                wrong("negative dimension", m -> tensor(m).setDims(0, -1), "dimension -1"),
                wrong("dimension overflow", m -> tensor(m).setDims(0, 1L << 62).setDims(1, 1L << 62), "overflows"),
                wrong("byte overflow", m -> tensor(m).setDims(0, 1L << 60).setDims(1, 4), "a real shape"),
                wrong("element type", m -> tensor(m).setDataType(8), "element type STRING"),
                wrong("unknown element type", m -> tensor(m).setDataType(99), "element type UNDEFINED"),
                wrong(
                        "short inline data",
                        m -> m.getGraphBuilder()
                                .addInitializer(TensorProto.newBuilder()
                                        .setName("w")
                                        .setDataType(1)
                                        .addDims(3)
                                        .addFloatData(1)),
                        "1 values"),
                wrong(
                        "tensor twice",
                        m -> m.getGraphBuilder().addInitializer(m.getGraph().getInitializer(0)),
                        "defined twice"));
    }

    private static Stream<Arguments> ports() {
        return Stream.of(
                wrong("missing input", m -> m.getGraphBuilder().removeInput(6), "sin_cache"),
                wrong(
                        "rank",
                        m -> m.getGraphBuilder()
                                .getInputBuilder(0)
                                .getTypeBuilder()
                                .getTensorTypeBuilder()
                                .getShapeBuilder()
                                .removeDim(0),
                        "input hidden: found float [?, 32], expected float [1, ?, 32]"),
                wrong(
                        "hidden size of another model",
                        m -> m.getGraphBuilder()
                                .getOutputBuilder(0)
                                .getTypeBuilder()
                                .getTensorTypeBuilder()
                                .getShapeBuilder()
                                .getDimBuilder(2)
                                .setDimValue(64),
                        "output hidden_out: found float [1, ?, 64], expected float [1, ?, 32]"),
                wrong(
                        "element type of an input",
                        m -> m.getGraphBuilder()
                                .getInputBuilder(0)
                                .getTypeBuilder()
                                .getTensorTypeBuilder()
                                .setElemType(11),
                        "found double [1, ?, 32]"),
                wrong(
                        "input too many",
                        m -> m.getGraphBuilder()
                                .addInput(m.getGraph().getInput(0).toBuilder().setName("mask")),
                        "\"mask\" as well"));
    }

    @Test
    void refusesRandomEmptyAndTruncatedBytes() throws IOException {
        var graph = Files.readAllBytes(copy.file(LAYER));
        var random = new byte[500];
        new Random(1).nextBytes(random);

        copy.replace(LAYER, random);
        refusesWith(LAYER);
        copy.replace(LAYER, new byte[0]);
        refusesWith(LAYER);
        copy.replace(LAYER, Arrays.copyOf(graph, graph.length - 7));
        refusesWith(LAYER);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 10, 100})
    void refusesDeeplyNestedSubgraphs(int depth) throws IOException {
        copy.changeGraph(LAYER, model -> {
            var graph = GraphProto.getDefaultInstance();
            for (int i = 0; i < depth; i++) {
                graph = GraphProto.newBuilder()
                        .addNode(NodeProto.newBuilder()
                                .setOpType("If")
                                .addAttribute(AttributeProto.newBuilder()
                                        .setName("then")
                                        .setG(graph)))
                        .build();
            }
            node(model, 0).addAttribute(AttributeProto.newBuilder().setName("b").setG(graph));
        });

        refusesWith(LAYER);
    }

    private void refusesWith(String message) {
        assertThatThrownBy(() -> Bundle.open(copy.folder()))
                .isInstanceOf(BundleException.class)
                .hasMessageContaining(LAYER)
                .hasMessageContaining(message);
    }

    private static NodeProto.Builder node(ModelProto.Builder model, int index) {
        return model.getGraphBuilder().getNodeBuilder(index);
    }

    /** The packed query, key and value weights, which stand in an external file. */
    private static TensorProto.Builder tensor(ModelProto.Builder model) {
        for (var tensor : model.getGraphBuilder().getInitializerBuilderList()) {
            if (tensor.getName().equals("qkv.weight")) {
                return tensor;
            }
        }
        throw new AssertionError("no qkv.weight");
    }

    private static void setExternal(ModelProto.Builder model, String key, String value) {
        for (var entry : tensor(model).getExternalDataBuilderList()) {
            if (entry.getKey().equals(key)) {
                entry.setValue(value);
            }
        }
    }

    private static void addExternal(ModelProto.Builder model, String key, String value) {
        tensor(model)
                .addExternalData(StringStringEntryProto.newBuilder().setKey(key).setValue(value));
    }

    private static TensorProto external(String name, String location, String offset, String length) {
        return TensorProto.newBuilder()
                .setName(name)
                .setDataType(1)
                .addDims(1)
                .setDataLocation(TensorProto.DataLocation.EXTERNAL)
                .addExternalData(
                        StringStringEntryProto.newBuilder().setKey("location").setValue(location))
                .addExternalData(
                        StringStringEntryProto.newBuilder().setKey("offset").setValue(offset))
                .addExternalData(
                        StringStringEntryProto.newBuilder().setKey("length").setValue(length))
                .build();
    }

    private static Arguments wrong(String what, Consumer<ModelProto.Builder> damage, String message) {
        return arguments(what, damage, message);
    }
}
