package org.d3explorer.importing;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** Writes {@link TinyLlama} as a Hugging Face checkpoint. */
final class CheckpointBuilder {
    static final String CONFIG = """
            {"model_type": "llama", "hidden_act": "silu", "num_hidden_layers": 4, "hidden_size": 32,
             "intermediate_size": 64, "num_attention_heads": 4, "num_key_value_heads": 2, "head_dim": 16,
             "vocab_size": 320, "max_position_embeddings": 256, "rms_norm_eps": 1e-05, "rope_theta": 10000.0,
             "rope_scaling": null, "tie_word_embeddings": true, "bos_token_id": null, "eos_token_id": [2, 0]}
            """;

    private CheckpointBuilder() {}

    /** Writes a whole checkpoint in one file. */
    static void write(Path folder) throws IOException {
        Files.createDirectories(folder);
        Files.writeString(folder.resolve("config.json"), CONFIG);
        Files.write(folder.resolve("model.safetensors"), file(tensors()));
        try (var tiny = new TinyLlama()) {
            Files.writeString(folder.resolve("tokenizer.json"), tiny.tokenizer().json());
        }
    }

    /** Returns the tensors by name. */
    static Map<String, WeightMatrix> tensors() {
        Map<String, WeightMatrix> tensors = new LinkedHashMap<>();
        try (var tiny = new TinyLlama()) {
            tensors.put("model.embed_tokens.weight", tiny.embedding());
            tensors.put("model.norm.weight", tiny.finalNorm());
            for (int layer = 0; layer < tiny.config().numHiddenLayers(); layer++) {
                for (var weight : LayerWeight.values()) {
                    tensors.put(weight.inHuggingFace(layer), tiny.layer(layer, weight));
                }
            }
        }
        return tensors;
    }

    /** Returns a safetensors file. */
    static byte[] file(Map<String, WeightMatrix> tensors) {
        var header = new StringBuilder("{\"__metadata__\":{\"format\":\"pt\"}");
        var data = new ByteArrayOutputStream();
        tensors.forEach((name, matrix) -> {
            int begin = data.size();
            var row = new byte[matrix.rowBytes()];
            for (int r = 0; r < matrix.rows(); r++) {
                matrix.read(r, 0, matrix.columns(), row);
                data.writeBytes(row);
            }
            var shape = matrix.rows() == 1
                    ? "[" + matrix.columns() + "]"
                    : "[" + matrix.rows() + "," + matrix.columns() + "]";
            header.append(",\"%s\":{\"dtype\":\"F32\",\"shape\":%s,\"data_offsets\":[%d,%d]}"
                    .formatted(name, shape, begin, data.size()));
        });
        return file(header.append("}").toString(), data.toByteArray());
    }

    /** Returns a safetensors file of that header. */
    static byte[] file(String header, byte[] data) {
        var bytes = header.getBytes(StandardCharsets.UTF_8);
        return GgufBuilder.concat(GgufBuilder.int64(bytes.length), bytes, data);
    }
}
