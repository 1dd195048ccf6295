package org.d3explorer.importing;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.d3explorer.bundle.Manifest.TokenizerEntry;
import org.d3explorer.importing.TokenizerJson.AddedToken;
import org.d3explorer.importing.TokenizerJson.BpeOptions;
import org.d3explorer.importing.TokenizerJson.Merge;
import org.d3explorer.importing.TokenizerJson.Stages;
import org.d3explorer.importing.WeightSource.ImportedTokenizer;

/** Turns the tokenizer in a GGUF file's metadata into {@code tokenizer.json}. */
final class GgufTokenizer {
    static final String TOKENS = "tokenizer.ggml.tokens";

    private static final String MODEL = "tokenizer.ggml.model";
    private static final String TYPES = "tokenizer.ggml.token_type";
    private static final String MERGES = "tokenizer.ggml.merges";
    private static final String SCORES = "tokenizer.ggml.scores";
    private static final String SPLIT = "tokenizer.ggml.pre";
    private static final String BOS = "tokenizer.ggml.bos_token_id";
    private static final String ADD_BOS = "tokenizer.ggml.add_bos_token";
    private static final String SPACE = "▁";
    private static final int NORMAL = 1;
    private static final int UNKNOWN = 2;
    private static final int CONTROL = 3;
    private static final int USER_DEFINED = 4;
    /** Texts of tokens that end an answer, besides the one the file names. */
    private static final Set<String> END_TEXTS =
            Set.of("<|im_end|>", "<|endoftext|>", "<|eot_id|>", "<|end_of_text|>", "<|eom_id|>", "<|end|>", "</s>");

    private final GgufMetadata metadata;
    private final List<String> tokens;
    private final int[] types;

    /**
     * Reads the token arrays.
     *
     * @throws ImportException if they are missing, of the wrong type or length, or hold a token twice
     */
    GgufTokenizer(GgufMetadata metadata, int vocabulary) {
        this.metadata = metadata;
        this.tokens = metadata.texts(TOKENS).orElseThrow(() -> metadata.missing(TOKENS));
        requireLength(TOKENS, tokens.size(), vocabulary);
        this.types = metadata.integers(TYPES).orElseThrow(() -> metadata.missing(TYPES));
        requireLength(TYPES, types.length, vocabulary);
        Set<String> seen = new LinkedHashSet<>();
        for (var token : tokens) {
            if (!seen.add(token)) {
                throw metadata.error(TOKENS, "token \"" + token + "\" twice", "each once");
            }
        }
    }

    /**
     * Returns the tokenizer in Hugging Face's format.
     *
     * @throws ImportException if it is of a kind that is not supported
     */
    ImportedTokenizer convert() {
        var model = metadata.text(MODEL).orElseThrow(() -> metadata.missing(MODEL));
        return switch (model) {
            case "gpt2" -> new ImportedTokenizer(byteLevelBpe(), entry(false));
            case "llama" -> new ImportedTokenizer(sentencePiece(), entry(true));
            default -> throw metadata.error(MODEL, "\"" + model + "\"", "\"gpt2\" or \"llama\"");
        };
    }

    private String byteLevelBpe() {
        var name = metadata.text(SPLIT).orElse("default");
        var split = PreTokenizers.named(name)
                .orElseThrow(() -> metadata.error(SPLIT, "\"" + name + "\"", "one of " + PreTokenizers.NAMES));
        List<Merge> merges = new ArrayList<>();
        for (var merge : metadata.texts(MERGES).orElseThrow(() -> metadata.missing(MERGES))) {
            int space = merge.indexOf(' ', 1);
            if (space < 0 || space == merge.length() - 1) {
                throw metadata.error(MERGES, "merge \"" + merge + "\"", "two pieces with a space between");
            }
            merges.add(new Merge(merge.substring(0, space), merge.substring(space + 1)));
        }
        requireKnown(merges);
        return TokenizerJson.bpe(
                tokens,
                merges,
                addedTokens(),
                new Stages(split.normalizer(), split.preTokenizer(), TokenizerJson.byteLevel(true)),
                new BpeOptions(null, false, split.ignoreMerges()));
    }

    private void requireKnown(List<Merge> merges) {
        var known = Set.copyOf(tokens);
        for (var merge : merges) {
            for (var piece : List.of(merge.left(), merge.right(), merge.left() + merge.right())) {
                if (!known.contains(piece)) {
                    throw metadata.error(MERGES, "piece \"" + piece + "\"", "pieces that are tokens");
                }
            }
        }
    }

    /** As transformers' LlamaConverter does: merges from the scores, spaces as ▁, unknown characters as bytes. */
    private String sentencePiece() {
        var scores = metadata.floats(SCORES).orElseThrow(() -> metadata.missing(SCORES));
        requireLength(SCORES, scores.length, tokens.size());
        boolean prefix = metadata.bool("tokenizer.ggml.add_space_prefix").orElse(true);
        var toMarks = TokenizerJson.replace(" ", SPACE);
        ObjectNode normalizer = prefix
                ? TokenizerJson.sequence(
                        "normalizers", TokenizerJson.stage("Prepend").put("prepend", SPACE), toMarks)
                : toMarks;
        var toSpaces = TokenizerJson.replace(SPACE, " ");
        var bytes = TokenizerJson.stage("ByteFallback");
        var fuse = TokenizerJson.stage("Fuse");
        var strip =
                TokenizerJson.stage("Strip").put("content", " ").put("start", 1).put("stop", 0);
        var decoder = prefix
                ? TokenizerJson.sequence("decoders", toSpaces, bytes, fuse, strip)
                : TokenizerJson.sequence("decoders", toSpaces, bytes, fuse);
        return TokenizerJson.bpe(
                tokens,
                new SentencePieceMerges(tokens, scores, this::isMergeable).merges(),
                addedTokens(),
                new Stages(normalizer, null, decoder),
                new BpeOptions(unknownToken(), true, false));
    }

    private boolean isMergeable(int id) {
        return types[id] == NORMAL || types[id] == USER_DEFINED;
    }

    private String unknownToken() {
        for (int id = 0; id < types.length; id++) {
            if (types[id] == UNKNOWN) {
                return tokens.get(id);
            }
        }
        throw metadata.error(TYPES, "no unknown token", "one, as SentencePiece has");
    }

    private List<AddedToken> addedTokens() {
        List<AddedToken> added = new ArrayList<>();
        for (int id = 0; id < types.length; id++) {
            if (types[id] == CONTROL || types[id] == UNKNOWN || types[id] == USER_DEFINED) {
                added.add(new AddedToken(id, tokens.get(id), types[id] != USER_DEFINED));
            }
        }
        return added;
    }

    private TokenizerEntry entry(boolean sentencePiece) {
        var bos = metadata.integer(BOS, 0, tokens.size() - 1);
        boolean addBos = metadata.bool(ADD_BOS).orElse(sentencePiece) && bos.isPresent();
        return new TokenizerEntry(
                WeightSource.TOKENIZER_FILE,
                addBos,
                bos.orElse(null),
                endTokens(),
                metadata.text("tokenizer.chat_template").orElse(null));
    }

    private List<Integer> endTokens() {
        Set<Integer> ends = new LinkedHashSet<>();
        for (var key : List.of("tokenizer.ggml.eos_token_id", "tokenizer.ggml.eot_token_id")) {
            Optional<Integer> id = metadata.integer(key, 0, tokens.size() - 1);
            id.ifPresent(ends::add);
        }
        Map<String, Integer> ids = new HashMap<>();
        for (int id = 0; id < types.length; id++) {
            if (types[id] == CONTROL) {
                ids.put(tokens.get(id), id);
            }
        }
        END_TEXTS.stream().filter(ids::containsKey).map(ids::get).sorted().forEach(ends::add);
        return List.copyOf(ends);
    }

    private void requireLength(String key, int found, int expected) {
        if (found != expected) {
            throw metadata.error(key, found + " elements", expected + ", one per token");
        }
    }
}
