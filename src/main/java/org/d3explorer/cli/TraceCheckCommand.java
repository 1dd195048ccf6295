package org.d3explorer.cli;

import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.Callable;
import org.d3explorer.decoding.RunControl;
import org.d3explorer.decoding.RunListener;
import org.d3explorer.evaluation.Rerun;
import org.d3explorer.runtime.LoadedModel;
import org.d3explorer.trace.TokenRecord;
import org.d3explorer.trace.Trace;
import org.d3explorer.trace.TraceDiff;
import org.d3explorer.trace.TraceReader;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code trace check}: a recorded run, run again and compared. */
@Command(
        name = "check",
        description =
                "Run a recorded run again and compare: on the same machine and build the tokens have to be equal.")
final class TraceCheckCommand implements Callable<Integer> {
    private final CommandEnvironment environment;

    @Mixin
    private ModelOptions modelOptions = new ModelOptions();

    @Parameters(paramLabel = "TRACE", description = "The recorded run.")
    private Path trace = Path.of("");

    @Option(
            names = "--json",
            description = "Print {\"same\":...,\"tokens\":...,\"first_difference\":...,\"max_nll_difference\":...}.")
    private boolean json;

    /** What {@code --json} prints; the first difference is {@code null} where there is none. */
    record Result(boolean same, int tokens, @Nullable Integer firstDifference, double maxNllDifference) {}

    TraceCheckCommand(CommandEnvironment environment) {
        this.environment = environment;
    }

    @Override
    public Integer call() {
        var recorded = TraceReader.read(trace).path(0);
        TraceDiff diff;
        try (var model = Models.open(environment, modelOptions)) {
            requireSameModel(recorded, model);
            diff = TraceDiff.of(recorded, rerun(recorded, model));
        }
        environment.interruption().cancellation().check();
        var result = new Result(
                diff.sameTokens(),
                diff.leftTokens(),
                diff.firstDifference().isPresent() ? diff.firstDifference().getAsInt() : null,
                diff.maxNllDifference());
        environment.out().println(json ? Json.line(result) : describe(result));
        return (result.same() ? ExitCode.OK : ExitCode.DIFFERENT).code();
    }

    private Trace rerun(Trace recorded, LoadedModel model) {
        var control = new RunControl();
        environment.interruption().onInterrupt(control::stop);
        int total = recorded.tokens().size();
        try (var progress = Progress.of(environment, "check", " tokens")) {
            return Rerun.run(
                    recorded,
                    model.decoder(),
                    Set.copyOf(model.manifest().tokenizer().eosTokenIds()),
                    control,
                    new RunListener() {
                        @Override
                        public void token(TokenRecord token) {
                            progress.update(token.index() + 1L, total, "");
                        }
                    });
        }
    }

    private void requireSameModel(Trace recorded, LoadedModel model) {
        var header = recorded.header();
        if (!header.manifestSha256().equals(model.bundle().manifestSha256())) {
            throw CommandException.input(trace + ": was recorded with " + header.model() + " (manifest "
                    + header.manifestSha256() + "), found " + model.manifest().name() + " (manifest "
                    + model.bundle().manifestSha256() + "); name its bundle with --model");
        }
    }

    private static String describe(Result result) {
        var nll = "largest NLL difference before that " + Figures.of("%.2e", result.maxNllDifference()) + " nats";
        return result.same()
                ? "same: all " + result.tokens() + " tokens are equal, largest NLL difference "
                        + Figures.of("%.2e", result.maxNllDifference()) + " nats"
                : "different: token " + result.firstDifference() + " is the first of " + result.tokens()
                        + " to differ; " + nll;
    }
}
