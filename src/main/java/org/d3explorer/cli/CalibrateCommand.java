package org.d3explorer.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import org.d3explorer.bundle.Manifest.D3Defaults;
import org.d3explorer.depth.DepthConfiguration;
import org.d3explorer.depth.DepthSchedule;
import org.d3explorer.depth.LayerRoles;
import org.d3explorer.depth.SkipOrder;
import org.d3explorer.evaluation.Calibration;
import org.d3explorer.evaluation.Calibration.Ablation;
import org.d3explorer.evaluation.Calibration.Influence;
import org.d3explorer.evaluation.DepthStudy;
import org.d3explorer.evaluation.WindowText;
import org.d3explorer.runtime.LoadedModel;
import org.d3explorer.trace.Estimate;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code calibrate}: skip orders by measurement, and what each depth costs with each order. */
@Command(
        name = "calibrate",
        description =
                "Compute the skip orders 'influence' and 'greedy' on a text, and compare all orders on other windows"
                        + " of it: perplexity, KL to full depth and same choice, at several constant depths.")
final class CalibrateCommand implements Callable<Integer> {
    private final CommandEnvironment environment;

    @Mixin
    private ModelOptions modelOptions = new ModelOptions();

    @Parameters(paramLabel = "FILE", description = "A UTF-8 text.")
    private Path file = Path.of("");

    @Option(
            names = "--n-ctx",
            paramLabel = "N",
            defaultValue = "512",
            description = "Window length in tokens, even (default: ${DEFAULT-VALUE}).")
    private int window = 512;

    @Option(
            names = "--windows",
            paramLabel = "N",
            defaultValue = "4",
            description = "Windows the orders are computed on (default: ${DEFAULT-VALUE}).")
    private int windows = 4;

    @Option(
            names = "--greedy-windows",
            paramLabel = "N",
            description = "Of those, how many the greedy order is computed on, which takes L·(L+1)/2 passes a window;"
                    + " 0 = no greedy order (default: all of them).")
    private @Nullable Integer greedyWindows;

    @Option(
            names = "--study-windows",
            paramLabel = "N",
            defaultValue = "8",
            description = "Windows behind those, on which orders are compared; 0 = no comparison (default:"
                    + " ${DEFAULT-VALUE}).")
    private int studyWindows = 8;

    @Option(
            names = "--depths",
            split = ",",
            paramLabel = "D",
            description = "Depths to compare at (default: 0.9, 0.8, 0.7 and 0.6 of the layers).")
    private @Nullable List<Integer> depths;

    @Option(names = "--core-head", paramLabel = "N", description = "First layers that always run.")
    private @Nullable Integer coreHead;

    @Option(names = "--core-tail", paramLabel = "N", description = "Last layers that always run.")
    private @Nullable Integer coreTail;

    @Option(
            names = "--compare-core",
            split = ",",
            paramLabel = "H+T",
            description = "Core sizes to compare, first + last layers, e.g. 0+0,2+2,4+4 (default: --core-head and"
                    + " --core-tail).")
    private @Nullable List<String> comparedCores;

    @Option(names = "--alpha", paramLabel = "A", description = "With --save: the default α.")
    private @Nullable Double alpha;

    @Option(
            names = "--start",
            paramLabel = "N",
            description = "With --save: the default number of tokens at full depth.")
    private @Nullable Integer start;

    @Option(names = "--order", paramLabel = "NAME", description = "With --save: the default order.")
    private @Nullable String order;

    @Option(names = "--save", description = "Store the orders, and defaults that are given, in the bundle's manifest.")
    private boolean save;

    @Option(
            names = "--json",
            description = "Print {\"influence\":[...],\"greedy\":[...],\"study\":[...],\"saved\":...}.")
    private boolean json;

    /** What {@code --json} prints. */
    record Result(List<Influence> influence, List<Ablation> greedy, List<StudyRow> study, boolean saved) {}

    /** One line of the comparison. */
    record StudyRow(
            String order,
            int coreHead,
            int coreTail,
            double meanDepth,
            double ppl,
            Estimate nll,
            Estimate kl,
            Estimate sameTop1,
            Estimate lnPplRatio) {
        static StudyRow of(DepthStudy.Result result) {
            var roles = result.configuration().roles();
            return new StudyRow(
                    result.configuration().order().name(),
                    roles.coreHead(),
                    roles.coreTail(),
                    result.meanDepth(),
                    result.perplexity(),
                    result.nll(),
                    result.kl(),
                    result.sameTop1(),
                    result.lnPerplexityRatio());
        }
    }

    CalibrateCommand(CommandEnvironment environment) {
        this.environment = environment;
    }

    @Override
    public Integer call() {
        if (greedyCount() < 0 || greedyCount() > windows) {
            throw CommandException.usage("--greedy-windows " + greedyCount() + ", expected 0.." + windows);
        }
        if (windows < 1 || studyWindows < 0 || window < 4 || window % 2 != 0) {
            throw CommandException.usage("--windows " + windows + ", --study-windows " + studyWindows + ", --n-ctx "
                    + window + ", expected at least 1, at least 0, and an even number of 4 or more");
        }
        var text = TextSource.readFile(file);
        try (var model = Models.open(environment, modelOptions)) {
            int[] ids = model.tokenizer().encode(text, false);
            var calibrated = calibrate(model, ids);
            var orders = new LinkedHashMap<String, List<Integer>>();
            orders.put(
                    SkipOrder.INFLUENCE,
                    Calibration.influenceOrder(calibrated.influence()).layers());
            if (!calibrated.greedy().isEmpty()) {
                orders.put(
                        SkipOrder.GREEDY,
                        Calibration.greedyOrder(calibrated.greedy()).layers());
            }
            var study = studyWindows == 0
                    ? List.<StudyRow>of()
                    : study(model, WindowText.of(ids, window, windows, studyWindows), orders);
            if (save) {
                model.bundle().withDefaults(defaults(model, orders));
            }
            print(new Result(calibrated.influence(), calibrated.greedy(), study, save));
        }
        return ExitCode.OK.code();
    }

    private Result calibrate(LoadedModel model, int[] ids) {
        var calibration = new Calibration(model.stack());
        var cancellation = environment.interruption().cancellation();
        try (var progress = Progress.of(environment, "calibrate", " passes")) {
            var influence = calibration.blockInfluence(
                    WindowText.of(ids, window, 0, windows),
                    (done, total) -> progress.update(done, total, SkipOrder.INFLUENCE),
                    cancellation);
            var greedy = greedyCount() == 0
                    ? List.<Ablation>of()
                    : calibration.greedy(
                            WindowText.of(ids, window, 0, greedyCount()),
                            (done, total) -> progress.update(done, total, SkipOrder.GREEDY),
                            cancellation);
            return new Result(influence, greedy, List.of(), false);
        }
    }

    private int greedyCount() {
        return greedyWindows == null ? windows : greedyWindows;
    }

    private List<StudyRow> study(LoadedModel model, WindowText text, Map<String, List<Integer>> orders) {
        int layers = model.manifest().config().numHiddenLayers();
        var configurations = new ArrayList<DepthConfiguration>();
        for (var roles : comparedRoles(model)) {
            var all = new ArrayList<SkipOrder>(List.of(
                    SkipOrder.middleOut(roles, layers),
                    SkipOrder.deepestFirst(roles, layers),
                    SkipOrder.shallowestFirst(roles, layers),
                    SkipOrder.even(roles, layers)));
            orders.forEach((name, order) -> all.add(SkipOrder.restricted(name, order, roles, layers)));
            if (configurations.isEmpty()) {
                configurations.add(new DepthConfiguration(new DepthSchedule.Full(), roles, all.getFirst()));
            }
            for (int depth : depths(layers, roles)) {
                all.forEach(one ->
                        configurations.add(new DepthConfiguration(new DepthSchedule.Constant(depth), roles, one)));
            }
        }
        try (var progress = Progress.of(environment, "compare", " passes")) {
            return new DepthStudy(model.stack())
                            .run(
                                    text,
                                    configurations,
                                    (done, total) -> progress.update(done, total, ""),
                                    environment.interruption().cancellation())
                            .stream()
                            .map(StudyRow::of)
                            .toList();
        }
    }

    private List<Integer> depths(int layers, LayerRoles roles) {
        var wanted =
                depths != null ? depths : List.of(layers * 9 / 10, layers * 8 / 10, layers * 7 / 10, layers * 6 / 10);
        int least = Math.max(1, roles.core(layers));
        for (int depth : wanted) {
            if (depth < 1 || depth > layers) {
                throw CommandException.usage("--depths has " + depth + ", expected 1.." + layers);
            }
        }
        return wanted.stream().filter(depth -> depth >= least).distinct().toList();
    }

    private List<LayerRoles> comparedRoles(LoadedModel model) {
        if (comparedCores == null) {
            return List.of(roles(model));
        }
        int layers = model.manifest().config().numHiddenLayers();
        return comparedCores.stream().map(core -> parsedRoles(core, layers)).toList();
    }

    private static LayerRoles parsedRoles(String core, int layers) {
        var parts = Pattern.compile("(\\d{1,4})\\+(\\d{1,4})").matcher(core);
        if (!parts.matches()) {
            throw CommandException.usage("--compare-core has '" + core + "', expected H+T such as 2+2");
        }
        var roles = new LayerRoles(Integer.parseInt(parts.group(1)), Integer.parseInt(parts.group(2)));
        if (roles.coreHead() + roles.coreTail() > layers) {
            throw CommandException.usage(
                    "--compare-core has " + core + ", expected at most the model's " + layers + " layers together");
        }
        return roles;
    }

    private LayerRoles roles(LoadedModel model) {
        var defaults = model.manifest().d3();
        var roles = new LayerRoles(
                coreHead == null ? defaults.coreHead() : coreHead, coreTail == null ? defaults.coreTail() : coreTail);
        int layers = model.manifest().config().numHiddenLayers();
        if (roles.coreHead() + roles.coreTail() > layers) {
            throw CommandException.usage("core layers are " + roles.coreHead() + " + " + roles.coreTail()
                    + ", expected at most the model's " + layers + " together");
        }
        return roles;
    }

    private D3Defaults defaults(LoadedModel model, Map<String, List<Integer>> orders) {
        var old = model.manifest().d3();
        var merged = new LinkedHashMap<>(old.orders());
        merged.putAll(orders);
        var roles = roles(model);
        return new D3Defaults(
                alpha == null ? old.alpha() : alpha,
                start == null ? old.start() : start,
                roles.coreHead(),
                roles.coreTail(),
                order == null ? old.order() : order,
                merged,
                "influence on " + file.getFileName() + ", windows 0.." + (windows - 1) + " of " + window + " tokens"
                        + (greedyCount() == 0
                                ? ""
                                : "; greedy on windows 0.." + (greedyCount() - 1)
                                        + ", the second half of each scored"));
    }

    private void print(Result result) {
        var out = environment.out();
        if (json) {
            out.println(Json.line(result));
            return;
        }
        out.println("Block Influence (1 − mean cosine between a layer's input and output):");
        result.influence().forEach(i -> out.printf("  layer %2d  %s%n", i.layer(), Figures.of("%.4f", i.influence())));
        if (!result.greedy().isEmpty()) {
            out.println("greedy order, with the mean NLL after each removal in nats:");
        }
        result.greedy().forEach(a -> out.printf("  layer %2d  %s%n", a.layer(), Figures.of("%.4f", a.nll())));
        if (!result.study().isEmpty()) {
            out.printf(
                    "%-16s %5s %10s %12s %18s %12s %20s%n",
                    "order", "core", "mean depth", "perplexity", "KL (nats)", "same choice", "ln PPL ratio");
            result.study()
                    .forEach(row -> out.printf(
                            "%-16s %5s %10s %12s %18s %12s %20s%n",
                            row.order(),
                            row.coreHead() + "+" + row.coreTail(),
                            Figures.of("%.2f", row.meanDepth()),
                            Figures.of("%.3f", row.ppl()),
                            Figures.estimate("%.4f", row.kl()),
                            Figures.of("%.1f %%", 100 * row.sameTop1().mean()),
                            Figures.estimate("%+.4f", row.lnPplRatio())));
        }
        if (result.saved()) {
            out.println("stored in the manifest");
        }
    }
}
