package org.d3explorer.runtime;

import java.util.Map;
import org.d3explorer.bundle.Manifest.LlamaConfig;

/**
 * Names and shapes of a bundle's graph inputs and outputs; −1 is a free dimension.
 *
 * @param config gives the fixed dimensions
 */
record GraphSignature(LlamaConfig config) {
    static final String INPUT_IDS = "input_ids";
    static final String HIDDEN = "hidden";
    static final String LOGITS = "logits";
    static final String PAST_KEY = "past_key";
    static final String PAST_VALUE = "past_value";
    static final String SEQLENS_K = "seqlens_k";
    static final String TOTAL_SEQUENCE_LENGTH = "total_sequence_length";
    static final String COS_CACHE = "cos_cache";
    static final String SIN_CACHE = "sin_cache";
    static final String HIDDEN_OUT = "hidden_out";
    static final String PRESENT_KEY = "present_key";
    static final String PRESENT_VALUE = "present_value";

    Map<String, long[]> embedInputs() {
        return Map.of(INPUT_IDS, new long[] {1, -1});
    }

    Map<String, long[]> embedOutputs() {
        return Map.of(HIDDEN, hidden());
    }

    Map<String, long[]> layerInputs() {
        return Map.of(
                HIDDEN, hidden(),
                PAST_KEY, cache(),
                PAST_VALUE, cache(),
                SEQLENS_K, new long[] {1},
                TOTAL_SEQUENCE_LENGTH, new long[0],
                COS_CACHE, rope(),
                SIN_CACHE, rope());
    }

    Map<String, long[]> layerOutputs() {
        return Map.of(HIDDEN_OUT, hidden(), PRESENT_KEY, cache(), PRESENT_VALUE, cache());
    }

    Map<String, long[]> headInputs() {
        return Map.of(HIDDEN, hidden());
    }

    Map<String, long[]> headOutputs() {
        return Map.of(LOGITS, new long[] {1, -1, config.vocabSize()});
    }

    private long[] hidden() {
        return new long[] {1, -1, config.hiddenSize()};
    }

    private long[] cache() {
        return new long[] {1, config.numKeyValueHeads(), -1, config.headDim()};
    }

    private long[] rope() {
        return new long[] {-1, config.headDim() / 2};
    }
}
