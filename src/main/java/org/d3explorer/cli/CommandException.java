package org.d3explorer.cli;

import org.d3explorer.depth.UserError;

/** A command that cannot be carried out; the message is one line for the user. */
final class CommandException extends RuntimeException implements UserError {
    private static final long serialVersionUID = 1;

    private final ExitCode exitCode;

    private CommandException(ExitCode exitCode, String message) {
        super(message);
        this.exitCode = exitCode;
    }

    /** Returns the exception for options that do not go together. */
    static CommandException usage(String message) {
        return new CommandException(ExitCode.USAGE, message);
    }

    /** Returns the exception for a text, file or token list that cannot be used. */
    static CommandException input(String message) {
        return new CommandException(ExitCode.INPUT, message);
    }

    /** Returns the code the program ends with. */
    ExitCode exitCode() {
        return exitCode;
    }
}
