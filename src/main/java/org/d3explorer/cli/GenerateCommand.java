package org.d3explorer.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Set;
import java.util.concurrent.Callable;
import org.d3explorer.bundle.Manifest;
import org.d3explorer.decoding.RunControl;
import org.d3explorer.decoding.RunListener;
import org.d3explorer.decoding.RunRequest;
import org.d3explorer.depth.Preset;
import org.d3explorer.runtime.LoadedModel;
import org.d3explorer.runtime.RunHeaders;
import org.d3explorer.settings.ProgramVersion;
import org.d3explorer.trace.EndReason;
import org.d3explorer.trace.RunHeader;
import org.d3explorer.trace.RunStatistics;
import org.d3explorer.trace.TraceLibrary;
import org.d3explorer.trace.TraceRecorder;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code generate}: one run, shown as it goes. */
@Command(
        name = "generate",
        description = "Generate text with D³ or another preset.",
        footer = {"", "In a terminal the text is coloured by depth over a status line; a pipe gets the text alone."})
final class GenerateCommand implements Callable<Integer> {
    /** How a run is shown. */
    enum View {
        /** Live in a terminal, plain elsewhere. */
        AUTO,
        /** The text coloured by depth, with a status line. */
        LIVE,
        /** One row a token. */
        TABLE,
        /** The text alone. */
        PLAIN
    }

    /** Alternatives recorded per token. */
    private static final int TRACED_CANDIDATES = 10;

    private final CommandEnvironment environment;

    @Mixin
    private RunOptions options = new RunOptions();

    @Parameters(
            arity = "0..1",
            paramLabel = "PROMPT|-|@FILE",
            description = "The prompt, - for standard input, or @FILE for a file's text (default: a sample).")
    private String prompt = Prompt.SAMPLE;

    @Option(names = "--json", description = "Print one JSON object a line: start, every token, end.")
    private boolean json;

    @Option(
            names = "--trace",
            paramLabel = "FILE",
            description = {
                "Write the run's trace to FILE, which must not exist:",
                "compressed if the name ends in .gz, as JSON Lines if in .jsonl, else as JSON."
            })
    private @Nullable Path trace;

    @Option(names = "--keep", description = "Keep the run's trace with those of the window; see trace list.")
    private boolean keep;

    @Option(
            names = "--view",
            paramLabel = "auto|live|table|plain",
            defaultValue = "auto",
            description = "How the run is shown: ${DEFAULT-VALUE} is live in a terminal and plain in a pipe.")
    private View view = View.AUTO;

    GenerateCommand(CommandEnvironment environment) {
        this.environment = environment;
    }

    @Override
    public Integer call() {
        if (keep && trace != null) {
            throw CommandException.usage("--keep and --trace both say where the trace goes; leave one out");
        }
        int maxNewTokens = options.maxNewTokens();
        var sampling = options.sampling();
        var text = TextSource.read(prompt, environment.in());
        try (var model = Models.open(environment, options.model())) {
            var input = Prompt.of(model, text, options.raw());
            var choice = DepthChoice.of(options.depth(), model.manifest(), maxNewTokens, Preset.D3);
            var request = new RunRequest(
                    input.ids(),
                    choice.configuration(),
                    options.depth().changes(choice.settings(), model.manifest()),
                    choice.kvPolicy(),
                    sampling,
                    maxNewTokens,
                    endTokens(model.manifest()),
                    options.referenceChunk(),
                    TRACED_CANDIDATES);
            var header = RunHeaders.of(ProgramVersion.current(), model, input.text(), input.rendered(), request);
            return run(model, request, header, choice);
        }
    }

    private Integer run(LoadedModel model, RunRequest request, RunHeader header, DepthChoice choice) {
        var control = new RunControl();
        environment.interruption().onInterrupt(control::stop);
        var outcome = new RunOutcome(header);
        try (var recorder = recorder(header)) {
            var listeners = new ArrayList<RunListener>();
            listeners.add(outcome);
            if (recorder != null) {
                listeners.add(new TraceListener(recorder));
            }
            listeners.add(view(model, header, choice, outcome));
            listeners.add(new StopOnClosedPipe(environment.out(), control));
            model.decoder().run(request, control, new Listeners(listeners));
            if (recorder != null && !json) {
                environment.err().println("d3x: trace written to " + recorder.finish());
            }
        }
        var reason = outcome.reason();
        if (!json) {
            summarize(header, outcome.figures(), reason);
        }
        return (environment.interruption().isRequested() ? ExitCode.CANCELLED : ExitCode.OK).code();
    }

    private @Nullable TraceRecorder recorder(RunHeader header) {
        if (trace != null) {
            return TraceRecorder.begin(trace, header);
        }
        return keep
                ? TraceLibrary.open(environment.traces(), TraceLibrary.Quota.DEFAULT)
                        .record(header)
                : null;
    }

    private RunListener view(LoadedModel model, RunHeader header, DepthChoice choice, RunOutcome outcome) {
        var out = environment.out();
        if (json) {
            return new JsonGenerateView(out, header, choice, outcome);
        }
        var shown = view != View.AUTO ? view : environment.outTerminal() ? View.LIVE : View.PLAIN;
        var text = new ReadableText(model.tokenizer());
        return switch (shown) {
            case LIVE -> new LiveView(out, new Screen(), environment.colour(), header.layers(), text, outcome);
            case TABLE -> new TableView(out, header.layers(), outcome);
            default -> new PlainView(out, text);
        };
    }

    private void summarize(RunHeader header, RunStatistics run, EndReason reason) {
        environment.err().println("d3x: " + Figures.summary(run, header.layers(), reason));
        if (header.referenceChunk() > 0) {
            environment.err().println("d3x: " + Figures.reference(run));
        }
    }

    private Set<Integer> endTokens(Manifest manifest) {
        return options.ignoreEos() ? Set.of() : Set.copyOf(manifest.tokenizer().eosTokenIds());
    }
}
