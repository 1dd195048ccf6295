package org.d3explorer.cli;

import java.io.PrintStream;
import java.util.concurrent.CancellationException;
import org.d3explorer.depth.UserError;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** Turns every failure of a command into one line on standard error and an exit code. */
final class ErrorHandler implements IParameterExceptionHandler, IExecutionExceptionHandler {
    private static final Logger LOG = LoggerFactory.getLogger(ErrorHandler.class);

    private final PrintStream err;

    ErrorHandler(PrintStream err) {
        this.err = err;
    }

    @Override
    public int handleParseException(ParameterException failure, String[] arguments) {
        err.println("d3x: " + oneLine(String.valueOf(failure.getMessage()).replaceFirst("^Error: ", "")) + "; see 'd3x "
                + commandPath(failure.getCommandLine()) + "--help'");
        return ExitCode.USAGE.code();
    }

    @Override
    public int handleExecutionException(Exception failure, CommandLine command, ParseResult parsed) {
        return report(failure, D3Command.of(command).debug());
    }

    /**
     * Prints a failure.
     *
     * @param debug whether to print the stack trace too
     * @return the exit code
     */
    int report(Throwable failure, boolean debug) {
        var code = ExitCode.of(failure);
        if (code == ExitCode.INTERNAL) {
            LOG.error("Internal error", failure);
            err.println("d3x: internal error: " + oneLine(failure.toString())
                    + "; please report it with the log, or with what --debug prints");
        } else if (failure instanceof CancellationException) {
            err.println("d3x: cancelled");
        } else {
            LOG.info("Command failed", failure);
            err.println("d3x: " + oneLine(message(failure)));
        }
        if (debug) {
            failure.printStackTrace(err);
        }
        return code.code();
    }

    private static String message(Throwable failure) {
        var message = failure.getMessage();
        if (failure instanceof UserError && message != null) {
            return message;
        }
        return message == null
                ? failure.getClass().getSimpleName()
                : failure.getClass().getSimpleName() + ": " + message;
    }

    private static String commandPath(CommandLine command) {
        return command.getParent() == null ? "" : commandPath(command.getParent()) + command.getCommandName() + " ";
    }

    private static String oneLine(String text) {
        return text.strip().replaceAll("\\s*\\R\\s*", " ");
    }
}
