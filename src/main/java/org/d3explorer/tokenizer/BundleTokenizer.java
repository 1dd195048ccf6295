package org.d3explorer.tokenizer;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import org.d3explorer.bundle.Bundle;
import org.d3explorer.bundle.Manifest;
import org.jspecify.annotations.Nullable;

/** A bundle's tokenizer: text to ids and back. Thread-safe. */
public final class BundleTokenizer implements TokenText, AutoCloseable {
    private static final HexFormat BYTES_AS_HEX =
            HexFormat.of().withPrefix("\\x").withUpperCase();

    private final Path path;
    private final Manifest.TokenizerEntry entry;
    private final TokenBytes tokens;
    private final HuggingFaceTokenizer parsing;
    private final Object lock = new Object();
    private @Nullable HuggingFaceTokenizer literal;

    private BundleTokenizer(TokenizerFile file, Manifest.TokenizerEntry entry, TokenBytes tokens) {
        path = file.path();
        this.entry = entry;
        this.tokens = tokens;
        parsing = load(file, file.json());
    }

    /**
     * Opens the tokenizer of a bundle.
     *
     * @throws TokenizerException if the file cannot be read, is malformed, or does not fit the model's vocabulary
     */
    public static BundleTokenizer open(Bundle bundle) {
        var manifest = bundle.manifest();
        return open(bundle.folder(), manifest.tokenizer(), manifest.config().vocabSize());
    }

    /**
     * Opens a tokenizer.
     *
     * @param folder holds the file that the entry names
     * @param vocabularySize V, which may be larger than the number of tokens
     */
    static BundleTokenizer open(Path folder, Manifest.TokenizerEntry entry, int vocabularySize) {
        var file = TokenizerFile.read(folder.resolve(entry.file()));
        return new BundleTokenizer(file, entry, new TokenBytes(file, vocabularySize));
    }

    /**
     * Encodes a text as it stands; no BOS is added.
     *
     * @param text any text
     * @param parseSpecial whether the text of a special token, such as {@code <|im_end|>}, becomes that token
     * @return ids, none for the empty text
     * @throws TokenizerException if the text is not valid Unicode
     */
    public int[] encode(String text, boolean parseSpecial) {
        if (!StandardCharsets.UTF_8.newEncoder().canEncode(text)) {
            throw new TokenizerException("the text has half a surrogate pair; expected valid Unicode; remove it");
        }
        long[] ids =
                (parseSpecial ? parsing : literal()).encode(text, false, false).getIds();
        return Arrays.stream(ids).mapToInt(Math::toIntExact).toArray();
    }

    /**
     * Encodes a prompt: with BOS first where the model wants one and the text does not already begin with it, as the
     * output of most chat templates does.
     *
     * @param text the prompt
     * @param parseSpecial as in {@link #encode}
     */
    public int[] encodePrompt(String text, boolean parseSpecial) {
        int[] ids = encode(text, parseSpecial);
        var bos = entry.bosTokenId();
        if (!entry.addBosToken() || bos == null || (ids.length > 0 && ids[0] == bos)) {
            return ids;
        }
        var withBos = new int[ids.length + 1];
        withBos[0] = bos;
        System.arraycopy(ids, 0, withBos, 1, ids.length);
        return withBos;
    }

    /**
     * Decodes a whole text, special tokens included.
     *
     * @param ids token ids
     * @return the text; bytes that are not UTF-8 come out as U+FFFD
     * @throws TokenizerException if an id is outside the vocabulary
     */
    public String decode(int[] ids) {
        var detokenizer = newDetokenizer();
        var text = new StringBuilder();
        for (int id : ids) {
            text.append(detokenizer.append(id));
        }
        text.append(detokenizer.finish());
        if (tokens.leadingSpaceAdded() && !text.isEmpty() && text.charAt(0) == ' ') {
            text.deleteCharAt(0);
        }
        return text.toString();
    }

    /** Returns a detokenizer for tokens that continue a text, special tokens included. */
    @Override
    public StreamingDetokenizer newDetokenizer() {
        return new Utf8Detokenizer(tokens);
    }

    @Override
    public String tokenText(int id) {
        byte[] bytes = tokens.of(id);
        var detokenizer = newDetokenizer();
        var text = detokenizer.append(id);
        if (bytes.length == 0) {
            return "<unused " + id + ">";
        }
        boolean whole = detokenizer.finish().isEmpty() && text.indexOf('\uFFFD') < 0;
        return whole ? text : BYTES_AS_HEX.formatHex(bytes);
    }

    /**
     * Says whether a token is special, such as an end token, which most readers do not want to see.
     *
     * @throws TokenizerException if the id is outside the vocabulary
     */
    public boolean isSpecial(int id) {
        return tokens.isSpecial(id);
    }

    /** Returns V. */
    public int vocabularySize() {
        return tokens.vocabularySize();
    }

    /** Says whether a prompt begins with BOS. */
    public boolean addsBos() {
        return entry.addBosToken();
    }

    /** Releases the native tokenizers. Closing twice does nothing. */
    @Override
    public void close() {
        parsing.close();
        synchronized (lock) {
            if (literal != null) {
                literal.close();
            }
        }
    }

    /** Few runs need it, and it costs as much as the first, so it is made when asked for, from the file read once more. */
    private HuggingFaceTokenizer literal() {
        synchronized (lock) {
            if (literal == null) {
                var file = TokenizerFile.read(path);
                literal = load(file, file.jsonWithoutSpecialTokens());
            }
            return literal;
        }
    }

    private static HuggingFaceTokenizer load(TokenizerFile file, String json) {
        try {
            return TokenizerLibrary.open(json);
        } catch (RuntimeException e) {
            throw file.invalid("(all)", String.valueOf(e.getMessage()), "a tokenizer the tokenizers library accepts");
        }
    }
}
