package org.d3explorer.importing;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.DoubleSupplier;

/** GGUF files of small Llamas. */
final class GgufFixtures {
    private GgufFixtures() {}

    /** Returns a Llama of one layer: hidden size 32, 2 heads of 16, 1 KV head, 6 tokens, all weights F32 zeros. */
    static GgufBuilder minimal() {
        var file = metadata(1, 32, 32, 2, 1, 16, 64, 6);
        file.texts("tokenizer.ggml.tokens", List.of("<|im_end|>", "a", "b", "ab", "c", "d"))
                .integers("tokenizer.ggml.token_type", 3, 1, 1, 1, 1, 1)
                .texts("tokenizer.ggml.merges", List.of("a b"));
        floats(file, "token_embd.weight", 32, 6);
        floats(file, "output_norm.weight", 32);
        floats(file, "blk.0.attn_norm.weight", 32);
        floats(file, "blk.0.ffn_norm.weight", 32);
        floats(file, "blk.0.attn_q.weight", 32, 32);
        floats(file, "blk.0.attn_k.weight", 32, 16);
        floats(file, "blk.0.attn_v.weight", 32, 16);
        floats(file, "blk.0.attn_output.weight", 32, 32);
        floats(file, "blk.0.ffn_gate.weight", 32, 32);
        floats(file, "blk.0.ffn_up.weight", 32, 32);
        floats(file, "blk.0.ffn_down.weight", 32, 32);
        return file;
    }

    /** Returns {@link TinyLlama} as a GGUF file of floats, with the rows of Q and K in GGUF's order. */
    static GgufBuilder tiny(TinyLlama tiny) {
        var c = tiny.config();
        var file = metadata(
                c.numHiddenLayers(),
                c.hiddenSize(),
                c.intermediateSize(),
                c.numAttentionHeads(),
                c.numKeyValueHeads(),
                c.headDim(),
                c.maxPositionEmbeddings(),
                c.vocabSize());
        List<String> tokens = new ArrayList<>();
        var types = new int[c.vocabSize()];
        for (int id = 0; id < c.vocabSize(); id++) {
            tokens.add(tiny.tokens().get(id));
            types[id] = id < 3 ? 3 : 1;
        }
        file.texts("tokenizer.ggml.tokens", tokens)
                .integers("tokenizer.ggml.token_type", types)
                .texts(
                        "tokenizer.ggml.merges",
                        tiny.merges().stream()
                                .map(m -> m.left() + " " + m.right())
                                .toList());
        add(file, "token_embd.weight", tiny.embedding(), false, c.headDim());
        add(file, "output_norm.weight", tiny.finalNorm(), false, c.headDim());
        for (int layer = 0; layer < c.numHiddenLayers(); layer++) {
            for (var weight : LayerWeight.values()) {
                boolean pairs = weight == LayerWeight.QUERY || weight == LayerWeight.KEY;
                add(file, weight.inGguf(layer), tiny.layer(layer, weight), pairs, c.headDim());
            }
        }
        return file;
    }

    /** Returns {@link #minimal} with random weights in a quantised format for every product. */
    static GgufBuilder quantised(BlockFormat format, long seed) {
        var file = minimal();
        var random = new Random(seed);
        for (var tensor : file.tensors) {
            if (tensor.dims.length == 1) {
                tensor.content = floatBytes(tensor.dims[0], () -> 1);
            } else {
                tensor.type = format.id();
                tensor.content = blocks(format, tensor.dims[0] * tensor.dims[1], random);
            }
        }
        return file;
    }

    private static byte[] blocks(BlockFormat format, long weights, Random random) {
        var content = new byte[Math.toIntExact(weights / format.weights() * format.bytes())];
        random.nextBytes(content);
        for (int at = 0; at < content.length; at += format.bytes()) {
            putHalf(content, at, (0.01f + random.nextFloat() * 0.02f) * 16 / (1 << format.affineBits()));
            if (format == BlockFormat.Q4_1) {
                putHalf(content, at + 2, -0.1f - random.nextFloat() * 0.1f);
            }
        }
        return content;
    }

    private static void putHalf(byte[] content, int at, float value) {
        short half = Float.floatToFloat16(value);
        content[at] = (byte) half;
        content[at + 1] = (byte) (half >> 8);
    }

    private static GgufBuilder metadata(
            int layers, int hidden, int feedForward, int heads, int kvHeads, int headDim, int context, int vocabulary) {
        return new GgufBuilder()
                .text("general.architecture", "llama")
                .text("general.license", "apache-2.0")
                .unsigned("llama.block_count", layers)
                .unsigned("llama.context_length", context)
                .unsigned("llama.embedding_length", hidden)
                .unsigned("llama.feed_forward_length", feedForward)
                .unsigned("llama.attention.head_count", heads)
                .unsigned("llama.attention.head_count_kv", kvHeads)
                .unsigned("llama.attention.key_length", headDim)
                .unsigned("llama.attention.value_length", headDim)
                .number("llama.attention.layer_norm_rms_epsilon", 1e-5f)
                .number("llama.rope.freq_base", 10000)
                .unsigned("llama.vocab_size", vocabulary)
                .text("tokenizer.ggml.model", "gpt2")
                .text("tokenizer.ggml.pre", "gpt-2")
                .unsigned("tokenizer.ggml.eos_token_id", 0);
    }

    private static void floats(GgufBuilder file, String name, long... dims) {
        long count = 1;
        for (long dim : dims) {
            count *= dim;
        }
        file.tensor(name, 0, new byte[Math.toIntExact(count * Float.BYTES)], dims);
    }

    private static byte[] floatBytes(long count, DoubleSupplier value) {
        var bytes = new byte[Math.toIntExact(count * Float.BYTES)];
        for (int i = 0; i < count; i++) {
            LittleEndian.putFloat32(bytes, i * Float.BYTES, (float) value.getAsDouble());
        }
        return bytes;
    }

    private static void add(GgufBuilder file, String name, WeightMatrix matrix, boolean pairs, int headDim) {
        var content = new byte[Math.toIntExact(matrix.bytes())];
        var row = new byte[matrix.rowBytes()];
        for (int r = 0; r < matrix.rows(); r++) {
            matrix.read(r, 0, matrix.columns(), row);
            int half = r % headDim / (headDim / 2);
            int inGguf = pairs ? r - r % headDim + 2 * (r % (headDim / 2)) + half : r;
            System.arraycopy(row, 0, content, inGguf * row.length, row.length);
        }
        if (matrix.rows() == 1) {
            file.tensor(name, 0, content, matrix.columns());
        } else {
            file.tensor(name, 0, content, matrix.columns(), matrix.rows());
        }
    }
}
