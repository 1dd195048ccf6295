package org.d3explorer.tokenizer;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** A {@code tokenizer.json} in Hugging Face's format, read strictly. The tokenizer library checks the rest of it. */
final class TokenizerFile {
    /** Twenty times the largest tokenizer of a Llama model. */
    private static final long MAX_BYTES = 400L << 20;

    private static final int MAX_DEPTH = 100;
    private static final int MAX_STRING = 20 << 20;
    private static final int MAX_NUMBER = 40;

    private static final JsonMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(MAX_DEPTH)
                            .maxStringLength(MAX_STRING)
                            .maxNumberLength(MAX_NUMBER)
                            .maxDocumentLength(MAX_BYTES)
                            .build())
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private final Path path;
    private final String json;
    private final ObjectNode root;

    private TokenizerFile(Path path, String json, ObjectNode root) {
        this.path = path;
        this.json = json;
        this.root = root;
    }

    /**
     * Reads the file.
     *
     * @throws TokenizerException if it is not one well-formed JSON object in UTF-8
     */
    static TokenizerFile read(Path path) {
        try {
            long size = Files.size(path);
            if (size > MAX_BYTES) {
                throw wrong(path.toString(), size + " bytes", "at most " + MAX_BYTES);
            }
            var json = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(Files.readAllBytes(path)))
                    .toString();
            if (!(MAPPER.readTree(json) instanceof ObjectNode root)) {
                throw wrong(path.toString(), "no object", "a JSON object");
            }
            return new TokenizerFile(path, json, root);
        } catch (CharacterCodingException e) {
            throw wrong(path.toString(), "bytes that are not UTF-8", "UTF-8");
        } catch (JsonProcessingException e) {
            var problem = e.getOriginalMessage().lines().findFirst().orElse("malformed JSON");
            throw wrong(path.toString(), problem, "one JSON object");
        } catch (IOException e) {
            throw new TokenizerException(path + " cannot be read: " + e + "; check the bundle with verify", e);
        }
    }

    /** Returns where the file is. */
    Path path() {
        return path;
    }

    /** Returns the file's content. */
    String json() {
        return json;
    }

    /** Returns the content without the special tokens, so that their text is encoded like any other. */
    String jsonWithoutSpecialTokens() {
        var copy = root.objectNode();
        copy.setAll(root);
        var kept = copy.putArray("added_tokens");
        for (JsonNode token : addedTokens()) {
            if (!token.path("special").asBoolean()) {
                kept.add(token);
            }
        }
        return copy.toString();
    }

    /** Returns the tokens added beside the model's vocabulary: objects with {@code id}, {@code content}, {@code special}. */
    Iterable<JsonNode> addedTokens() {
        var tokens = root.path("added_tokens");
        if (tokens.isMissingNode() || tokens.isNull()) {
            return root.arrayNode();
        }
        if (!(tokens instanceof ArrayNode)) {
            throw invalid("added_tokens", "no array", "an array");
        }
        return tokens;
    }

    /** Returns {@code model.vocab}: token to id. */
    ObjectNode vocabulary() {
        if (root.path("model").path("vocab") instanceof ObjectNode vocabulary) {
            return vocabulary;
        }
        throw invalid(
                "model.vocab",
                "model type " + root.path("model").path("type").asText("none"),
                "a BPE vocabulary, an object from token to id");
    }

    /**
     * Returns a token as the file writes it.
     *
     * @throws TokenizerException if no token has the id
     */
    String content(int id) {
        for (JsonNode token : addedTokens()) {
            if (token.path("id").asInt(-1) == id) {
                return token.path("content").asText();
            }
        }
        return vocabulary().properties().stream()
                .filter(entry -> entry.getValue().asInt(-1) == id)
                .findFirst()
                .orElseThrow(() -> invalid("model.vocab", "no token with id " + id, "one, as the manifest names it"))
                .getKey();
    }

    /** Returns the decoder, which says how tokens spell text; missing if there is none. */
    JsonNode decoder() {
        return root.path("decoder");
    }

    /** Makes the exception for a field. */
    TokenizerException invalid(String field, String found, String expected) {
        return wrong(path + " field " + field, found, expected);
    }

    private static TokenizerException wrong(String where, String found, String expected) {
        return new TokenizerException(
                (where + ": found " + found + "; expected " + expected + "; import the model again")
                        .replaceAll("\\p{Cntrl}", "?"));
    }
}
