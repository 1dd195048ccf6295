package org.d3explorer.cli;

import java.io.PrintStream;
import java.util.List;
import java.util.concurrent.Callable;
import org.d3explorer.runtime.Benchmark;
import org.d3explorer.runtime.BenchmarkResult;
import org.d3explorer.runtime.BenchmarkSettings;
import org.d3explorer.runtime.LoadedModel;
import org.d3explorer.runtime.Spread;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code bench}: what running layer by layer costs, and what depth saves. */
@Command(
        name = "bench",
        description =
                "Measure, in one process and in turns: full depth layer by layer and in one graph, D³ at given mean"
                        + " depths, and backfill against prefill. Medians over rounds, with quartiles.")
final class BenchCommand implements Callable<Integer> {
    /** 24 and 20 of 30 layers. */
    private static final List<Double> DEFAULT_DEPTH_SHARES = List.of(0.8, 2.0 / 3);

    private final CommandEnvironment environment;

    @Mixin
    private ModelOptions modelOptions = new ModelOptions();

    @Option(
            names = "--rounds",
            paramLabel = "N",
            defaultValue = "7",
            description = "Rounds (default: ${DEFAULT-VALUE}).")
    private int rounds = 7;

    @Option(
            names = "--prompt-tokens",
            paramLabel = "N",
            defaultValue = "64",
            description = "Positions before the measured ones (default: ${DEFAULT-VALUE}).")
    private int promptTokens = 64;

    @Option(
            names = "--tokens",
            paramLabel = "N",
            defaultValue = "128",
            description = "Measured positions a round (default: ${DEFAULT-VALUE}).")
    private int tokens = 128;

    @Option(
            names = "--mean-depth",
            split = ",",
            paramLabel = "D",
            description = "Mean depths at which D³ is measured (default: 0.8 and 2/3 of the layers).")
    private @Nullable List<Double> meanDepths;

    @Option(
            names = "--no-monolithic",
            description = "Leave out the one graph, which needs the model's memory once more.")
    private boolean noMonolithic;

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    BenchCommand(CommandEnvironment environment) {
        this.environment = environment;
    }

    @Override
    public Integer call() {
        if (rounds < 1 || promptTokens < 1 || tokens < 2) {
            throw CommandException.usage("--rounds " + rounds + ", --prompt-tokens " + promptTokens + ", --tokens "
                    + tokens + ", expected at least 1, 1 and 2");
        }
        try (var model = Models.open(environment, modelOptions)) {
            var result = run(model);
            if (json) {
                environment.out().println(Json.line(result));
            } else {
                print(environment.out(), result, model.manifest().config().numHiddenLayers());
            }
        }
        return ExitCode.OK.code();
    }

    private BenchmarkResult run(LoadedModel model) {
        int layers = model.manifest().config().numHiddenLayers();
        var configuration = DepthChoice.defaults(model.manifest(), tokens).configuration();
        var depths = meanDepths != null
                ? meanDepths
                : DEFAULT_DEPTH_SHARES.stream().map(share -> share * layers).toList();
        var settings = new BenchmarkSettings(
                rounds, promptTokens, tokens, depths, configuration.roles(), configuration.order(), !noMonolithic);
        try (var benchmark = new Benchmark(model, settings);
                var progress = Progress.of(environment, "bench", " rounds")) {
            return benchmark.run(
                    (done, total) -> progress.update(done, total, ""),
                    environment.interruption().cancellation());
        }
    }

    private static void print(PrintStream out, BenchmarkResult result, int layers) {
        out.println(result.executionProvider() + ", " + result.threads() + " threads, " + result.rounds()
                + " rounds of " + result.tokens() + " positions; medians, quartiles in brackets");
        row(out, "full depth, layer by layer", "ms/token", result.fullDepthMillis());
        result.monolithicMillis().ifPresent(spread -> row(out, "full depth, one graph", "ms/token", spread));
        result.perLayerToMonolithic().ifPresent(spread -> row(out, "layer by layer ÷ one graph", "", spread));
        for (var depth : result.depths()) {
            out.printf(
                    "D³ at mean depth %s of %d (α %s):%n",
                    Figures.of("%.2f", depth.meanDepth()), layers, Figures.of("%.5f", depth.alpha()));
            row(out, "  time", "ms/token", depth.millis());
            row(out, "  measured speedup", "", depth.measuredSpeedup());
            row(out, "  ideal speedup", "", depth.idealSpeedup());
            out.printf("  %-28s %s%n", "operations ratio", Figures.of("%.3f", depth.operationsRatio()));
            row(out, "  measured ÷ ideal", "", depth.measuredToIdeal());
        }
        row(out, "prefill", "ms per position and layer", result.prefillMillisPerPosition());
        row(out, "backfill", "ms per position and layer", result.backfillMillisPerPosition());
        row(out, "backfill ÷ prefill", "", result.backfillToPrefill());
    }

    private static void row(PrintStream out, String name, String unit, Spread spread) {
        out.printf(
                "%-30s %s [%s, %s] %s%n",
                name,
                Figures.of("%.3f", spread.median()),
                Figures.of("%.3f", spread.low()),
                Figures.of("%.3f", spread.high()),
                unit);
    }
}
