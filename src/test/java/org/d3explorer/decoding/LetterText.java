package org.d3explorer.decoding;

import org.d3explorer.tokenizer.StreamingDetokenizer;
import org.d3explorer.tokenizer.TokenText;

/** Shows token 0 as "a", 1 as "b", and so on. */
final class LetterText implements TokenText {
    @Override
    public StreamingDetokenizer newDetokenizer() {
        return new StreamingDetokenizer() {
            @Override
            public String append(int id) {
                return tokenText(id);
            }

            @Override
            public String finish() {
                return ".";
            }
        };
    }

    @Override
    public String tokenText(int id) {
        return String.valueOf((char) ('a' + id));
    }
}
