package org.d3explorer.ui.app;

import java.nio.file.Path;
import org.d3explorer.depth.UserError;

/** The settings folder cannot be written to; the window works, but remembers nothing. */
final class SettingsFolderException extends RuntimeException implements UserError {
    private static final long serialVersionUID = 1;

    SettingsFolderException(Path folder, Throwable cause) {
        super(
                "Settings folder " + folder + " cannot be written to (" + cause.getMessage()
                        + "); nothing will be remembered. Make it writable, or name another with D3X_HOME.",
                cause);
    }
}
