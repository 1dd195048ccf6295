package org.d3explorer.runtime;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.IntFunction;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import org.d3explorer.bundle.Manifest;
import org.d3explorer.decoding.Cancellation;
import org.d3explorer.decoding.StepMeasurement;
import org.d3explorer.depth.DepthConfiguration;
import org.d3explorer.depth.DepthSchedule;
import org.d3explorer.depth.KvPolicy;
import org.d3explorer.depth.LayerSet;

/**
 * Measures what decoding costs: layer by layer against one graph, D³ against full depth, backfill against prefill. Speed
 * drifts with whatever else the machine does, so the variants take turns at every position, in an order that rotates, and
 * only ratios of medians are worth quoting. The tokens are random: time does not depend on them.
 */
public final class Benchmark implements AutoCloseable {
    private static final long SEED = 1;
    private static final double NANOS_PER_MILLI = 1e6;
    private static final int BISECTIONS = 60;

    private final OnnxLayerStack stack;
    private final BenchmarkSettings settings;
    private final int layers;
    private final int[] prompt;
    private final int[] tokens;
    private final List<BenchmarkVariant> variants = new ArrayList<>();
    private final List<DepthConfiguration> configurations = new ArrayList<>();
    private final GapBenchmark gap;

    /** Told of the rounds. */
    @FunctionalInterface
    public interface Progress {
        /**
         * A round is done.
         *
         * @param done rounds so far
         * @param total rounds in all
         */
        void round(int done, int total);
    }

    /**
     * Opens the sequences, and the monolithic graph if it is to be measured.
     *
     * @param model a model that nothing else runs meanwhile
     * @param settings what to measure
     * @throws EngineException if the memory or the context does not suffice, or a mean depth cannot be reached
     */
    public Benchmark(LoadedModel model, BenchmarkSettings settings) {
        this(model.onnxStack(), model.bundle().folder(), model.manifest(), settings);
    }

    Benchmark(OnnxLayerStack stack, Path folder, Manifest manifest, BenchmarkSettings settings) {
        this.stack = stack;
        this.settings = settings;
        layers = stack.shape().layers();
        int vocabulary = stack.shape().vocabularySize();
        var random = new Random(SEED);
        prompt = random.ints(settings.promptTokens(), 0, vocabulary).toArray();
        tokens = random.ints(settings.tokens(), 0, vocabulary).toArray();
        if (settings.roles().core(layers) == layers) {
            throw new EngineException("all " + layers + " layers are core, expected at least one that can be skipped");
        }
        for (double meanDepth : settings.meanDepths()) {
            configurations.add(configuration(meanDepth));
        }
        boolean done = false;
        try {
            variants.add(layered(i -> LayerSet.all(layers)));
            for (var configuration : configurations) {
                variants.add(layered(i -> configuration.executed(i, layers)));
            }
            if (settings.monolithic()) {
                var model = MonolithicModel.open(stack.environment(), folder, manifest, prompt.length + tokens.length);
                variants.add(new BenchmarkVariant.Monolithic(model, prompt, vocabulary, settings.rounds()));
            }
            var least = settings.order().executed(settings.roles().core(layers), layers);
            gap = new GapBenchmark(prefilled(), tokens, least, layers, settings.rounds());
            done = true;
        } finally {
            if (!done) {
                variants.forEach(BenchmarkVariant::close);
            }
        }
    }

    private BenchmarkVariant.Layered layered(IntFunction<LayerSet> plan) {
        return new BenchmarkVariant.Layered(prefilled(), plan, layers, settings.rounds());
    }

    private OnnxLayerSequence prefilled() {
        var sequence = stack.open(prompt.length + tokens.length);
        for (int token : prompt) {
            sequence.step(token, LayerSet.all(layers), KvPolicy.BACKFILL, new StepMeasurement(layers));
        }
        return sequence;
    }

    /** Finds the decay whose mean depth over the measured tokens comes nearest from below. */
    private DepthConfiguration configuration(double meanDepth) {
        int core = settings.roles().core(layers);
        if (meanDepth < Math.max(1, core) || meanDepth > layers) {
            throw new EngineException("mean depth is " + meanDepth + ", expected " + Math.max(1, core) + ".." + layers
                    + " (the core layers always run)");
        }
        double low = 0;
        double high = 1;
        for (int i = 0; i < BISECTIONS; i++) {
            double alpha = (low + high) / 2;
            if (at(alpha).meanDepth(tokens.length + 1, layers) < meanDepth) {
                low = alpha;
            } else {
                high = alpha;
            }
        }
        return at(high);
    }

    private DepthConfiguration at(double alpha) {
        return new DepthConfiguration(new DepthSchedule.PowerLaw(alpha, 0), settings.roles(), settings.order());
    }

    /**
     * Runs one round to warm up and then the rounds asked for.
     *
     * @param progress told of each round, on this thread
     * @param cancellation checked before each token
     * @throws java.util.concurrent.CancellationException if cancelled
     */
    public BenchmarkResult run(Progress progress, Cancellation cancellation) {
        for (int round = -1; round < settings.rounds(); round++) {
            variants.forEach(BenchmarkVariant::rewind);
            for (int position = 0; position < tokens.length; position++) {
                cancellation.check();
                for (int turn = 0; turn < variants.size(); turn++) {
                    variants.get(Math.floorMod(turn + position + round, variants.size()))
                            .step(tokens[position], position + 1, round);
                }
            }
            gap.run(round, cancellation);
            progress.round(round + 1, settings.rounds());
        }
        return result();
    }

    private BenchmarkResult result() {
        var full = variants.getFirst();
        var depths = new ArrayList<BenchmarkResult.DepthResult>();
        for (int d = 0; d < configurations.size(); d++) {
            depths.add(depthResult(configurations.get(d), (BenchmarkVariant.Layered) variants.get(d + 1), full));
        }
        Optional<BenchmarkVariant> monolithic =
                settings.monolithic() ? Optional.of(variants.getLast()) : Optional.empty();
        return new BenchmarkResult(
                stack.executionProvider(),
                stack.threads(),
                settings.rounds(),
                tokens.length,
                millis(full),
                monolithic.map(this::millis),
                monolithic.map(other -> ratio(full, other)),
                depths,
                Spread.of(gap.prefill()),
                Spread.of(gap.backfill()),
                overRounds(round -> gap.backfill()[round] / gap.prefill()[round]));
    }

    private BenchmarkResult.DepthResult depthResult(
            DepthConfiguration configuration, BenchmarkVariant.Layered variant, BenchmarkVariant full) {
        double meanDepth = configuration.meanDepth(tokens.length + 1, layers);
        var alpha = ((DepthSchedule.PowerLaw) configuration.schedule()).alpha();
        return new BenchmarkResult.DepthResult(
                alpha,
                meanDepth,
                millis(variant),
                layers / meanDepth,
                ratio(full, variant),
                overRounds(round -> variant.idealSpeedup(round, tokens.length, meanDepth)),
                overRounds(round -> (double) full.nanos(round)
                        / variant.nanos(round)
                        / variant.idealSpeedup(round, tokens.length, meanDepth)));
    }

    private Spread millis(BenchmarkVariant variant) {
        return overRounds(round -> variant.nanos(round) / NANOS_PER_MILLI / tokens.length);
    }

    private Spread ratio(BenchmarkVariant numerator, BenchmarkVariant denominator) {
        return overRounds(round -> (double) numerator.nanos(round) / denominator.nanos(round));
    }

    private Spread overRounds(IntToDoubleFunction value) {
        return Spread.of(
                IntStream.range(0, settings.rounds()).mapToDouble(value).toArray());
    }

    /** Closes the sequences and the monolithic graph; the model stays open. */
    @Override
    public void close() {
        variants.forEach(BenchmarkVariant::close);
        gap.close();
    }
}
