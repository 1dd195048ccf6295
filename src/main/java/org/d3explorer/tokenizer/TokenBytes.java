package org.d3explorer.tokenizer;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.BitSet;
import java.util.regex.Pattern;

/**
 * The bytes each token stands for. Byte-level vocabularies (GPT-2) spell each byte as a printable character; SentencePiece
 * vocabularies write a space as U+2581 and lone bytes as {@code <0xE6>}.
 */
final class TokenBytes {
    private static final String SENTENCE_PIECE_SPACE = "\u2581";
    private static final Pattern BYTE_TOKEN = Pattern.compile("<0x([0-9A-F]{2})>");
    private static final int[] BYTE_OF_CHARACTER = byteLevelAlphabet();
    private static final byte[] NOTHING = {};

    private final byte[][] bytes;
    private final BitSet special = new BitSet();
    private final boolean leadingSpaceAdded;

    /**
     * Reads the vocabulary.
     *
     * @param file the tokenizer
     * @param vocabularySize V; ids without a token are unused and stand for nothing
     * @throws TokenizerException if an id is outside 0..V−1, stands twice, or the decoder is not a known one
     */
    TokenBytes(TokenizerFile file, int vocabularySize) {
        var spelling = Spelling.of(file);
        leadingSpaceAdded = spelling.leadingSpaceAdded();
        bytes = new byte[vocabularySize][];
        Arrays.fill(bytes, NOTHING);
        var seen = new BitSet(vocabularySize);
        for (var entry : file.vocabulary().properties()) {
            int id = id(file, "model.vocab." + entry.getKey(), entry.getValue(), vocabularySize);
            if (seen.get(id)) {
                throw file.invalid("model.vocab." + entry.getKey(), "id " + id + " a second time", "each id once");
            }
            seen.set(id);
            bytes[id] = spelling.bytes(entry.getKey());
        }
        for (JsonNode token : file.addedTokens()) {
            var content = token.path("content");
            if (!content.isTextual()) {
                throw file.invalid("added_tokens", "a token without content", "id and content of each");
            }
            int id = id(file, "added_tokens " + content.asText(), token.path("id"), vocabularySize);
            bytes[id] = content.asText().getBytes(StandardCharsets.UTF_8);
            special.set(id, token.path("special").asBoolean());
        }
    }

    /** Returns V. */
    int vocabularySize() {
        return bytes.length;
    }

    /**
     * Returns a token's bytes; not to be changed.
     *
     * @throws TokenizerException if the id is outside the vocabulary
     */
    byte[] of(int id) {
        requireInVocabulary(id);
        return bytes[id];
    }

    /** Says whether a token is special, such as an end token. */
    boolean isSpecial(int id) {
        requireInVocabulary(id);
        return special.get(id);
    }

    /** Says whether encoding puts a space before a text, which decoding a whole text takes away. */
    boolean leadingSpaceAdded() {
        return leadingSpaceAdded;
    }

    private void requireInVocabulary(int id) {
        if (id < 0 || id >= bytes.length) {
            throw new TokenizerException("token id " + id + " is outside the vocabulary; expected 0.."
                    + (bytes.length - 1) + "; use ids made by this model's tokenizer");
        }
    }

    private static int id(TokenizerFile file, String field, JsonNode id, int vocabularySize) {
        if (!id.isInt() || id.intValue() < 0 || id.intValue() >= vocabularySize) {
            throw file.invalid(field, "id " + id, "0.." + (vocabularySize - 1));
        }
        return id.intValue();
    }

    /** How a vocabulary spells bytes. */
    private record Spelling(boolean byteLevel, boolean leadingSpaceAdded) {
        static Spelling of(TokenizerFile file) {
            var decoder = file.decoder();
            var types = decoder.findValuesAsText("type");
            if (types.contains("ByteLevel")) {
                return new Spelling(true, false);
            }
            if (types.contains("ByteFallback") || types.contains("Metaspace")) {
                boolean metaspaceAdds = decoder.findValue("prepend_scheme") != null
                        && !decoder.findValue("prepend_scheme").asText().equals("never");
                return new Spelling(false, types.contains("Strip") || metaspaceAdds);
            }
            throw file.invalid("decoder", types.toString(), "ByteLevel, Metaspace or ByteFallback");
        }

        byte[] bytes(String token) {
            if (byteLevel) {
                return byteLevelBytes(token);
            }
            var byteToken = BYTE_TOKEN.matcher(token);
            return byteToken.matches()
                    ? new byte[] {(byte) Integer.parseInt(byteToken.group(1), 16)}
                    : token.replace(SENTENCE_PIECE_SPACE, " ").getBytes(StandardCharsets.UTF_8);
        }
    }

    /** A token with a character outside the alphabet stands for itself. */
    private static byte[] byteLevelBytes(String token) {
        var bytes = new byte[token.length()];
        for (int n = 0; n < bytes.length; n++) {
            char c = token.charAt(n);
            int value = c < BYTE_OF_CHARACTER.length ? BYTE_OF_CHARACTER[c] : -1;
            if (value < 0) {
                return token.getBytes(StandardCharsets.UTF_8);
            }
            bytes[n] = (byte) value;
        }
        return bytes;
    }

    /** GPT-2's table: printable Latin-1 characters are themselves, the other bytes follow from U+0100 on in order. */
    private static int[] byteLevelAlphabet() {
        var byteOf = new int[0x100 + 0x44];
        Arrays.fill(byteOf, -1);
        int next = 0x100;
        for (int value = 0; value < 0x100; value++) {
            boolean printable = (value >= '!' && value <= '~')
                    || (value >= 0xA1 && value <= 0xAC)
                    || (value >= 0xAE && value <= 0xFF);
            byteOf[printable ? value : next++] = value;
        }
        return byteOf;
    }
}
