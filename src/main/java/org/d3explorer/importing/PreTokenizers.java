package org.d3explorer.importing;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The ways a text is split before byte-level BPE, by the name GGUF gives them (LLAMA_VOCAB_PRE_TYPE_… in llama.cpp's
 * llama-vocab.cpp), as stages of Hugging Face's tokenizers.
 */
final class PreTokenizers {
    private static final String GPT2_PATTERN =
            "'s|'t|'re|'ve|'m|'ll|'d| ?\\p{L}+| ?\\p{N}+| ?[^\\s\\p{L}\\p{N}]+|\\s+(?!\\S)";
    private static final String LLAMA3_PATTERN =
            "(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}{1,3}"
                    + "| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+";
    private static final String QWEN2_PATTERN = LLAMA3_PATTERN.replace("\\p{N}{1,3}", "\\p{N}");

    private PreTokenizers() {}

    /** The names {@link #named} knows. */
    static final List<String> NAMES = List.of("default", "gpt-2", "llama-bpe", "llama3", "llama-v3", "qwen2", "smollm");

    /**
     * How one kind splits.
     *
     * @param normalizer applied before it, if any
     * @param preTokenizer the split, byte mapping included
     * @param ignoreMerges whether a whole piece in the vocabulary is taken without merging
     */
    record Split(@Nullable ObjectNode normalizer, ObjectNode preTokenizer, boolean ignoreMerges) {}

    /** Returns the split of that name, empty where it is not known. */
    static Optional<Split> named(String name) {
        return switch (name) {
            case "default" ->
                Optional.of(new Split(
                        null,
                        TokenizerJson.sequence(
                                "pretokenizers",
                                TokenizerJson.split("[\\p{P}\\$\\+<=>\\^~\\|]+"),
                                TokenizerJson.split(GPT2_PATTERN),
                                TokenizerJson.split("\\p{N}+"),
                                TokenizerJson.split("[0-9][0-9][0-9]"),
                                TokenizerJson.byteLevel(false)),
                        false));
            case "gpt-2" -> Optional.of(new Split(null, TokenizerJson.byteLevel(true), false));
            case "smollm" ->
                Optional.of(new Split(
                        null,
                        TokenizerJson.sequence("pretokenizers", TokenizerJson.digits(), TokenizerJson.byteLevel(true)),
                        false));
            case "llama-bpe", "llama3", "llama-v3" -> Optional.of(new Split(null, pattern(LLAMA3_PATTERN), true));
            case "qwen2" -> Optional.of(new Split(TokenizerJson.stage("NFC"), pattern(QWEN2_PATTERN), false));
            default -> Optional.empty();
        };
    }

    private static ObjectNode pattern(String regex) {
        return TokenizerJson.sequence("pretokenizers", TokenizerJson.split(regex), TokenizerJson.byteLevel(false));
    }
}
