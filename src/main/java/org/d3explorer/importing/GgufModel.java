package org.d3explorer.importing;

import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.IntUnaryOperator;
import org.d3explorer.bundle.Manifest.LlamaConfig;
import org.d3explorer.bundle.Manifest.Source;

/** A Llama in a GGUF file. */
final class GgufModel implements WeightSource {
    static final String HEAD = "output.weight";
    static final String ROPE_DIVISORS = "rope_freqs.weight";

    private static final LlamaTensors.Names NAMES =
            new LlamaTensors.Names("token_embd.weight", "output_norm.weight", HEAD, LayerWeight::inGguf);
    private static final String ACTION = "use a file this program supports, or convert the model again";

    private final GgufFile file;
    private final LlamaConfig config;
    private final LlamaTensors tensors;
    private final ImportedTokenizer tokenizer;

    private GgufModel(GgufFile file) {
        this.file = file;
        this.config = new GgufConfig(file).read();
        this.tensors = new LlamaTensors(config, NAMES, this::find);
        tensors.check(file.tensorNames(), ROPE_DIVISORS::equals).ifPresent(this::refuse);
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
        var matrix = tensors.layer(layer, weight);
        boolean rotated = weight == LayerWeight.QUERY || weight == LayerWeight.KEY;
        return rotated ? matrix.withRows(halvesFromPairs(config.headDim())) : matrix;
    }

    @Override
    public WeightMatrix embedding() {
        return tensors.embedding();
    }

    @Override
    public WeightMatrix finalNorm() {
        return tensors.finalNorm();
    }

    @Override
    public Optional<WeightMatrix> head() {
        return tensors.head();
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

    /** GGUF lists the fastest dimension first. */
    private WeightMatrix find(String name, List<Long> shape, int rows, int columns) {
        var dims = shape.reversed();
        var tensor = file.tensor(name).orElseThrow(() -> error(name, "no such tensor", "shape " + dims));
        if (!tensor.dims().equals(dims)) {
            throw error(name, "shape " + tensor.dims(), "shape " + dims + " as the configuration says");
        }
        return WeightMatrix.of(name, tensor.format(), rows, columns, file.content(tensor));
    }

    private void refuse(String tensor) {
        throw error(tensor, "a tensor that a Llama of this configuration does not have", "none");
    }

    private ImportException error(String tensor, String found, String expected) {
        return ImportException.of(file.path() + " tensor " + tensor, found, expected, ACTION);
    }

    private String fileName() {
        var name = file.path().getFileName();
        return name == null ? "model" : name.toString();
    }
}
