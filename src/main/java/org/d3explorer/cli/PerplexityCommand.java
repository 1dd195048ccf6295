package org.d3explorer.cli;

import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.d3explorer.decoding.Perplexity;
import org.d3explorer.decoding.PerplexityRequest;
import org.d3explorer.decoding.Scorer;
import org.d3explorer.depth.Preset;
import org.d3explorer.runtime.LoadedModel;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code perplexity}: strided perplexity of a text (specification §3, definition (a)). */
@Command(
        name = "perplexity",
        description = "Compute the perplexity of a text file in windows, the second half of each scored, as"
                + " llama-perplexity does; at full depth, or at a schedule's depth in the scored half.")
final class PerplexityCommand implements Callable<Integer> {
    private static final int DEFAULT_WINDOW = 512;

    private final CommandEnvironment environment;

    @Mixin
    private ModelOptions modelOptions = new ModelOptions();

    @Mixin
    private DepthOptions depthOptions = new DepthOptions();

    @Parameters(paramLabel = "FILE", description = "A UTF-8 text.")
    private Path file = Path.of("");

    @Option(
            names = "--n-ctx",
            paramLabel = "N",
            defaultValue = "" + DEFAULT_WINDOW,
            description = "Window length in tokens (default: ${DEFAULT-VALUE}).")
    private int window = DEFAULT_WINDOW;

    @Option(names = "--chunks", paramLabel = "N", description = "Windows to score (default: all of the text).")
    private int chunks;

    @Option(
            names = "--json",
            description =
                    "Print {\"ln_ppl\":...,\"ppl\":...,\"standard_error\":...,\"scored\":...,\"tokens_per_s\":...}.")
    private boolean json;

    /** What {@code --json} prints; the standard error is that of {@code ln_ppl}. */
    record Result(double lnPpl, double ppl, double standardError, int scored, double tokensPerS) {
        static Result of(Perplexity perplexity) {
            return new Result(
                    perplexity.lnPerplexity().mean(),
                    perplexity.perplexity(),
                    perplexity.lnPerplexity().standardError(),
                    perplexity.scored(),
                    perplexity.tokensPerSecond());
        }
    }

    PerplexityCommand(CommandEnvironment environment) {
        this.environment = environment;
    }

    @Override
    public Integer call() {
        if (window < 4 || chunks < 0) {
            throw CommandException.usage(
                    window < 4
                            ? "--n-ctx is " + window + ", expected 4 or more"
                            : "--chunks is " + chunks + ", expected 1 or more");
        }
        var text = TextSource.readFile(file);
        try (var model = Models.open(environment, modelOptions)) {
            var choice = DepthChoice.of(depthOptions, model.manifest(), window - window / 2, Preset.FULL);
            choice.requireNoChanges(depthOptions);
            var request = new PerplexityRequest(window, chunks, bos(model), choice.configuration());
            print(run(model, text, request), choice);
        }
        return ExitCode.OK.code();
    }

    private Perplexity run(LoadedModel model, String text, PerplexityRequest request) {
        int[] ids = model.tokenizer().encode(text, false);
        try (var progress = Progress.of(environment, "perplexity", " windows")) {
            return new Scorer(model.stack())
                    .perplexity(
                            ids,
                            request,
                            (done, total, soFar) ->
                                    progress.update(done, total, "ppl " + Figures.of("%.3f", soFar.perplexity())),
                            environment.interruption().cancellation());
        }
    }

    private static Optional<Integer> bos(LoadedModel model) {
        var tokenizer = model.manifest().tokenizer();
        return tokenizer.addBosToken() ? Optional.ofNullable(tokenizer.bosTokenId()) : Optional.empty();
    }

    private void print(Perplexity perplexity, DepthChoice choice) {
        var out = environment.out();
        if (json) {
            out.println(Json.line(Result.of(perplexity)));
            return;
        }
        out.println("perplexity " + Figures.of("%.4f", perplexity.perplexity())
                + ", ln perplexity " + Figures.estimate("%.5f", perplexity.lnPerplexity())
                + " (standard error), " + perplexity.scored() + " tokens scored, "
                + Figures.of("%.0f", perplexity.tokensPerSecond()) + " tokens/s");
        out.println(
                "windows of " + window + " tokens, second half scored; " + Schedules.describe(choice.configuration()));
    }
}
