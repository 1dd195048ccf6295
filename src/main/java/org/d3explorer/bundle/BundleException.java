package org.d3explorer.bundle;

import java.io.Serial;
import java.nio.file.Path;
import org.d3explorer.depth.UserError;
import org.jspecify.annotations.Nullable;

/** A bundle that cannot be used: the message names the file, what was found, what was expected and what to do. */
public final class BundleException extends RuntimeException implements UserError {
    @Serial
    private static final long serialVersionUID = 1;

    /** What to do about a file that is not what the manifest says. */
    static final String FETCH_AGAIN = "import or copy the bundle again";

    private BundleException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    /**
     * Returns the exception.
     *
     * @param file the file, with a field or tensor behind it where that helps
     * @param found what is there
     * @param expected what should be there
     * @param action what the user can do
     */
    static BundleException of(String file, String found, String expected, String action) {
        return new BundleException(file + ": found " + found + ", expected " + expected + "; " + action, null);
    }

    /** Returns the exception for a file that could not be read or written. */
    static BundleException io(Path file, String doing, Throwable cause) {
        return new BundleException(
                file + ": " + doing + " failed (" + reason(cause) + "); check that the disk and the"
                        + " permissions allow it",
                cause);
    }

    private static String reason(Throwable cause) {
        var message = cause.getMessage();
        var kind = cause.getClass().getSimpleName();
        return message == null
                ? kind
                : kind + ": " + message.lines().findFirst().orElse("");
    }
}
