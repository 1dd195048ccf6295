package org.d3explorer.importing;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes {@code tokenizer.json} as Hugging Face's tokenizers library reads it. */
final class TokenizerJson {
    private static final JsonMapper MAPPER = new JsonMapper();
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private TokenizerJson() {}

    /**
     * A token outside the model's merges.
     *
     * @param id its id
     * @param content its text
     * @param special whether decoding leaves it out and texts are not searched for it on request
     */
    record AddedToken(int id, String content, boolean special) {}

    /**
     * One merge of two pieces.
     *
     * @param left first piece
     * @param right second piece
     */
    record Merge(String left, String right) {}

    /**
     * What surrounds the model.
     *
     * @param normalizer applied to the text first
     * @param preTokenizer splits the text
     * @param decoder turns pieces back into text
     */
    record Stages(@Nullable ObjectNode normalizer, @Nullable ObjectNode preTokenizer, ObjectNode decoder) {}

    /**
     * How the BPE model treats what it does not know.
     *
     * @param unknown the unknown token, if any
     * @param byteFallback whether unknown characters become byte tokens
     * @param ignoreMerges whether a whole piece in the vocabulary is taken without merging
     */
    record BpeOptions(@Nullable String unknown, boolean byteFallback, boolean ignoreMerges) {}

    /**
     * Returns the file's content.
     *
     * @param tokens texts by id
     * @param merges in order of rank
     */
    static String bpe(
            List<String> tokens, List<Merge> merges, List<AddedToken> added, Stages stages, BpeOptions options) {
        var root = JSON.objectNode();
        root.put("version", "1.0");
        root.putNull("truncation");
        root.putNull("padding");
        var addedTokens = root.putArray("added_tokens");
        for (var token : added) {
            addedTokens
                    .addObject()
                    .put("id", token.id())
                    .put("content", token.content())
                    .put("single_word", false)
                    .put("lstrip", false)
                    .put("rstrip", false)
                    .put("normalized", false)
                    .put("special", token.special());
        }
        root.set("normalizer", orNull(stages.normalizer()));
        root.set("pre_tokenizer", orNull(stages.preTokenizer()));
        root.putNull("post_processor");
        root.set("decoder", stages.decoder());
        var model = root.putObject("model");
        model.put("type", "BPE");
        model.putNull("dropout");
        model.put("unk_token", options.unknown());
        model.putNull("continuing_subword_prefix");
        model.putNull("end_of_word_suffix");
        model.put("fuse_unk", options.unknown() != null);
        model.put("byte_fallback", options.byteFallback());
        model.put("ignore_merges", options.ignoreMerges());
        var vocabulary = model.putObject("vocab");
        for (int id = 0; id < tokens.size(); id++) {
            vocabulary.put(tokens.get(id), id);
        }
        var pairs = model.putArray("merges");
        for (var merge : merges) {
            pairs.addArray().add(merge.left()).add(merge.right());
        }
        try {
            return MAPPER.writeValueAsString(root);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree of strings and numbers is always writable", e);
        }
    }

    /** Returns a stage that applies others in order. */
    static ObjectNode sequence(String member, ObjectNode... stages) {
        var sequence = JSON.objectNode().put("type", "Sequence");
        ArrayNode list = sequence.putArray(member);
        for (var stage : stages) {
            list.add(stage);
        }
        return sequence;
    }

    /** Returns the stage that maps bytes to printable characters, optionally after GPT-2's split into words. */
    static ObjectNode byteLevel(boolean splitLikeGpt2) {
        return JSON.objectNode()
                .put("type", "ByteLevel")
                .put("add_prefix_space", false)
                .put("trim_offsets", true)
                .put("use_regex", splitLikeGpt2);
    }

    /** Returns the stage that makes every numeric character a piece. */
    static ObjectNode digits() {
        return JSON.objectNode().put("type", "Digits").put("individual_digits", true);
    }

    /** Returns the stage that makes every match of a pattern a piece, and every gap. */
    static ObjectNode split(String regex) {
        var split = JSON.objectNode().put("type", "Split");
        split.putObject("pattern").put("Regex", regex);
        return split.put("behavior", "Isolated").put("invert", false);
    }

    /** Returns a stage of that type with no options. */
    static ObjectNode stage(String type) {
        return JSON.objectNode().put("type", type);
    }

    /** Returns the stage that replaces a text. */
    static ObjectNode replace(String from, String to) {
        var replace = JSON.objectNode().put("type", "Replace");
        replace.putObject("pattern").put("String", from);
        return replace.put("content", to);
    }

    private static JsonNode orNull(@Nullable ObjectNode node) {
        return node == null ? NullNode.getInstance() : node;
    }
}
