package org.d3explorer.importing;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.d3explorer.bundle.Manifest.LlamaConfig;
import org.d3explorer.bundle.Manifest.Source;
import org.d3explorer.bundle.Manifest.TokenizerEntry;
import org.d3explorer.importing.TokenizerJson.AddedToken;
import org.d3explorer.importing.TokenizerJson.BpeOptions;
import org.d3explorer.importing.TokenizerJson.Merge;
import org.d3explorer.importing.TokenizerJson.Stages;

/** A Llama of random weights from a fixed seed: 4 layers, hidden size 32, 4 heads and 2 KV heads of 16, 320 tokens. */
final class TinyLlama implements WeightSource {
    static final String NAME = "tiny-random";

    private static final long SEED = 20250311;
    private static final LlamaConfig CONFIG =
            new LlamaConfig("llama", 4, 32, 64, 4, 2, 16, 320, 256, 1e-5, 10000, null, true);
    private static final List<String> SPECIAL = List.of("<|endoftext|>", "<|im_start|>", "<|im_end|>");
    private static final String TEMPLATE = "{% for message in messages %}{{ '<|im_start|>' + message['role'] + '\n'"
            + " + message['content'] + '<|im_end|>' + '\n' }}{% endfor %}"
            + "{% if add_generation_prompt %}{{ '<|im_start|>assistant\n' }}{% endif %}";
    /** Frequent English pairs in GPT-2's alphabet, where Ġ stands for a space and Ċ for a line feed. */
    private static final String MERGES =
            "Ġ t,Ġ a,h e,i n,r e,o n,Ġt he,e r,Ġ s,a t,Ġ w,Ġ o,e n,Ġ c,i t,i s,a n,o r,e s,"
                    + "Ġ b,e d,Ġ f,in g,Ġ p,o u,Ġa n,a l,a r,Ġt o,Ġ m,Ġo f,Ġ in,Ġ d,Ġ h,Ġan d,i c,a s,l e,Ġt h,i on,o m,l l,en t,"
                    + "Ġ n,Ġ l,s t,Ġ re,v e,Ġ e,r o,l y,Ġb e,Ġ g,Ġ T,c t,Ġ S,i d,o t,Ġ I,u t,e t";

    /** Shared with nothing: equal calls give equal weights, whatever the order. */
    private static Random random(String tensor) {
        return new Random(SEED * 31 + tensor.hashCode());
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public LlamaConfig config() {
        return CONFIG;
    }

    @Override
    public WeightMatrix layer(int layer, LayerWeight weight) {
        int hidden = CONFIG.hiddenSize();
        int kv = CONFIG.numKeyValueHeads() * CONFIG.headDim();
        int query = CONFIG.numAttentionHeads() * CONFIG.headDim();
        int feedForward = CONFIG.intermediateSize();
        var name = weight.inHuggingFace(layer);
        return switch (weight) {
            case ATTENTION_NORM, MLP_NORM -> gains(name, hidden);
            case QUERY -> gaussian(name, query, hidden, 0.25);
            case KEY, VALUE -> gaussian(name, kv, hidden, 0.25);
            case ATTENTION_OUTPUT -> gaussian(name, hidden, query, 0.2);
            case GATE, UP -> gaussian(name, feedForward, hidden, 0.25);
            case DOWN -> gaussian(name, hidden, feedForward, 0.2);
        };
    }

    @Override
    public WeightMatrix embedding() {
        return gaussian("model.embed_tokens.weight", CONFIG.vocabSize(), CONFIG.hiddenSize(), 0.3);
    }

    @Override
    public WeightMatrix finalNorm() {
        return gains("model.norm.weight", CONFIG.hiddenSize());
    }

    @Override
    public Optional<WeightMatrix> head() {
        return Optional.empty();
    }

    @Override
    public ImportedTokenizer tokenizer() {
        List<AddedToken> added = new ArrayList<>();
        for (int id = 0; id < SPECIAL.size(); id++) {
            added.add(new AddedToken(id, SPECIAL.get(id), true));
        }
        var stages = new Stages(null, TokenizerJson.byteLevel(true), TokenizerJson.byteLevel(true));
        var json = TokenizerJson.bpe(tokens(), merges(), added, stages, new BpeOptions(null, false, false));
        return new ImportedTokenizer(json, new TokenizerEntry(TOKENIZER_FILE, false, null, List.of(2, 0), TEMPLATE));
    }

    /** Returns the tokens by id: special ones, bytes, merged ones. */
    List<String> tokens() {
        Set<String> tokens = new LinkedHashSet<>(SPECIAL);
        tokens.addAll(ByteAlphabet.characters());
        merges().forEach(m -> tokens.add(m.left() + m.right()));
        return List.copyOf(tokens);
    }

    /** Returns the merges by rank. */
    List<Merge> merges() {
        List<Merge> merges = new ArrayList<>();
        for (var pair : MERGES.split(",")) {
            var sides = pair.split(" ");
            merges.add(new Merge(sides[0], sides[1]));
        }
        return merges;
    }

    @Override
    public long sourceBytes() {
        return 0;
    }

    @Override
    public Source source(ImportProgress progress) {
        var nothing = HexFormat.of().formatHex(HashingFile.sha256().digest());
        return new Source("random weights, seed " + SEED, "random", 0, nothing, "Apache-2.0");
    }

    @Override
    public void close() {}

    private static WeightMatrix gaussian(String name, int rows, int columns, double deviation) {
        var random = random(name);
        var bytes = new byte[rows * columns * Float.BYTES];
        for (int i = 0; i < rows * columns; i++) {
            LittleEndian.putFloat32(bytes, i * Float.BYTES, (float) (random.nextGaussian() * deviation));
        }
        return WeightMatrix.of(name, BlockFormat.F32, rows, columns, MemorySegment.ofArray(bytes));
    }

    private static WeightMatrix gains(String name, int columns) {
        var random = random(name);
        var bytes = new byte[columns * Float.BYTES];
        for (int i = 0; i < columns; i++) {
            LittleEndian.putFloat32(bytes, i * Float.BYTES, (float) (1 + random.nextGaussian() * 0.1));
        }
        return WeightMatrix.of(name, BlockFormat.F32, 1, columns, MemorySegment.ofArray(bytes));
    }
}
