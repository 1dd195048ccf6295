package org.d3explorer.tokenizer;

/** What the token loop and the views need to show tokens as text. */
public interface TokenText {
    /** Returns a detokenizer for a new text. */
    StreamingDetokenizer newDetokenizer();

    /**
     * Returns a token as it is shown alone.
     *
     * @param id token id, 0..V−1
     * @return its text; bytes that are not whole characters are written {@code \xE6}
     * @throws TokenizerException if the id is outside the vocabulary
     */
    String tokenText(int id);
}
