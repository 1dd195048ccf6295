package org.d3explorer.bundle;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.d3explorer.bundle.Manifest.FileEntry;
import org.d3explorer.bundle.Manifest.RopeScaling;
import org.d3explorer.depth.SkipOrder;

/** What a manifest must satisfy beyond its field types: ranges, names, and that its parts agree with one another. */
final class ManifestChecks {
    private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");
    private static final Set<String> PRECISIONS = Set.of("float32", "int8", "int4");
    private static final Set<String> COMPUTED_ORDERS =
            Set.of(SkipOrder.MIDDLE_OUT, SkipOrder.DEEPEST_FIRST, SkipOrder.SHALLOWEST_FIRST, SkipOrder.EVEN);
    /** Above every published Llama; keeps size arithmetic in long and refuses absurd values early. */
    private static final int MAX_LAYERS = 4096;

    private static final int MAX_WIDTH = 1 << 20;
    private static final int MAX_CONTEXT = 1 << 27;
    private static final String ACTION = "correct the manifest or import the model again";

    private final Path file;
    private final Manifest manifest;

    ManifestChecks(Path file, Manifest manifest) {
        this.file = file;
        this.manifest = manifest;
    }

    /**
     * Checks it.
     *
     * @throws BundleException at the first field that is wrong
     */
    void check() {
        require(!manifest.name().isBlank(), "name", "a blank text", "the bundle's name");
        require(
                PRECISIONS.contains(manifest.precision()),
                "precision",
                FileNames.quoted(manifest.precision()),
                "float32, int8 or int4");
        require(isSha256(manifest.source().sha256()), "source.sha256", "no SHA-256", "64 lower-case hex digits");
        range("source.size", manifest.source().size(), 0, Long.MAX_VALUE);
        checkConfig();
        checkFiles();
        checkGraphs();
        checkTokenizer();
        checkDefaults();
    }

    private void checkConfig() {
        var c = manifest.config();
        require(c.modelType().equals("llama"), "config.model_type", FileNames.quoted(c.modelType()), "llama");
        range("config.num_hidden_layers", c.numHiddenLayers(), 1, MAX_LAYERS);
        range("config.hidden_size", c.hiddenSize(), 1, MAX_WIDTH);
        range("config.intermediate_size", c.intermediateSize(), 1, MAX_WIDTH);
        range("config.num_attention_heads", c.numAttentionHeads(), 1, MAX_WIDTH);
        range("config.num_key_value_heads", c.numKeyValueHeads(), 1, c.numAttentionHeads());
        require(
                c.numAttentionHeads() % c.numKeyValueHeads() == 0,
                "config.num_key_value_heads",
                String.valueOf(c.numKeyValueHeads()),
                "a divisor of num_attention_heads = " + c.numAttentionHeads());
        range("config.head_dim", c.headDim(), 2, MAX_WIDTH);
        require(c.headDim() % 2 == 0, "config.head_dim", String.valueOf(c.headDim()), "an even number");
        range("config.vocab_size", c.vocabSize(), 1, 1 << 24);
        range("config.max_position_embeddings", c.maxPositionEmbeddings(), 1, MAX_CONTEXT);
        positive("config.rms_norm_eps", c.rmsNormEps());
        positive("config.rope_theta", c.ropeTheta());
        var scaling = c.ropeScaling();
        if (scaling != null) {
            checkScaling(scaling);
        }
    }

    private void checkScaling(RopeScaling scaling) {
        positive("config.rope_scaling.factor", scaling.factor());
        switch (scaling.ropeType()) {
            case "linear" -> {}
            case "llama3" -> {
                var low = scaling.lowFreqFactor();
                var high = scaling.highFreqFactor();
                var original = scaling.originalMaxPositionEmbeddings();
                require(
                        low != null && high != null && original != null,
                        "config.rope_scaling",
                        "llama3 without all its fields",
                        "low_freq_factor, high_freq_factor and original_max_position_embeddings");
                if (low != null && high != null && original != null) {
                    positive("config.rope_scaling.low_freq_factor", low);
                    positive("config.rope_scaling.high_freq_factor", high);
                    require(
                            low < high,
                            "config.rope_scaling.low_freq_factor",
                            low.toString(),
                            "less than high_freq_factor = " + high);
                    range("config.rope_scaling.original_max_position_embeddings", original, 1, MAX_CONTEXT);
                }
            }
            default ->
                throw error("config.rope_scaling.rope_type", FileNames.quoted(scaling.ropeType()), "linear or llama3");
        }
    }

    private void checkFiles() {
        require(!manifest.files().isEmpty(), "files", "no entry", "every file of the bundle");
        Map<String, FileEntry> byName = new HashMap<>();
        for (var entry : manifest.files()) {
            plain("files", entry.path());
            require(
                    !entry.path().equals(Manifest.FILE_NAME),
                    "files",
                    Manifest.FILE_NAME,
                    "only files other than the manifest itself");
            range("files size of " + entry.path(), entry.size(), 0, Long.MAX_VALUE);
            require(
                    isSha256(entry.sha256()),
                    "files sha256 of " + entry.path(),
                    "no SHA-256",
                    "64 lower-case hex digits");
            require(byName.put(entry.path(), entry) == null, "files", entry.path() + " twice", "each file once");
        }
    }

    private void checkGraphs() {
        var graphs = manifest.graphs();
        int layers = manifest.config().numHiddenLayers();
        require(
                graphs.layers().size() == layers,
                "graphs.layers",
                graphs.layers().size() + " graphs",
                layers + " as config.num_hidden_layers says");
        List<String> all = new ArrayList<>();
        all.add(graphs.embed());
        all.addAll(graphs.layers());
        all.add(graphs.head());
        Set<String> seen = new HashSet<>();
        for (var name : all) {
            plain("graphs", name);
            requireListed("graphs", name);
            require(seen.add(name), "graphs", name + " twice", "a graph of its own for each part");
        }
    }

    private void checkTokenizer() {
        var tokenizer = manifest.tokenizer();
        plain("tokenizer.file", tokenizer.file());
        requireListed("tokenizer.file", tokenizer.file());
        int vocabulary = manifest.config().vocabSize();
        var bos = tokenizer.bosTokenId();
        require(bos != null || !tokenizer.addBosToken(), "tokenizer.bos_token_id", "nothing", "the id that is added");
        if (bos != null) {
            range("tokenizer.bos_token_id", bos, 0, vocabulary - 1L);
        }
        for (int id : tokenizer.eosTokenIds()) {
            range("tokenizer.eos_token_ids", id, 0, vocabulary - 1L);
        }
    }

    private void checkDefaults() {
        var d3 = manifest.d3();
        int layers = manifest.config().numHiddenLayers();
        require(d3.alpha() > 0 && d3.alpha() <= 1, "d3.alpha", String.valueOf(d3.alpha()), "0 < alpha ≤ 1");
        range("d3.start", d3.start(), 0, Integer.MAX_VALUE);
        range("d3.core_head", d3.coreHead(), 0, layers);
        range("d3.core_tail", d3.coreTail(), 0, layers);
        d3.orders().forEach((name, order) -> {
            require(!COMPUTED_ORDERS.contains(name), "d3.orders", name, "names of calibrated orders only");
            require(
                    new HashSet<>(order).size() == order.size(),
                    "d3.orders." + name,
                    "a layer twice",
                    "each layer at most once");
            for (int layer : order) {
                range("d3.orders." + name, layer, 0, layers - 1L);
            }
            for (int layer = d3.coreHead(); layer < layers - d3.coreTail(); layer++) {
                require(
                        order.contains(layer),
                        "d3.orders." + name,
                        "no layer " + layer,
                        "every layer that may be skipped");
            }
        });
        require(
                COMPUTED_ORDERS.contains(d3.order()) || d3.orders().containsKey(d3.order()),
                "d3.order",
                FileNames.quoted(d3.order()),
                "one of " + COMPUTED_ORDERS.stream().sorted().toList() + " or of d3.orders "
                        + d3.orders().keySet());
    }

    private void plain(String field, String name) {
        require(FileNames.isPlain(name), field, FileNames.quoted(name), "a plain file name inside the bundle's folder");
    }

    private void requireListed(String field, String name) {
        require(
                manifest.files().stream().anyMatch(f -> f.path().equals(name)),
                field,
                name,
                "a file listed under files");
    }

    private void range(String field, long value, long low, long high) {
        require(value >= low && value <= high, field, String.valueOf(value), low + ".." + high);
    }

    private void positive(String field, double value) {
        require(value > 0 && value < Double.POSITIVE_INFINITY, field, String.valueOf(value), "a finite number above 0");
    }

    private void require(boolean holds, String field, String found, String expected) {
        if (!holds) {
            throw error(field, found, expected);
        }
    }

    private BundleException error(String field, String found, String expected) {
        return BundleException.of(file + " field " + field, found, expected, ACTION);
    }

    private static boolean isSha256(String text) {
        return SHA256.matcher(text).matches();
    }
}
