package org.d3explorer.trace;

import org.d3explorer.depth.UserError;
import org.jspecify.annotations.Nullable;

/** A trace that cannot be read, written or kept. */
public final class TraceException extends RuntimeException implements UserError {
    private static final long serialVersionUID = 1;

    /**
     * Makes the exception.
     *
     * @param message one line: the file, what was found, what was expected, what to do
     * @param cause what failed underneath; null if nothing did
     */
    public TraceException(String message, @Nullable Throwable cause) {
        super(oneLine(message), cause);
    }

    /** Makes the exception for contents that are not as the format asks. */
    static TraceException at(Object file, String field, String found, String expected) {
        return new TraceException(file + ": " + field + " is " + found + ", expected " + expected, null);
    }

    private static String oneLine(String message) {
        return message.replaceAll("\\s*[\\r\\n]+\\s*", " ");
    }
}
