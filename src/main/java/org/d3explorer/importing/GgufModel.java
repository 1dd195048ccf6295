package org.d3explorer.importing;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntUnaryOperator;
import org.d3explorer.bundle.Manifest.LlamaConfig;
import org.d3explorer.bundle.Manifest.Source;

/** A Llama in a GGUF file. */
final class GgufModel implements WeightSource {
    static final String HEAD = "output.weight";
    static final String ROPE_DIVISORS = "rope_freqs.weight";

    private static final String EMBEDDING = "token_embd.weight";
    private static final String FINAL_NORM = "output_norm.weight";
    private static final String ACTION = "use a file this program supports, or convert the model again";

    private final GgufFile file;
    private final LlamaConfig config;
    private final ImportedTokenizer tokenizer;

    private GgufModel(GgufFile file) {
        this.file = file;
        this.config = new GgufConfig(file).read();
        requireTensors();
        this.tokenizer = new GgufTokenizer(file.metadata(), config.vocabSize()).convert();
    }

    /**
     * Opens a file and checks everything but the weights themselves.
     *
     * @throws ImportException if it is not a Llama this program can import
     */
    static GgufModel open(Path path) {
        var file = GgufFile.open(path);
        try {
            return new GgufModel(file);
        } catch (RuntimeException e) {
            file.close();
            throw e;
        }
    }

    @Override
    public String name() {
        return SourceNames.modelName(fileName());
    }

    @Override
    public LlamaConfig config() {
        return config;
    }

    @Override
    public WeightMatrix layer(int layer, LayerWeight weight) {
        int hidden = config.hiddenSize();
        int query = config.numAttentionHeads() * config.headDim();
        int keyValue = config.numKeyValueHeads() * config.headDim();
        int feedForward = config.intermediateSize();
        var name = weight.inGguf(layer);
        return switch (weight) {
            case ATTENTION_NORM, MLP_NORM -> vector(name, hidden);
            case QUERY -> matrix(name, query, hidden).withRows(halvesFromPairs(config.headDim()));
            case KEY -> matrix(name, keyValue, hidden).withRows(halvesFromPairs(config.headDim()));
            case VALUE -> matrix(name, keyValue, hidden);
            case ATTENTION_OUTPUT -> matrix(name, hidden, query);
            case GATE, UP -> matrix(name, feedForward, hidden);
            case DOWN -> matrix(name, hidden, feedForward);
        };
    }

    @Override
    public WeightMatrix embedding() {
        return matrix(EMBEDDING, config.vocabSize(), config.hiddenSize());
    }

    @Override
    public WeightMatrix finalNorm() {
        return vector(FINAL_NORM, config.hiddenSize());
    }

    @Override
    public Optional<WeightMatrix> head() {
        return config.tieWordEmbeddings()
                ? Optional.empty()
                : Optional.of(matrix(HEAD, config.vocabSize(), config.hiddenSize()));
    }

    @Override
    public ImportedTokenizer tokenizer() {
        return tokenizer;
    }

    @Override
    public long sourceBytes() {
        return file.size();
    }

    @Override
    public Source source(ImportProgress progress) {
        var digest = HashingFile.sha256();
        SourceHash.update(digest, file.path(), progress);
        return new Source(
                fileName(),
                "gguf",
                file.size(),
                HexFormat.of().formatHex(digest.digest()),
                file.metadata().text("general.license").orElse(null));
    }

    @Override
    public void close() {
        file.close();
    }

    /** A GGUF Llama rotates neighbouring pairs of a head's rows, Hugging Face row j with row j + D/2. */
    private static IntUnaryOperator halvesFromPairs(int headDim) {
        int half = headDim / 2;
        return row -> {
            int inHead = row % headDim;
            return row - inHead + 2 * (inHead % half) + inHead / half;
        };
    }

    private void requireTensors() {
        Set<String> used = new HashSet<>(List.of(EMBEDDING, FINAL_NORM, HEAD, ROPE_DIVISORS));
        embedding();
        finalNorm();
        head();
        for (int layer = 0; layer < config.numHiddenLayers(); layer++) {
            for (var weight : LayerWeight.values()) {
                layer(layer, weight);
                used.add(weight.inGguf(layer));
            }
        }
        var unused = new ArrayList<>(file.tensorNames());
        unused.removeAll(used);
        if (!unused.isEmpty()) {
            unused.sort(null);
            throw error(unused.getFirst(), "a tensor that a Llama of this configuration does not have", "none");
        }
    }

    private WeightMatrix vector(String name, int columns) {
        return find(name, List.of((long) columns), 1, columns);
    }

    private WeightMatrix matrix(String name, int rows, int columns) {
        return find(name, List.of((long) columns, (long) rows), rows, columns);
    }

    private WeightMatrix find(String name, List<Long> dims, int rows, int columns) {
        var tensor = file.tensor(name).orElseThrow(() -> error(name, "no such tensor", "shape " + dims));
        if (!tensor.dims().equals(dims)) {
            throw error(name, "shape " + tensor.dims(), "shape " + dims + " as the configuration says");
        }
        return WeightMatrix.of(name, tensor.format(), rows, columns, file.content(tensor));
    }

    private ImportException error(String tensor, String found, String expected) {
        return ImportException.of(file.path() + " tensor " + tensor, found, expected, ACTION);
    }

    private String fileName() {
        var name = file.path().getFileName();
        return name == null ? "model" : name.toString();
    }
}
