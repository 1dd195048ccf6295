package org.d3explorer.depth;

/** A depth setting that does not fit the model. */
public final class DepthException extends IllegalArgumentException implements UserError {
    private static final long serialVersionUID = 1;

    /**
     * Makes the exception.
     *
     * @param message one line: what was found, what was expected
     */
    public DepthException(String message) {
        super(message);
    }
}
