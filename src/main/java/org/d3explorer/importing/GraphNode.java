package org.d3explorer.importing;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import java.util.List;

/** Builds one node of an ONNX graph. */
final class GraphNode {
    private static final String CONTRIB = "com.microsoft";

    private final NodeProto.Builder node = NodeProto.newBuilder();

    private GraphNode(String operator, String domain) {
        node.setOpType(operator).setDomain(domain);
    }

    /** Returns a node of the ONNX operator set. */
    static GraphNode onnx(String operator) {
        return new GraphNode(operator, "");
    }

    /** Returns a node of ONNX Runtime's own operator set. */
    static GraphNode contrib(String operator) {
        return new GraphNode(operator, CONTRIB);
    }

    /** Sets the inputs; an empty name stands for an absent one. */
    GraphNode in(String... names) {
        node.addAllInput(List.of(names));
        return this;
    }

    /** Sets the outputs; an empty name stands for an unused one. */
    GraphNode out(String... names) {
        node.addAllOutput(List.of(names));
        return this;
    }

    GraphNode with(String attribute, long value) {
        node.addAttribute(AttributeProto.newBuilder()
                .setName(attribute)
                .setType(AttributeProto.AttributeType.INT)
                .setI(value));
        return this;
    }

    GraphNode with(String attribute, float value) {
        node.addAttribute(AttributeProto.newBuilder()
                .setName(attribute)
                .setType(AttributeProto.AttributeType.FLOAT)
                .setF(value));
        return this;
    }

    GraphNode with(String attribute, List<Long> values) {
        node.addAttribute(AttributeProto.newBuilder()
                .setName(attribute)
                .setType(AttributeProto.AttributeType.INTS)
                .addAllInts(values));
        return this;
    }

    NodeProto build() {
        return node.build();
    }
}
