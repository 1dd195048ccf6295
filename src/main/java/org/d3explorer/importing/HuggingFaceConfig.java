package org.d3explorer.importing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.d3explorer.bundle.Manifest.LlamaConfig;
import org.d3explorer.bundle.Manifest.RopeScaling;
import org.jspecify.annotations.Nullable;

/** Reads the Llama configuration from a checkpoint's {@code config.json}, with transformers' defaults. */
final class HuggingFaceConfig {
    private static final int MAX_LAYERS = 4096;
    private static final int MAX_WIDTH = 1 << 20;
    private static final int MAX_CONTEXT = 1 << 27;
    private static final String ACTION = "use a model this program supports";

    private final Path file;
    private final ObjectNode config;

    HuggingFaceConfig(Path file, ObjectNode config) {
        this.file = file;
        this.config = config;
    }

    /**
     * Returns the configuration.
     *
     * @throws ImportException if a value is missing, out of range, or asks for something not supported
     */
    LlamaConfig read() {
        requireSupported();
        int heads = required("num_attention_heads", MAX_WIDTH);
        int hidden = required("hidden_size", MAX_WIDTH);
        int kvHeads = integer(config, "num_key_value_heads", heads).orElse(heads);
        if (heads % kvHeads != 0) {
            throw error("num_key_value_heads", String.valueOf(kvHeads), "a divisor of num_attention_heads " + heads);
        }
        int headDim = integer(config, "head_dim", MAX_WIDTH).orElse(hidden / heads);
        if (headDim % GgufConfig.HEAD_DIM_MULTIPLE != 0 || headDim == 0) {
            throw error("head_dim", String.valueOf(headDim), "a multiple of " + GgufConfig.HEAD_DIM_MULTIPLE);
        }
        var rope = config.path("rope_parameters").isObject() ? config.get("rope_parameters") : config;
        return new LlamaConfig(
                "llama",
                required("num_hidden_layers", MAX_LAYERS),
                hidden,
                required("intermediate_size", MAX_WIDTH),
                heads,
                kvHeads,
                headDim,
                required("vocab_size", 1 << 24),
                integer(config, "max_position_embeddings", MAX_CONTEXT).orElse(2048),
                positive(config, "rms_norm_eps").orElse(1e-6),
                positive(rope, "rope_theta").orElse(10000),
                scaling(),
                config.path("tie_word_embeddings").asBoolean(false));
    }

    private void requireSupported() {
        requireText("model_type", "llama");
        if (config.has("hidden_act")) {
            requireText("hidden_act", "silu");
        }
        for (var bias : new String[] {"attention_bias", "mlp_bias"}) {
            if (config.path(bias).asBoolean(false)) {
                throw error(bias, "true", "false");
            }
        }
        if (config.hasNonNull("quantization_config")) {
            throw error("quantization_config", "quantised weights", "weights as F32, F16 or BF16");
        }
    }

    private void requireText(String field, String expected) {
        if (!config.path(field).asText().equals(expected)) {
            throw error(field, config.path(field).toString(), "\"" + expected + "\"");
        }
    }

    private @Nullable RopeScaling scaling() {
        var node = config.path(config.path("rope_parameters").isObject() ? "rope_parameters" : "rope_scaling");
        if (!node.isObject()) {
            return null;
        }
        var type = node.path(node.has("rope_type") ? "rope_type" : "type").asText("default");
        return switch (type) {
            case "default" -> null;
            case "linear" -> new RopeScaling("linear", factor(node, "factor"), null, null, null);
            case "llama3" ->
                new RopeScaling(
                        "llama3",
                        factor(node, "factor"),
                        factor(node, "low_freq_factor"),
                        factor(node, "high_freq_factor"),
                        integer(node, "original_max_position_embeddings", MAX_CONTEXT)
                                .orElseThrow(() -> missing("original_max_position_embeddings")));
            default -> throw error("rope_scaling", "\"" + type + "\"", "default, linear or llama3");
        };
    }

    private double factor(JsonNode node, String field) {
        return positive(node, field).orElseThrow(() -> missing(field));
    }

    private int required(String field, int most) {
        return integer(config, field, most).orElseThrow(() -> missing(field));
    }

    private OptionalInt integer(JsonNode node, String field, int most) {
        var value = node.path(field);
        if (value.isMissingNode() || value.isNull()) {
            return OptionalInt.empty();
        }
        if (!value.isIntegralNumber() || !value.canConvertToInt() || value.intValue() < 1 || value.intValue() > most) {
            throw error(field, value.toString(), "1.." + most);
        }
        return OptionalInt.of(value.intValue());
    }

    private OptionalDouble positive(JsonNode node, String field) {
        var value = node.path(field);
        if (value.isMissingNode() || value.isNull()) {
            return OptionalDouble.empty();
        }
        if (!value.isNumber() || !(value.doubleValue() > 0) || Double.isInfinite(value.doubleValue())) {
            throw error(field, value.toString(), "a finite number above 0");
        }
        return OptionalDouble.of(value.doubleValue());
    }

    private ImportException missing(String field) {
        return error(field, "nothing", "a value");
    }

    private ImportException error(String field, String found, String expected) {
        return ImportException.of(file + " field " + field, found, expected, ACTION);
    }
}
