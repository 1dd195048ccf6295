package org.d3explorer.importing;

import java.io.Serial;
import java.nio.file.Path;
import org.d3explorer.depth.UserError;
import org.jspecify.annotations.Nullable;

/** A model that cannot be imported: the message names file and field, what was found, what was expected, what to do. */
public final class ImportException extends RuntimeException implements UserError {
    @Serial
    private static final long serialVersionUID = 1;

    /** What to do about a damaged file. */
    static final String FETCH_AGAIN = "download the file again";

    private ImportException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    /**
     * Returns the exception.
     *
     * @param place the file, with a field, tensor or offset behind it where that helps
     * @param found what is there
     * @param expected what should be there
     * @param action what the user can do
     */
    static ImportException of(String place, String found, String expected, String action) {
        return new ImportException(place + ": found " + found + ", expected " + expected + "; " + action, null);
    }

    /** Returns the exception for a file that could not be read or written. */
    static ImportException io(Path file, String doing, Throwable cause) {
        var message = cause.getMessage() == null
                ? ""
                : ": " + cause.getMessage().lines().findFirst().orElse("");
        return new ImportException(
                file + ": " + doing + " failed (" + cause.getClass().getSimpleName() + message
                        + "); check the disk's free space and the permissions",
                cause);
    }
}
