package org.d3explorer.ui.app;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.Objects;
import org.d3explorer.depth.UserError;

/** The settings folder cannot be written to; the window works, but remembers nothing. */
final class SettingsFolderException extends RuntimeException implements UserError {
    private static final long serialVersionUID = 1;

    SettingsFolderException(Path folder, IOException cause) {
        super(
                "Settings folder " + folder + " cannot be written to (" + reason(cause)
                        + "); nothing will be remembered. Make it writable, or name another with D3X_HOME.",
                cause);
    }

    /** Leaves out which file it was, so that the same cause reads the same. */
    private static String reason(IOException cause) {
        if (cause instanceof AccessDeniedException) {
            return "permission denied";
        }
        var reason = cause instanceof FileSystemException known ? known.getReason() : cause.getMessage();
        return Objects.requireNonNullElse(reason, cause.getClass().getSimpleName());
    }
}
