package org.d3explorer.cli;

import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.d3explorer.trace.Branch;
import org.d3explorer.trace.RunHeader;
import org.d3explorer.trace.RunStatistics;
import org.d3explorer.trace.Trace;
import org.d3explorer.trace.TraceReader;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code trace show}: what a recorded run was and what came out. */
@Command(name = "show", description = "Show what a recorded run was made of, and its figures.")
final class TraceShowCommand implements Callable<Integer> {
    private final CommandEnvironment environment;

    @Parameters(paramLabel = "TRACE", description = "The recorded run.")
    private Path trace = Path.of("");

    @Option(names = "--json", description = "Print {\"header\":{...},\"reason\":...,\"figures\":{...}}.")
    private boolean json;

    /** What {@code --json} prints; the reason is {@code null} where recording was cut off. */
    record Result(RunHeader header, @Nullable String reason, RunStatistics figures) {}

    TraceShowCommand(CommandEnvironment environment) {
        this.environment = environment;
    }

    @Override
    public Integer call() {
        var read = TraceReader.read(trace);
        var figures = RunStatistics.of(read.header(), read.tokens(), read.references());
        if (json) {
            var reason = read.endReason();
            environment
                    .out()
                    .println(Json.line(new Result(
                            read.header(), reason == null ? null : reason.name().toLowerCase(Locale.ROOT), figures)));
        } else {
            print(environment.out(), read, figures);
        }
        return ExitCode.OK.code();
    }

    private static void print(PrintStream out, Trace trace, RunStatistics figures) {
        var header = trace.header();
        out.println("started    " + header.startedAt() + " with D³ Explorer " + header.programVersion());
        out.println(
                "model      " + header.model() + ", " + header.precision() + ", manifest " + header.manifestSha256());
        out.println("machine    " + header.machine());
        out.println("ran on     " + header.executionProvider() + ", " + header.threads() + " threads");
        out.println("prompt     " + TableView.visible(header.prompt()));
        trace.changes()
                .forEach(change -> out.println("depth      from token " + change.index() + ": "
                        + Schedules.describe(change.configuration()) + ", "
                        + change.kvPolicy().name().toLowerCase(Locale.ROOT)));
        var reason = trace.endReason();
        out.println("result     " + Figures.summary(figures, header.layers(), reason));
        if (figures.referenced() > 0) {
            out.println("           " + Figures.reference(figures));
        }
        if (trace.branches().size() > 1) {
            out.println("branches   " + trace.branches().size() + "; the figures above are of branch 0");
            trace.branches().forEach(branch -> out.println("           " + describe(trace, branch)));
        }
    }

    private static String describe(Trace trace, Branch branch) {
        var fork = branch.fork();
        var figures = trace.path(branch.id()).statistics();
        return branch.id() + ": "
                + (fork == null ? "first text" : "from token " + fork.index() + " of branch " + fork.parent())
                + ", " + figures.tokens() + " tokens, mean depth " + Figures.of("%.2f", figures.meanDepth())
                + ", perplexity " + Figures.of("%.2f", figures.perplexity());
    }
}
