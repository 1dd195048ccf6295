package org.d3explorer.cli;

import java.io.OutputStreamWriter;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import org.d3explorer.settings.ProgramVersion;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The command line as a whole; the commands are below it. */
@Command(
        name = "d3x",
        mixinStandardHelpOptions = true,
        versionProvider = D3Command.Version.class,
        scope = ScopeType.INHERIT,
        sortOptions = false,
        usageHelpAutoWidth = true,
        subcommands = {
            GenerateCommand.class,
            TokenizeCommand.class,
            DetokenizeCommand.class,
            ChatPromptCommand.class,
            ScoreCommand.class,
            PerplexityCommand.class,
            InspectCommand.class,
            VerifyCommand.class,
            ImportCommand.class,
            BenchCommand.class,
            CalibrateCommand.class,
            TraceCommand.class
        },
        description = "D³ Explorer: position-aware depth decay decoding, token by token and layer by layer.",
        footer = {
            "",
            "Without a command the window opens; where there is no display, a sample runs in the terminal.",
            "Exit codes: 0 done, 1 internal error, 2 usage, 3 unusable input, 4 model, 5 different, 130 cancelled."
        })
public final class D3Command implements Runnable {
    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli before anything runs
    private CommandSpec spec;

    @Option(
            names = "--debug",
            scope = ScopeType.INHERIT,
            description = "Print stack traces and the log to standard error.")
    private boolean debug;

    private D3Command() {}

    /**
     * Runs a command.
     *
     * @param environment streams and folders
     * @param arguments of the command line, at least one
     * @return the exit code
     */
    public static int execute(CommandEnvironment environment, String... arguments) {
        var errors = new ErrorHandler(environment.err());
        var factory = new CommandFactory(environment);
        var command = new CommandLine(new D3Command(), factory)
                .setExpandAtFiles(false)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setUsageHelpLongOptionsMaxWidth(28)
                .setOut(writer(environment.out()))
                .setErr(writer(environment.err()))
                .setParameterExceptionHandler(errors)
                .setExecutionExceptionHandler(errors);
        try {
            int code = command.execute(arguments);
            return environment.interruption().isRequested() ? ExitCode.CANCELLED.code() : code;
        } finally {
            environment.out().flush();
            environment.err().flush();
        }
    }

    /**
     * Does the main job in the terminal where the window cannot be shown: a sample prompt on the bundled model, token by
     * token, with its trace kept.
     *
     * @param environment streams and folders
     * @param reason why there is no window, in a few words
     * @return the exit code
     */
    public static int executeSample(CommandEnvironment environment, String reason) {
        environment
                .err()
                .println("d3x: " + reason + ", so a sample runs in this terminal; 'd3x --help' lists the commands");
        return execute(
                environment,
                "generate",
                "--view",
                environment.outTerminal() ? "live" : "table",
                "--reference",
                "--keep");
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Missing command");
    }

    private static PrintWriter writer(PrintStream stream) {
        return new PrintWriter(new OutputStreamWriter(stream, StandardCharsets.UTF_8), true);
    }

    /** Says whether stack traces are wanted. */
    boolean debug() {
        return debug;
    }

    /** Returns the command line's top, from any command below it. */
    static D3Command of(CommandLine command) {
        var top = command;
        while (top.getParent() != null) {
            top = top.getParent();
        }
        return top.getCommand();
    }

    /** Prints what {@code --version} asks for. */
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            return new String[] {"D³ Explorer " + ProgramVersion.current()};
        }
    }
}
