package org.d3explorer.cli;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.d3explorer.decoding.Score;
import org.d3explorer.decoding.ScoredRow;
import org.d3explorer.decoding.Scorer;
import org.d3explorer.depth.Preset;
import org.d3explorer.runtime.LoadedModel;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code score}: what the model makes of every token of a given text. */
@Command(
        name = "score",
        description = "Score a text token by token, teacher-forced.",
        footer = {"", "nll[i] is -ln p of token i+1 given tokens 0..i; top1[i] and depth[i] belong to position i."})
final class ScoreCommand implements Callable<Integer> {
    private final CommandEnvironment environment;

    @Mixin
    private ModelOptions modelOptions = new ModelOptions();

    @Mixin
    private DepthOptions depthOptions = new DepthOptions();

    @ArgGroup(exclusive = true, multiplicity = "1")
    private Source source = new Source();

    @Option(
            names = "--prompt-tokens",
            paramLabel = "P",
            description = "Number of leading tokens that are the prompt; the schedule begins behind them (default: all"
                    + " positions at full depth).")
    private @Nullable Integer promptTokens;

    @Option(
            names = "--json",
            description = "Print {\"ids\":[...],\"nll\":[...],\"top1\":[...],\"depth\":[...],\"mean_nll\":...}.")
    private boolean json;

    /** The text: as such, or as ids. */
    static final class Source {
        @Parameters(paramLabel = "@FILE|-|TEXT", description = "The text to score.")
        private @Nullable String text;

        @Option(names = "--ids", split = ",", paramLabel = "ID", description = "The tokens to score: 1,2,3...")
        private @Nullable List<Integer> ids;
    }

    /** What {@code --json} prints. */
    record Result(List<Integer> ids, List<Double> nll, List<Integer> top1, List<Integer> depth, double meanNll) {}

    ScoreCommand(CommandEnvironment environment) {
        this.environment = environment;
    }

    @Override
    public Integer call() {
        var text = source.text == null ? null : TextSource.read(source.text, environment.in());
        try (var model = Models.open(environment, modelOptions)) {
            int[] ids = ids(model, text);
            int prompt = promptTokens == null ? ids.length : promptTokens;
            if (prompt < 1 || prompt > ids.length) {
                throw CommandException.usage(
                        "--prompt-tokens is " + prompt + ", expected 1.." + ids.length + ", the number of tokens");
            }
            var choice = DepthChoice.of(depthOptions, model.manifest(), Math.max(1, ids.length - prompt), Preset.D3);
            choice.requireNoChanges(depthOptions);
            if (promptTokens == null && depthOptions.isGiven()) {
                environment.err().println("d3x: without --prompt-tokens every position runs at full depth");
            }
            var score = new Scorer(model.stack())
                    .score(
                            ids,
                            prompt,
                            choice.configuration(),
                            false,
                            environment.interruption().cancellation());
            print(model, ids, score);
        }
        return ExitCode.OK.code();
    }

    private int[] ids(LoadedModel model, @Nullable String text) {
        int[] ids = text == null
                ? Objects.requireNonNull(source.ids).stream()
                        .mapToInt(Integer::intValue)
                        .toArray()
                : model.tokenizer().encodePrompt(text, true);
        if (ids.length == 0) {
            throw CommandException.input("the text is empty, expected at least one token");
        }
        return ids;
    }

    private void print(LoadedModel model, int[] ids, Score score) {
        var rows = score.rows();
        if (json) {
            environment
                    .out()
                    .println(Json.line(new Result(
                            Arrays.stream(ids).boxed().toList(),
                            rows.stream()
                                    .limit(ids.length - 1L)
                                    .map(ScoredRow::nextNll)
                                    .toList(),
                            rows.stream().map(ScoredRow::top1).toList(),
                            rows.stream().map(ScoredRow::depth).toList(),
                            score.meanNll())));
            return;
        }
        environment.out().printf("%8s %5s %9s  %-16s %s%n", "position", "depth", "NLL", "token", "expected next");
        IntStream.range(0, ids.length).forEach(i -> environment
                .out()
                .printf(
                        "%8d %5d %9s  %-16s %s%n",
                        i,
                        rows.get(i).depth(),
                        i == 0
                                ? Figures.NONE
                                : Figures.of("%.4f", rows.get(i - 1).nextNll()),
                        shown(model, ids[i]),
                        shown(model, rows.get(i).top1())));
        environment
                .out()
                .println("mean NLL " + Figures.of("%.4f", score.meanNll()) + " nats, perplexity "
                        + Figures.of("%.4f", Math.exp(score.meanNll())) + ", " + (ids.length - 1) + " tokens scored");
    }

    private static String shown(LoadedModel model, int id) {
        return "'" + TableView.visible(model.tokenizer().tokenText(id)) + "'";
    }
}
