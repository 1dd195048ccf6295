package org.d3explorer.decoding;

import org.d3explorer.depth.UserError;

/** A generation or scoring that cannot be done as asked; the message is one line for the user. */
public class DecodingException extends RuntimeException implements UserError {
    /** Makes an exception with the one line for the user. */
    public DecodingException(String message) {
        super(message);
    }
}
