package org.d3explorer.evaluation;

import org.d3explorer.depth.UserError;

/** An evaluation that cannot be done as asked; the message is one line for the user. */
public final class EvaluationException extends RuntimeException implements UserError {
    /** Makes an exception with the one line for the user. */
    public EvaluationException(String message) {
        super(message);
    }
}
