package org.d3explorer.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code trace}: recorded runs. */
@Command(
        name = "trace",
        description = "Show and export recorded runs, and run them again.",
        subcommands = {TraceListCommand.class, TraceShowCommand.class, TraceExportCommand.class, TraceCheckCommand.class
        })
final class TraceCommand implements Runnable {
    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli before anything runs
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Missing command behind 'trace'");
    }
}
