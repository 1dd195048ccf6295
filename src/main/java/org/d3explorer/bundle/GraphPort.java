package org.d3explorer.bundle;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.d3explorer.bundle.Manifest.LlamaConfig;

/**
 * One input or output of a bundle's graph, as the layout defines it.
 *
 * @param name its name
 * @param type its element type
 * @param dims its dimensions; {@link #ANY} where the size is known only at run time
 */
record GraphPort(String name, DataType type, List<Long> dims) {
    /** A dimension that varies between calls: sequence length S or cache capacity C. */
    static final long ANY = -1;

    /** Returns the inputs of the embedding graph. */
    static List<GraphPort> embedInputs() {
        return List.of(new GraphPort("input_ids", DataType.INT64, List.of(1L, ANY)));
    }

    /** Returns the outputs of the embedding graph. */
    static List<GraphPort> embedOutputs(LlamaConfig config) {
        return List.of(hidden("hidden", config));
    }

    /** Returns the inputs of a layer's graph. */
    static List<GraphPort> layerInputs(LlamaConfig config) {
        return List.of(
                hidden("hidden", config),
                cache("past_key", config),
                cache("past_value", config),
                new GraphPort("seqlens_k", DataType.INT32, List.of(1L)),
                new GraphPort("total_sequence_length", DataType.INT32, List.of()),
                rotary("cos_cache", config),
                rotary("sin_cache", config));
    }

    /** Returns the outputs of a layer's graph. */
    static List<GraphPort> layerOutputs(LlamaConfig config) {
        return List.of(hidden("hidden_out", config), cache("present_key", config), cache("present_value", config));
    }

    /** Returns the inputs of the head's graph. */
    static List<GraphPort> headInputs(LlamaConfig config) {
        return List.of(hidden("hidden", config));
    }

    /** Returns the outputs of the head's graph. */
    static List<GraphPort> headOutputs(LlamaConfig config) {
        return List.of(new GraphPort("logits", DataType.FLOAT, List.of(1L, ANY, (long) config.vocabSize())));
    }

    /** Says whether a graph's declaration fits: same type and rank, and no fixed dimension of another size. */
    boolean accepts(ValueInfoProto declared) {
        if (!declared.getType().hasTensorType()) {
            return false;
        }
        var tensor = declared.getType().getTensorType();
        if (tensor.getElemType() != type.getNumber() || !tensor.hasShape()) {
            return false;
        }
        var shape = tensor.getShape();
        if (shape.getDimCount() != dims.size()) {
            return false;
        }
        for (int i = 0; i < dims.size(); i++) {
            var dim = shape.getDim(i);
            if (dim.hasDimValue() && dim.getDimValue() != dims.get(i)) {
                return false;
            }
        }
        return true;
    }

    /** Returns type and shape for a message, e.g. {@code float [1, ?, 576]}. */
    String describe() {
        return typeName(type.getNumber()) + " "
                + dims.stream().map(d -> d == ANY ? "?" : d.toString()).toList();
    }

    /** Returns type and shape of a declaration for a message. */
    static String describe(ValueInfoProto declared) {
        if (!declared.getType().hasTensorType()) {
            return "no tensor";
        }
        var tensor = declared.getType().getTensorType();
        if (!tensor.hasShape()) {
            return typeName(tensor.getElemType()) + " of unknown rank";
        }
        List<String> shape = new ArrayList<>();
        for (var dim : tensor.getShape().getDimList()) {
            shape.add(dim.hasDimValue() ? String.valueOf(dim.getDimValue()) : "?");
        }
        return typeName(tensor.getElemType()) + " " + shape;
    }

    private static String typeName(int number) {
        var type = DataType.forNumber(number);
        return type == null ? "type " + number : type.name().toLowerCase(Locale.ROOT);
    }

    private static GraphPort hidden(String name, LlamaConfig config) {
        return new GraphPort(name, DataType.FLOAT, List.of(1L, ANY, (long) config.hiddenSize()));
    }

    private static GraphPort cache(String name, LlamaConfig config) {
        return new GraphPort(
                name, DataType.FLOAT, List.of(1L, (long) config.numKeyValueHeads(), ANY, (long) config.headDim()));
    }

    private static GraphPort rotary(String name, LlamaConfig config) {
        return new GraphPort(name, DataType.FLOAT, List.of(ANY, config.headDim() / 2L));
    }
}
