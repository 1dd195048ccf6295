package org.d3explorer.importing;

import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.d3explorer.bundle.Manifest.LlamaConfig;

/** The tensors a Llama of some configuration has, with their shapes; formats differ in names and in how one is found. */
final class LlamaTensors {
    private final LlamaConfig config;
    private final Names names;
    private final Finder finder;

    /**
     * Describes the tensors.
     *
     * @param config of the Llama
     * @param names what the format calls them
     * @param finder finds them
     */
    LlamaTensors(LlamaConfig config, Names names, Finder finder) {
        this.config = config;
        this.names = names;
        this.finder = finder;
    }

    /**
     * What a format calls a Llama's tensors.
     *
     * @param embedding of the token embedding
     * @param finalNorm of the norm before the LM head
     * @param head of the LM head
     * @param layers of a layer's weights
     */
    record Names(String embedding, String finalNorm, String head, LayerNames layers) {}

    /** What a format calls a layer's weights. */
    @FunctionalInterface
    interface LayerNames {
        /** Returns the name of a weight of a layer, 0..L−1. */
        String of(LayerWeight weight, int layer);
    }

    /** Finds tensors in a file or several. */
    @FunctionalInterface
    interface Finder {
        /**
         * Finds one.
         *
         * @param name of the tensor
         * @param shape it has to have, the slowest dimension first: one for a vector, two for a matrix
         * @param rows of it as a matrix, 1 for a vector
         * @param columns of it as a matrix
         * @throws ImportException if there is none, or it has another shape
         */
        WeightMatrix find(String name, List<Long> shape, int rows, int columns);
    }

    /** Returns a weight of a layer, 0..L−1, in the order the file has its rows in. */
    WeightMatrix layer(int layer, LayerWeight weight) {
        int hidden = config.hiddenSize();
        int query = config.numAttentionHeads() * config.headDim();
        int keyValue = config.numKeyValueHeads() * config.headDim();
        int feedForward = config.intermediateSize();
        var name = names.layers().of(weight, layer);
        return switch (weight) {
            case ATTENTION_NORM, MLP_NORM -> vector(name, hidden);
            case QUERY -> matrix(name, query, hidden);
            case KEY, VALUE -> matrix(name, keyValue, hidden);
            case ATTENTION_OUTPUT -> matrix(name, hidden, query);
            case GATE, UP -> matrix(name, feedForward, hidden);
            case DOWN -> matrix(name, hidden, feedForward);
        };
    }

    /** Returns the token embedding, [V,H]. */
    WeightMatrix embedding() {
        return matrix(names.embedding(), config.vocabSize(), config.hiddenSize());
    }

    /** Returns the norm before the LM head, [H]. */
    WeightMatrix finalNorm() {
        return vector(names.finalNorm(), config.hiddenSize());
    }

    /** Returns the LM head, [V,H]; empty where it is the embedding. */
    Optional<WeightMatrix> head() {
        return config.tieWordEmbeddings()
                ? Optional.empty()
                : Optional.of(matrix(names.head(), config.vocabSize(), config.hiddenSize()));
    }

    /**
     * Finds every tensor once.
     *
     * @param present names of all tensors there are
     * @param ignored which of them are not needed, but may be there
     * @return the first name, in alphabetical order, of a tensor that such a Llama does not have
     * @throws ImportException if one is missing or has another shape
     */
    Optional<String> check(Collection<String> present, Predicate<String> ignored) {
        Set<String> known = new HashSet<>(List.of(names.embedding(), names.finalNorm(), names.head()));
        embedding();
        finalNorm();
        head();
        for (int layer = 0; layer < config.numHiddenLayers(); layer++) {
            for (var weight : LayerWeight.values()) {
                layer(layer, weight);
                known.add(names.layers().of(weight, layer));
            }
        }
        return present.stream()
                .filter(name -> !known.contains(name) && !ignored.test(name))
                .sorted()
                .findFirst();
    }

    private WeightMatrix vector(String name, int columns) {
        return finder.find(name, List.of((long) columns), 1, columns);
    }

    private WeightMatrix matrix(String name, int rows, int columns) {
        return finder.find(name, List.of((long) rows, (long) columns), rows, columns);
    }
}
