package org.d3explorer.evaluation;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.d3explorer.decoding.Cancellation;
import org.d3explorer.decoding.LayerStack;
import org.d3explorer.depth.LayerSet;
import org.d3explorer.depth.SkipOrder;
import org.d3explorer.trace.Moments;

/**
 * Finds skip orders for a model by measurement on a text (specification §1). Each order is over all layers, first skipped
 * first; roles cut it down later.
 */
public final class Calibration {
    private final LayerStack stack;
    private final int layers;

    /**
     * A layer's Block Influence.
     *
     * @param layer 0..L−1
     * @param influence 1 − mean cosine between the hidden states that enter and leave it, 0..2
     */
    public record Influence(int layer, double influence) {}

    /**
     * What skipping one set of layers costs.
     *
     * @param layer the layer skipped last
     * @param nll mean NLL without it and those before it in the order, in nats
     */
    public record Ablation(int layer, double nll) {}

    /** Makes a calibration of a model. */
    public Calibration(LayerStack stack) {
        this.stack = stack;
        layers = stack.shape().layers();
    }

    /**
     * Measures Block Influence at full depth over all positions of the windows.
     *
     * @param text the windows
     * @param progress told after each window
     * @param cancellation checked within each layer
     * @return by layer
     * @throws java.util.concurrent.CancellationException if cancelled
     */
    public List<Influence> blockInfluence(WindowText text, StudyProgress progress, Cancellation cancellation) {
        var cosines = new BlockCosines(layers, stack.shape().hiddenSize(), text.length());
        try (var pass = new WindowPass(stack, text, cancellation)) {
            for (int w = 0; w < text.count(); w++) {
                pass.observe(w, cosines);
                progress.done(w + 1, text.count());
            }
        }
        return IntStream.range(0, layers)
                .mapToObj(layer -> new Influence(layer, 1 - cosines.mean(layer)))
                .toList();
    }

    /** Returns the order of ascending influence. */
    public static SkipOrder influenceOrder(List<Influence> influences) {
        return new SkipOrder(
                SkipOrder.INFLUENCE,
                influences.stream()
                        .sorted(Comparator.comparingDouble(Influence::influence))
                        .map(Influence::layer)
                        .toList());
    }

    /**
     * Measures the NLL without each single layer.
     *
     * @param text the windows
     * @param progress told after each window and layer
     * @param cancellation checked within each layer
     * @return by layer
     * @throws java.util.concurrent.CancellationException if cancelled
     */
    public List<Ablation> singleLayerAblation(WindowText text, StudyProgress progress, Cancellation cancellation) {
        var all = IntStream.range(0, layers).boxed().toList();
        return ablate(text, List.of(), all, new Counter(progress, text.count() * layers), cancellation);
    }

    /**
     * Builds the greedy order: each next layer is the one whose removal, with those before it, raises the NLL least; the
     * lowest of equal ones.
     *
     * @param text the windows; L·(L+1)/2 passes are made over the scored half of each
     * @param progress told after each window and layer tried
     * @param cancellation checked within each layer
     * @return the order, with the NLL after each removal
     * @throws java.util.concurrent.CancellationException if cancelled
     */
    public List<Ablation> greedy(WindowText text, StudyProgress progress, Cancellation cancellation) {
        var counter = new Counter(progress, text.count() * layers * (layers + 1) / 2);
        var rest = new ArrayList<>(IntStream.range(0, layers).boxed().toList());
        var removed = new ArrayList<Ablation>();
        while (!rest.isEmpty()) {
            var skipped = removed.stream().map(Ablation::layer).toList();
            var best = ablate(text, skipped, rest, counter, cancellation).stream()
                    .min(Comparator.comparingDouble(Ablation::nll))
                    .orElseThrow();
            removed.add(best);
            rest.remove(Integer.valueOf(best.layer()));
        }
        return removed;
    }

    /** Returns the order in which the greedy search removed the layers. */
    public static SkipOrder greedyOrder(List<Ablation> removed) {
        return new SkipOrder(
                SkipOrder.GREEDY, removed.stream().map(Ablation::layer).toList());
    }

    private List<Ablation> ablate(
            WindowText text,
            List<Integer> skipped,
            List<Integer> candidates,
            Counter counter,
            Cancellation cancellation) {
        var nll = candidates.stream().map(candidate -> new Moments()).toList();
        try (var pass = new WindowPass(stack, text, cancellation)) {
            for (int w = 0; w < text.count(); w++) {
                pass.begin(w);
                for (int c = 0; c < candidates.size(); c++) {
                    var own = nll.get(c);
                    var executed = without(skipped, candidates.get(c));
                    pass.run(row -> executed, (row, next, distribution) -> own.add(-distribution.logProbability(next)));
                    counter.next();
                }
            }
        }
        return IntStream.range(0, candidates.size())
                .mapToObj(c -> new Ablation(candidates.get(c), nll.get(c).mean()))
                .toList();
    }

    private LayerSet without(List<Integer> skipped, int layer) {
        var set = IntStream.concat(skipped.stream().mapToInt(Integer::intValue), IntStream.of(layer));
        return LayerSet.of(set.toArray()).complement(layers);
    }

    /** Counts passes for the listener. */
    private static final class Counter {
        private final StudyProgress progress;
        private final int total;
        private int done;

        Counter(StudyProgress progress, int total) {
            this.progress = progress;
            this.total = total;
        }

        void next() {
            progress.done(++done, total);
        }
    }
}
