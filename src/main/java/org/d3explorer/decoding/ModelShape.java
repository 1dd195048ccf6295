package org.d3explorer.decoding;

/**
 * The sizes the token loop needs to know.
 *
 * @param layers L
 * @param hiddenSize H
 * @param vocabularySize V
 * @param contextLength most positions a sequence may have
 */
public record ModelShape(int layers, int hiddenSize, int vocabularySize, int contextLength) {
    /**
     * Returns normally if a token id is one of this model's.
     *
     * @throws DecodingException if it is not
     */
    void requireInVocabulary(int id) {
        if (id < 0 || id >= vocabularySize) {
            throw new DecodingException("token id " + id + " is outside the vocabulary; expected 0.."
                    + (vocabularySize - 1) + "; use the tokenizer of this model");
        }
    }
}
