package org.d3explorer.tokenizer;

import org.d3explorer.depth.UserError;

/** A tokenizer file, chat template, text or id that cannot be used; the message is one line for the user. */
public final class TokenizerException extends RuntimeException implements UserError {
    /** Makes an exception with the one line for the user. */
    public TokenizerException(String message) {
        super(message);
    }

    /** Makes an exception with the one line for the user and the cause. */
    public TokenizerException(String message, Throwable cause) {
        super(message, cause);
    }
}
