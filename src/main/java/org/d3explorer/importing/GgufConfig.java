package org.d3explorer.importing;

import java.util.List;
import org.d3explorer.bundle.Manifest.LlamaConfig;
import org.d3explorer.bundle.Manifest.RopeScaling;
import org.jspecify.annotations.Nullable;

/** Reads the Llama configuration from a GGUF file's metadata. */
final class GgufConfig {
    /** Rotary attention of the runtime works on rows of 16 floats. */
    static final int HEAD_DIM_MULTIPLE = 16;

    private static final String ARCHITECTURE = "general.architecture";
    private static final String LLAMA = "llama";
    private static final int MAX_LAYERS = 4096;
    private static final int MAX_WIDTH = 1 << 20;
    private static final int MAX_CONTEXT = 1 << 27;
    private static final double DEFAULT_THETA = 10000;

    private final GgufFile file;
    private final GgufMetadata metadata;

    GgufConfig(GgufFile file) {
        this.file = file;
        this.metadata = file.metadata();
    }

    /**
     * Returns the configuration.
     *
     * @throws ImportException if a value is missing, out of range, or asks for something not supported
     */
    LlamaConfig read() {
        requireSupported();
        int heads = required("llama.attention.head_count", MAX_WIDTH);
        int hidden = required("llama.embedding_length", MAX_WIDTH);
        int kvHeads =
                metadata.integer("llama.attention.head_count_kv", 1, heads).orElse(heads);
        if (heads % kvHeads != 0) {
            throw metadata.error(
                    "llama.attention.head_count_kv", String.valueOf(kvHeads), "a divisor of head_count " + heads);
        }
        int headDim = headDim(hidden, heads);
        double theta = metadata.positive("llama.rope.freq_base").orElse(DEFAULT_THETA);
        return new LlamaConfig(
                LLAMA,
                required("llama.block_count", MAX_LAYERS),
                hidden,
                required("llama.feed_forward_length", MAX_WIDTH),
                heads,
                kvHeads,
                headDim,
                vocabulary(),
                required("llama.context_length", MAX_CONTEXT),
                metadata.positive("llama.attention.layer_norm_rms_epsilon")
                        .orElseThrow(() -> metadata.missing("llama.attention.layer_norm_rms_epsilon")),
                theta,
                scaling(theta, headDim),
                file.tensor(GgufModel.HEAD).isEmpty());
    }

    private void requireSupported() {
        var architecture = metadata.text(ARCHITECTURE).orElseThrow(() -> metadata.missing(ARCHITECTURE));
        if (!architecture.equals(LLAMA)) {
            throw metadata.error(ARCHITECTURE, "\"" + architecture + "\"", "\"" + LLAMA + "\", the one supported");
        }
        if (metadata.integer("split.count", 0, Integer.MAX_VALUE).orElse(1) > 1) {
            throw metadata.error("split.count", "a part of a split file", "a whole file");
        }
        if (metadata.integer("llama.expert_count", 0, Integer.MAX_VALUE).orElse(0) > 0) {
            throw metadata.error("llama.expert_count", "a mixture of experts", "a dense model");
        }
    }

    private int headDim(int hidden, int heads) {
        var key = "llama.attention.key_length";
        int headDim = metadata.integer(key, 1, MAX_WIDTH).orElseGet(() -> {
            if (hidden % heads != 0) {
                throw metadata.error(
                        "llama.attention.head_count",
                        String.valueOf(heads),
                        "a divisor of embedding_length " + hidden + " where " + key + " is not given");
            }
            return hidden / heads;
        });
        if (headDim % HEAD_DIM_MULTIPLE != 0) {
            throw metadata.error(key, String.valueOf(headDim), "a multiple of " + HEAD_DIM_MULTIPLE);
        }
        requireEqual("llama.attention.value_length", headDim);
        requireEqual("llama.rope.dimension_count", headDim);
        return headDim;
    }

    private void requireEqual(String key, int headDim) {
        int found = metadata.integer(key, 0, MAX_WIDTH).orElse(headDim);
        if (found != headDim) {
            throw metadata.error(key, String.valueOf(found), "the head dimension " + headDim);
        }
    }

    private int vocabulary() {
        long tokens = metadata.count(GgufTokenizer.TOKENS);
        int vocabulary =
                metadata.integer("llama.vocab_size", 1, 1 << 24).orElse((int) Math.min(tokens, Integer.MAX_VALUE));
        if (tokens != vocabulary) {
            throw metadata.error(GgufTokenizer.TOKENS, tokens + " tokens", vocabulary + " as llama.vocab_size says");
        }
        return vocabulary;
    }

    private @Nullable RopeScaling scaling(double theta, int headDim) {
        var divisors = file.tensor(GgufModel.ROPE_DIVISORS);
        var type = metadata.text("llama.rope.scaling.type").orElse("none");
        double factor = metadata.positive("llama.rope.scaling.factor")
                .or(() -> metadata.positive("llama.rope.scale_linear"))
                .orElse(1.0);
        if (divisors.isPresent()) {
            var tensor = divisors.get();
            if (!tensor.dims().equals(List.of(headDim / 2L)) || tensor.format() != BlockFormat.F32) {
                throw metadata.error(
                        GgufModel.ROPE_DIVISORS, tensor.format() + " " + tensor.dims(), "F32 [" + headDim / 2 + "]");
            }
            var values = new float[headDim / 2];
            WeightMatrix.of(tensor.name(), tensor.format(), 1, values.length, file.content(tensor))
                    .dequantize(0, 0, values.length, new byte[values.length * Float.BYTES], values, 0);
            return RopeFactors.scaling(values, theta)
                    .orElseThrow(() -> metadata.error(
                            GgufModel.ROPE_DIVISORS, "divisors of no known scaling", "a llama3 RoPE scaling"));
        }
        return switch (type) {
            case "none" -> factor == 1 ? null : new RopeScaling("linear", factor, null, null, null);
            case "linear" -> new RopeScaling("linear", factor, null, null, null);
            default -> throw metadata.error("llama.rope.scaling.type", "\"" + type + "\"", "none, linear or llama3");
        };
    }

    private int required(String key, int most) {
        return metadata.integer(key, 1, most).orElseThrow(() -> metadata.missing(key));
    }
}
