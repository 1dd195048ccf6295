package org.d3explorer.evaluation;

import java.util.List;
import org.d3explorer.decoding.Cancellation;
import org.d3explorer.decoding.LayerStack;
import org.d3explorer.decoding.LogSoftmax;
import org.d3explorer.depth.DepthConfiguration;
import org.d3explorer.trace.Estimate;
import org.d3explorer.trace.Moments;

/**
 * What less depth costs a model: NLL and distance to full depth over the scored half of each window, for several
 * configurations on the same text. The first half runs at full depth, as a prompt does.
 */
public final class DepthStudy {
    private final LayerStack stack;

    /**
     * One configuration's figures.
     *
     * @param configuration what ran
     * @param meanDepth mean number of layers run in the scored half
     * @param nll mean NLL in nats; its exponential is the perplexity
     * @param kl mean KL(full depth ‖ this) in nats
     * @param sameTop1 share of positions with the same most probable token as full depth, 0..1
     * @param lnPerplexityRatio mean NLL minus full depth's, in nats, over the same positions
     */
    public record Result(
            DepthConfiguration configuration,
            double meanDepth,
            Estimate nll,
            Estimate kl,
            Estimate sameTop1,
            Estimate lnPerplexityRatio) {
        /** Returns exp(mean NLL). */
        public double perplexity() {
            return Math.exp(nll.mean());
        }
    }

    /** Makes a study of a model. */
    public DepthStudy(LayerStack stack) {
        this.stack = stack;
    }

    /**
     * Runs the study; keeps the full-depth logits of half a window in memory.
     *
     * @param text the windows
     * @param configurations what to compare
     * @param progress told after each window and configuration
     * @param cancellation checked within each layer
     * @return one result per configuration, in their order
     * @throws java.util.concurrent.CancellationException if cancelled
     */
    public List<Result> run(
            WindowText text,
            List<DepthConfiguration> configurations,
            StudyProgress progress,
            Cancellation cancellation) {
        var figures = configurations.stream().map(Figures::new).toList();
        int total = text.count() * configurations.size();
        int done = 0;
        try (var pass = new WindowPass(stack, text, cancellation)) {
            for (int w = 0; w < text.count(); w++) {
                pass.begin(w);
                var fullDepth = pass.fullDepth();
                for (var own : figures) {
                    own.add(pass, fullDepth);
                    progress.done(++done, total);
                }
            }
        }
        return figures.stream().map(Figures::result).toList();
    }

    /** Collects one configuration's figures. */
    private final class Figures {
        private final DepthConfiguration configuration;
        private final Moments depth = new Moments();
        private final Moments nll = new Moments();
        private final Moments kl = new Moments();
        private final Moments sameTop1 = new Moments();
        private final Moments difference = new Moments();

        Figures(DepthConfiguration configuration) {
            this.configuration = configuration;
        }

        void add(WindowPass pass, List<LogSoftmax> fullDepth) {
            int layers = stack.shape().layers();
            pass.run(row -> configuration.executed(row + 1, layers), (row, next, distribution) -> {
                var reference = fullDepth.get(row);
                depth.add(configuration.executed(row + 1, layers).size());
                nll.add(-distribution.logProbability(next));
                kl.add(reference.divergenceFrom(distribution));
                sameTop1.add(reference.top1() == distribution.top1() ? 1 : 0);
                difference.add(reference.logProbability(next) - distribution.logProbability(next));
            });
        }

        Result result() {
            return new Result(
                    configuration,
                    depth.mean(),
                    nll.estimate(),
                    kl.estimate(),
                    sameTop1.estimate(),
                    difference.estimate());
        }
    }
}
