package org.d3explorer.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.CancellationException;
import org.d3explorer.bundle.BundleException;
import org.d3explorer.depth.DepthException;
import org.d3explorer.depth.UserError;
import org.d3explorer.runtime.EngineException;

/** What the program tells the shell when it ends: the one place that says which failure has which number. */
public enum ExitCode {
    /** It did what was asked. */
    OK(0),
    /** A fault of the program itself; the log has the details. */
    INTERNAL(1),
    /** An unknown command or option, or a value an option does not take. */
    USAGE(2),
    /** A text, file or list of tokens that cannot be used, or an output that cannot be written. */
    INPUT(3),
    /** A model bundle that is missing, damaged, or cannot be loaded or run. */
    MODEL(4),
    /** {@code trace check} found other tokens than were recorded. */
    DIFFERENT(5),
    /** Ctrl+C, or a termination signal. */
    CANCELLED(130);

    private final int code;

    ExitCode(int code) {
        this.code = code;
    }

    /** Returns the number. */
    public int code() {
        return code;
    }

    /** Returns the code of a failure. */
    static ExitCode of(Throwable failure) {
        if (failure instanceof CommandException e) {
            return e.exitCode();
        }
        if (failure instanceof CancellationException) {
            return CANCELLED;
        }
        if (failure instanceof DepthException) {
            return USAGE;
        }
        if (failure instanceof BundleException || failure instanceof EngineException) {
            return MODEL;
        }
        boolean outside = failure instanceof UserError
                || failure instanceof IOException
                || failure instanceof UncheckedIOException;
        return outside ? INPUT : INTERNAL;
    }
}
