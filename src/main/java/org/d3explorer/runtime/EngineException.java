package org.d3explorer.runtime;

import org.d3explorer.depth.UserError;

/** The engine cannot load a model or run it; the message is one line for the user. */
public final class EngineException extends RuntimeException implements UserError {
    private static final long serialVersionUID = 1;

    /**
     * Makes an exception without a cause.
     *
     * @param message what was found, what was expected, what to do
     */
    public EngineException(String message) {
        super(message);
    }

    /**
     * Makes an exception with its cause.
     *
     * @param message what was found, what was expected, what to do
     * @param cause the failure behind it
     */
    public EngineException(String message, Throwable cause) {
        super(message, cause);
    }

    /**
     * Wraps a failure of ONNX Runtime, cut down to its first line.
     *
     * @param what what was being done, e.g. {@code loading layer-03.onnx}
     * @param cause the failure
     */
    static EngineException of(String what, Throwable cause) {
        var message = String.valueOf(cause.getMessage()).lines().findFirst().orElse("no message");
        return new EngineException("ONNX Runtime failed while " + what + ": " + message, cause);
    }
}
