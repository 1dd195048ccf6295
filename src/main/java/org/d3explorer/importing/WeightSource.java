package org.d3explorer.importing;

import java.util.Optional;
import org.d3explorer.bundle.Manifest.LlamaConfig;
import org.d3explorer.bundle.Manifest.Source;
import org.d3explorer.bundle.Manifest.TokenizerEntry;

/** A Llama model to make a bundle from, its headers already checked. Closing it unmaps its files. */
interface WeightSource extends AutoCloseable {
    /** Name of the tokenizer's file in a bundle. */
    String TOKENIZER_FILE = "tokenizer.json";

    /** Returns the model's name, for the manifest. */
    String name();

    /** Returns the Llama configuration. */
    LlamaConfig config();

    /** Returns a weight of a layer, of the shape the configuration implies. */
    WeightMatrix layer(int layer, LayerWeight weight);

    /** Returns the embedding [V, H]. */
    WeightMatrix embedding();

    /** Returns the final norm [1, H]. */
    WeightMatrix finalNorm();

    /** Returns the LM head [V, H], empty where the embedding serves as head. */
    Optional<WeightMatrix> head();

    /** Returns the tokenizer. */
    ImportedTokenizer tokenizer();

    /** Returns how many bytes {@link #source} reads. */
    long sourceBytes();

    /** Hashes the source and returns its manifest entry. */
    Source source(ImportProgress progress);

    @Override
    void close();

    /**
     * A tokenizer in Hugging Face's format.
     *
     * @param json content of {@code tokenizer.json}
     * @param entry the manifest's entry
     */
    record ImportedTokenizer(String json, TokenizerEntry entry) {}
}
