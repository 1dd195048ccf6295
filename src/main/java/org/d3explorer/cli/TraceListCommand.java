package org.d3explorer.cli;

import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.d3explorer.trace.TraceLibrary;
import org.d3explorer.trace.TraceLibrary.Entry;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code trace list}: the runs the program has kept. */
@Command(name = "list", description = "List the runs the program has kept, newest first.")
final class TraceListCommand implements Callable<Integer> {
    private static final int SHOWN_CHARACTERS = 50;

    private final CommandEnvironment environment;

    @Parameters(
            arity = "0..1",
            paramLabel = "QUERY",
            description = "Show only runs with these words in prompt, text, title, tags, notes or model.")
    private String query = "";

    @Option(
            names = "--json",
            description = "Print {\"runs\":[{\"id\":...,\"file\":...,\"started_at\":...,\"model\":...,\"tokens\":...,"
                    + "\"mean_depth\":...,\"perplexity\":...,\"reason\":...,\"prompt\":...,\"text\":...}]}.")
    private boolean json;

    /** What {@code --json} prints. */
    record Result(List<Run> runs) {}

    /** One run. */
    record Run(
            String id,
            String file,
            String startedAt,
            String model,
            int tokens,
            double meanDepth,
            double perplexity,
            @Nullable String reason,
            String prompt,
            String text) {
        static Run of(Entry entry) {
            var summary = entry.summary();
            var reason = summary.endReason();
            return new Run(
                    entry.id(),
                    entry.file().toString(),
                    entry.header().startedAt().toString(),
                    entry.header().model(),
                    summary.tokens(),
                    summary.meanDepth(),
                    summary.perplexity(),
                    reason == null ? null : reason.name().toLowerCase(Locale.ROOT),
                    entry.header().prompt(),
                    summary.text());
        }
    }

    TraceListCommand(CommandEnvironment environment) {
        this.environment = environment;
    }

    @Override
    public Integer call() {
        var library = TraceLibrary.open(environment.traces(), TraceLibrary.Quota.DEFAULT);
        var entries = query.isBlank() ? library.contents().entries() : library.search(query);
        library.contents().failures().forEach(failure -> environment.err().println("d3x: " + failure.getMessage()));
        var out = environment.out();
        if (json) {
            out.println(Json.line(new Result(entries.stream().map(Run::of).toList())));
            return ExitCode.OK.code();
        }
        if (entries.isEmpty()) {
            environment
                    .err()
                    .println("d3x: no runs" + (query.isBlank() ? " kept yet" : " with '" + query + "'") + " in "
                            + environment.traces());
        }
        for (var entry : entries) {
            var run = Run.of(entry);
            out.println(run.file());
            out.println("  " + run.model() + ", " + run.tokens() + " tokens, mean depth "
                    + Figures.of("%.2f", run.meanDepth()) + " of "
                    + entry.header().layers() + ", perplexity "
                    + Figures.of("%.2f", run.perplexity()) + ", "
                    + Figures.of(entry.summary().endReason()));
            out.println("  " + shortened(run.prompt()) + " → " + shortened(run.text()));
        }
        return ExitCode.OK.code();
    }

    private static String shortened(String text) {
        var line = TableView.visible(text);
        return line.codePointCount(0, line.length()) <= SHOWN_CHARACTERS
                ? line
                : line.substring(0, line.offsetByCodePoints(0, SHOWN_CHARACTERS)) + "…";
    }
}
