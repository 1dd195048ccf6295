package org.d3explorer.importing;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.d3explorer.bundle.Manifest.FileEntry;
import org.d3explorer.bundle.Manifest.Graphs;
import org.d3explorer.bundle.Manifest.LlamaConfig;

/** Writes the ONNX graphs of a Llama: embedding, one per layer, and head (layout in models/README.md). */
final class LlamaGraphs {
    private static final String EMBEDDING = "embedding";

    private final WeightSource source;
    private final Precision precision;
    private final Path folder;
    private final ImportProgress progress;
    private final List<FileEntry> files = new ArrayList<>();

    LlamaGraphs(WeightSource source, Precision precision, Path folder, ImportProgress progress) {
        this.source = source;
        this.precision = precision;
        this.folder = folder;
        this.progress = progress;
    }

    /**
     * Writes all graphs.
     *
     * @return their names
     * @throws IOException if writing fails
     */
    Graphs write() throws IOException {
        List<String> layers = new ArrayList<>();
        for (int layer = 0; layer < source.config().numHiddenLayers(); layer++) {
            var name = String.format(Locale.ROOT, "layer-%02d", layer);
            writeLayer(name, layer);
            layers.add(name + ".onnx");
        }
        writeEmbeddingAndHead();
        return new Graphs("embed.onnx", layers, "head.onnx");
    }

    /** Returns the entries of the files written so far. */
    List<FileEntry> files() {
        return files;
    }

    private void writeLayer(String name, int layer) throws IOException {
        var config = source.config();
        try (var graph = new GraphFile(folder, name)) {
            var product = new MatrixProduct(graph, precision, progress);
            declareLayerPorts(graph, config);
            vector(graph, "attention_norm.weight", source.layer(layer, LayerWeight.ATTENTION_NORM));
            vector(graph, "mlp_norm.weight", source.layer(layer, LayerWeight.MLP_NORM));
            graph.node(norm("hidden", "attention_norm.weight", "attention_in", config));
            product.add(
                    "qkv",
                    "attention_in",
                    weights(layer, LayerWeight.QUERY, LayerWeight.KEY, LayerWeight.VALUE),
                    "qkv_out");
            graph.node(GraphNode.contrib("GroupQueryAttention")
                    .in(
                            "qkv_out",
                            "",
                            "",
                            "past_key",
                            "past_value",
                            "seqlens_k",
                            "total_sequence_length",
                            "cos_cache",
                            "sin_cache")
                    .out("attention_out", "present_key", "present_value")
                    .with("num_heads", config.numAttentionHeads())
                    .with("kv_num_heads", config.numKeyValueHeads())
                    .with("do_rotary", 1)
                    .with("rotary_interleaved", 0));
            product.add("o", "attention_out", weights(layer, LayerWeight.ATTENTION_OUTPUT), "o_out");
            graph.node(GraphNode.contrib("SkipSimplifiedLayerNormalization")
                    .in("hidden", "o_out", "mlp_norm.weight")
                    .out("mlp_in", "", "", "attention_residual")
                    .with("epsilon", (float) config.rmsNormEps()));
            product.add("gate_up", "mlp_in", weights(layer, LayerWeight.GATE, LayerWeight.UP), "gate_up_out");
            graph.node(GraphNode.onnx("Split")
                    .in("gate_up_out")
                    .out("gate", "up")
                    .with("axis", -1)
                    .with("num_outputs", 2));
            graph.node(GraphNode.onnx("Sigmoid").in("gate").out("gate_sigmoid"));
            graph.node(GraphNode.onnx("Mul").in("gate", "gate_sigmoid").out("gate_silu"));
            graph.node(GraphNode.onnx("Mul").in("gate_silu", "up").out("mlp_mid"));
            product.add("down", "mlp_mid", weights(layer, LayerWeight.DOWN), "down_out");
            graph.node(
                    GraphNode.onnx("Add").in("attention_residual", "down_out").out("hidden_out"));
            files.addAll(graph.finish());
        }
    }

    private static void declareLayerPorts(GraphFile graph, LlamaConfig config) {
        List<?> hidden = List.of(1L, "S", (long) config.hiddenSize());
        List<?> cache = List.of(1L, (long) config.numKeyValueHeads(), "C", (long) config.headDim());
        List<?> rotary = List.of("C", config.headDim() / 2L);
        graph.input("hidden", DataType.FLOAT, hidden);
        graph.input("past_key", DataType.FLOAT, cache);
        graph.input("past_value", DataType.FLOAT, cache);
        graph.input("seqlens_k", DataType.INT32, List.of(1L));
        graph.input("total_sequence_length", DataType.INT32, List.of());
        graph.input("cos_cache", DataType.FLOAT, rotary);
        graph.input("sin_cache", DataType.FLOAT, rotary);
        graph.output("hidden_out", DataType.FLOAT, hidden);
        graph.output("present_key", DataType.FLOAT, cache);
        graph.output("present_value", DataType.FLOAT, cache);
    }

    private void writeEmbeddingAndHead() throws IOException {
        var config = source.config();
        List<?> hidden = List.of(1L, "S", (long) config.hiddenSize());
        try (var embed = new GraphFile(folder, "embed");
                var head = new GraphFile(folder, "head")) {
            embed.input("input_ids", DataType.INT64, List.of(1L, "S"));
            embed.output("hidden", DataType.FLOAT, hidden);
            head.input("hidden", DataType.FLOAT, hidden);
            head.output("logits", DataType.FLOAT, List.of(1L, "S", (long) config.vocabSize()));
            vector(head, "norm.weight", source.finalNorm());
            head.node(norm("hidden", "norm.weight", "head_in", config));
            if (precision == Precision.FLOAT32) {
                writeFloat(embed, head);
            } else {
                writeBlockwise(embed, head);
            }
            files.addAll(embed.finish());
            files.addAll(head.finish());
        }
    }

    private void writeFloat(GraphFile embed, GraphFile head) throws IOException {
        var matrix = source.embedding();
        var dims = List.of((long) matrix.rows(), (long) matrix.columns());
        long bytes = (long) matrix.rows() * matrix.columns() * Float.BYTES;
        var name = EMBEDDING + ".weight";
        var location =
                embed.initializer(name, DataType.FLOAT, dims, bytes, out -> FloatMatrix.write(matrix, out, progress));
        embed.node(GraphNode.onnx("Gather").in(name, "input_ids").out("hidden"));
        var untied = source.head();
        if (untied.isEmpty() && location != null) {
            head.shared(name, DataType.FLOAT, dims, bytes, location);
            head.node(GraphNode.onnx("Transpose")
                    .in(name)
                    .out(EMBEDDING + "_transposed")
                    .with("perm", List.of(1L, 0L)));
            head.node(GraphNode.onnx("MatMul")
                    .in("head_in", EMBEDDING + "_transposed")
                    .out("logits"));
        } else {
            new MatrixProduct(head, precision, progress)
                    .add("lm_head", "head_in", List.of(untied.orElse(matrix)), "logits");
        }
    }

    private void writeBlockwise(GraphFile embed, GraphFile head) throws IOException {
        var matrix = source.embedding();
        var shared = new MatrixProduct(embed, precision, progress).addLookup(EMBEDDING, "input_ids", matrix, "hidden");
        var product = new MatrixProduct(head, precision, progress);
        var untied = source.head();
        if (untied.isEmpty()) {
            product.addShared(EMBEDDING, "head_in", matrix, shared, "logits");
        } else {
            product.addSymmetric("lm_head", "head_in", untied.get(), "logits");
        }
    }

    private List<WeightMatrix> weights(int layer, LayerWeight... kinds) {
        List<WeightMatrix> matrices = new ArrayList<>();
        for (var kind : kinds) {
            matrices.add(source.layer(layer, kind));
        }
        return matrices;
    }

    private void vector(GraphFile graph, String name, WeightMatrix vector) throws IOException {
        graph.initializer(
                name,
                DataType.FLOAT,
                List.of((long) vector.columns()),
                (long) vector.columns() * Float.BYTES,
                out -> FloatMatrix.write(vector, out, progress));
    }

    private static GraphNode norm(String input, String weight, String output, LlamaConfig config) {
        return GraphNode.onnx("SimplifiedLayerNormalization")
                .in(input, weight)
                .out(output)
                .with("axis", -1)
                .with("epsilon", (float) config.rmsNormEps())
                .with("stash_type", 1);
    }
}
