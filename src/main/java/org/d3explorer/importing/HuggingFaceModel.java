package org.d3explorer.importing;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.d3explorer.bundle.Manifest.LlamaConfig;
import org.d3explorer.bundle.Manifest.Source;

/** A Llama in a folder as Hugging Face's transformers saves it, with weights in safetensors files. */
final class HuggingFaceModel implements WeightSource {
    private static final LlamaTensors.Names NAMES = new LlamaTensors.Names(
            "model.embed_tokens.weight", "model.norm.weight", "lm_head.weight", LayerWeight::inHuggingFace);
    /** Tables that old checkpoints saved along; the program computes them. */
    private static final String COMPUTED = "rotary_emb.inv_freq";

    private static final String CONFIG = "config.json";
    private static final long MAX_CONFIG_BYTES = 1 << 20;
    private static final String ACTION = "use a model this program supports";

    private final Path folder;
    private final Checkpoint checkpoint;
    private final LlamaConfig config;
    private final LlamaTensors tensors;
    private final ImportedTokenizer tokenizer;

    private HuggingFaceModel(Path folder, Checkpoint checkpoint) {
        this.folder = folder;
        this.checkpoint = checkpoint;
        var file = folder.resolve(CONFIG);
        var json = StrictJson.read(file, MAX_CONFIG_BYTES)
                .orElseThrow(() -> ImportException.of(
                        file.toString(), "no such file", "a checkpoint's configuration", "check the folder"));
        this.config = new HuggingFaceConfig(file, json).read();
        this.tensors = new LlamaTensors(config, NAMES, this::find);
        tensors.check(checkpoint.names(), name -> name.endsWith(COMPUTED)).ifPresent(this::refuse);
        this.tokenizer = new HuggingFaceTokenizerFiles(folder, json, config.vocabSize()).read();
    }

    /**
     * Opens a folder and checks everything but the weights themselves.
     *
     * @throws ImportException if it is not a Llama this program can import
     */
    static HuggingFaceModel open(Path folder) {
        var checkpoint = Checkpoint.open(folder);
        try {
            return new HuggingFaceModel(folder, checkpoint);
        } catch (RuntimeException e) {
            checkpoint.close();
            throw e;
        }
    }

    @Override
    public String name() {
        return SourceNames.modelName(folderName());
    }

    @Override
    public LlamaConfig config() {
        return config;
    }

    @Override
    public WeightMatrix layer(int layer, LayerWeight weight) {
        return tensors.layer(layer, weight);
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
        return checkpoint.size();
    }

    @Override
    public Source source(ImportProgress progress) {
        return new Source(folderName(), "safetensors", checkpoint.size(), checkpoint.sha256(progress), null);
    }

    @Override
    public void close() {
        checkpoint.close();
    }

    private WeightMatrix find(String name, List<Long> shape, int rows, int columns) {
        var tensor = checkpoint.tensor(name).orElseThrow(() -> error(name, "no such tensor", "shape " + shape));
        if (!tensor.shape().equals(shape)) {
            throw error(name, "shape " + tensor.shape(), "shape " + shape + " as the configuration says");
        }
        return WeightMatrix.of(name, tensor.format(), rows, columns, checkpoint.content(name));
    }

    private void refuse(String tensor) {
        throw error(tensor, "a tensor that a Llama of this configuration does not have", "none");
    }

    private ImportException error(String tensor, String found, String expected) {
        return ImportException.of(folder + " tensor " + tensor, found, expected, ACTION);
    }

    /** The folder's name, or the model's where the folder is a snapshot in Hugging Face's cache. */
    private String folderName() {
        var absolute = folder.toAbsolutePath().normalize();
        for (var path = absolute; path != null; path = path.getParent()) {
            var name = path.getFileName();
            if (name != null && name.toString().startsWith("models--")) {
                return name.toString().substring(name.toString().lastIndexOf("--") + 2);
            }
        }
        var name = absolute.getFileName();
        return name == null ? "model" : name.toString().toLowerCase(Locale.ROOT);
    }
}
