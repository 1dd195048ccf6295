package org.d3explorer.tokenizer;

/**
 * Turns tokens into text as they come. One token may end in the middle of a UTF-8 character; its first bytes are then
 * held until the rest has come. Not thread-safe; one per text.
 */
public interface StreamingDetokenizer {
    /**
     * Adds a token.
     *
     * @param id token id, 0..V−1
     * @return the whole characters that are complete now and were not returned before, maybe none; bytes that can no
     *     longer become a character come out as U+FFFD
     * @throws TokenizerException if the id is outside the vocabulary
     */
    String append(int id);

    /**
     * Ends the text.
     *
     * @return U+FFFD for bytes of a character that never became whole, else the empty string
     */
    String finish();
}
