package org.d3explorer.cli;

import org.d3explorer.tokenizer.BundleTokenizer;
import org.d3explorer.trace.TokenRecord;

/**
 * What a reader of the generated text wants to see of a token: nothing of special tokens such as the end token.
 *
 * @param tokenizer knows which are special
 */
record ReadableText(BundleTokenizer tokenizer) {
    /** Returns the token's part of the text. */
    String of(TokenRecord token) {
        var text = token.text();
        if (!tokenizer.isSpecial(token.id())) {
            return text;
        }
        var special = tokenizer.tokenText(token.id());
        return text.endsWith(special) ? text.substring(0, text.length() - special.length()) : text;
    }

    /** Returns the token's part of the text without characters that would steer a terminal. */
    String forTerminal(TokenRecord token) {
        return of(token).replaceAll("[\\p{Cc}&&[^\n\t]]", "");
    }
}
