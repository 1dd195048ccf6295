package org.d3explorer.evaluation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntFunction;
import org.d3explorer.decoding.Cancellation;
import org.d3explorer.decoding.LayerSequence;
import org.d3explorer.decoding.LayerStack;
import org.d3explorer.decoding.LogSoftmax;
import org.d3explorer.decoding.NonFiniteLogitsException;
import org.d3explorer.decoding.RowVisitor;
import org.d3explorer.decoding.StepMeasurement;
import org.d3explorer.depth.DepthConfiguration;
import org.d3explorer.depth.KvPolicy;
import org.d3explorer.depth.LayerSet;

/**
 * Scores one generated text under several configurations, each given the text's own tokens, and compares every position with
 * full depth. Layer by layer (specification §3): costs a prefill of the text for each configuration and one for full depth.
 *
 * <p>Depth never rises along a text, so no layer misses a position it needs and KV policies make no difference.
 */
public final class TeacherForcedComparison {
    /** Positions whose full-depth distributions are kept at once: V floats each. */
    private static final int CHUNK = 64;

    private final LayerStack stack;
    private final LayerSet allLayers;
    private final StepMeasurement measurement;

    /** Makes a comparison on a model. */
    public TeacherForcedComparison(LayerStack stack) {
        this.stack = stack;
        int layers = stack.shape().layers();
        allLayers = LayerSet.all(layers);
        measurement = new StepMeasurement(layers);
    }

    /**
     * Scores a text.
     *
     * @param prompt tokens that all run at full depth, at least one
     * @param text T_0, T_1, …, at least one
     * @param configurations what to compare with full depth
     * @param progress told after each pass over a chunk
     * @param cancellation checked within each layer
     * @return one score per configuration, in their order
     * @throws EvaluationException if prompt or text is empty, or both are longer than the context
     * @throws java.util.concurrent.CancellationException if cancelled
     */
    public List<TeacherForcedScore> run(
            int[] prompt,
            int[] text,
            List<DepthConfiguration> configurations,
            StudyProgress progress,
            Cancellation cancellation) {
        if (prompt.length == 0 || text.length == 0) {
            throw new EvaluationException("the prompt has " + prompt.length + " tokens and the text " + text.length
                    + "; expected at least one of each");
        }
        int capacity = prompt.length + text.length;
        if (capacity > stack.shape().contextLength()) {
            throw new EvaluationException("prompt and text have " + capacity + " tokens; expected at most "
                    + stack.shape().contextLength() + ", the model's context length");
        }
        var passes = new ArrayList<Pass>();
        try (var reference = stack.open(capacity)) {
            var first = prefill(reference, prompt, cancellation);
            for (var configuration : configurations) {
                var pass = new Pass(configuration, reference.fork(capacity));
                passes.add(pass);
                pass.add(0, text[0], allLayers, first, first);
            }
            score(reference, passes, text, progress, cancellation);
        } finally {
            passes.forEach(pass -> pass.sequence.close());
        }
        return passes.stream().map(pass -> new TeacherForcedScore(pass.tokens)).toList();
    }

    private LogSoftmax prefill(LayerSequence sequence, int[] prompt, Cancellation cancellation) {
        var found = new ArrayList<LogSoftmax>(1);
        sequence.forward(
                prompt,
                row -> allLayers,
                KvPolicy.BACKFILL,
                new Rows(prompt.length - 1, (row, distribution) -> found.add(distribution.copy())),
                measurement,
                cancellation);
        return found.getFirst();
    }

    private void score(
            LayerSequence reference, List<Pass> passes, int[] text, StudyProgress progress, Cancellation cancellation) {
        int rows = text.length - 1;
        int total = (rows + CHUNK - 1) / CHUNK * (passes.size() + 1);
        int done = 0;
        for (int from = 0; from < rows; from += CHUNK) {
            int first = from;
            var ids = Arrays.copyOfRange(text, from, Math.min(rows, from + CHUNK));
            var fullDepth = new ArrayList<LogSoftmax>(ids.length);
            forward(
                    reference,
                    ids,
                    row -> allLayers,
                    cancellation,
                    (row, distribution) -> fullDepth.add(distribution.copy()));
            progress.done(++done, total);
            for (var pass : passes) {
                IntFunction<LayerSet> layersAt = row -> pass.executed(first + row + 1);
                forward(pass.sequence, ids, layersAt, cancellation, (row, distribution) -> {
                    int index = first + row + 1;
                    pass.add(index, text[index], pass.executed(index), distribution, fullDepth.get(row));
                });
                progress.done(++done, total);
            }
        }
    }

    private void forward(
            LayerSequence sequence,
            int[] ids,
            IntFunction<LayerSet> layersAt,
            Cancellation cancellation,
            RowConsumer consumer) {
        sequence.forward(ids, layersAt, KvPolicy.BACKFILL, new Rows(0, consumer), measurement, cancellation);
    }

    /** One configuration's sequence and what was found of it. */
    private final class Pass {
        private final DepthConfiguration configuration;
        private final LayerSequence sequence;
        private final List<TeacherForcedToken> tokens = new ArrayList<>();

        Pass(DepthConfiguration configuration, LayerSequence sequence) {
            this.configuration = configuration;
            this.sequence = sequence;
        }

        LayerSet executed(int index) {
            return configuration.executed(index, stack.shape().layers());
        }

        void add(int index, int id, LayerSet executed, LogSoftmax own, LogSoftmax reference) {
            tokens.add(new TeacherForcedToken(
                    index,
                    id,
                    executed,
                    -own.logProbability(id),
                    -reference.logProbability(id),
                    reference.divergenceFrom(own),
                    own.probability(id) - reference.probability(id),
                    own.top1() == reference.top1(),
                    own.top1()));
        }
    }

    /** Takes the distribution behind a row; valid during the call. */
    private interface RowConsumer {
        void accept(int row, LogSoftmax distribution);
    }

    /** Hands the distributions of the rows from one on over. */
    private record Rows(int from, RowConsumer consumer) implements RowVisitor {
        @Override
        public boolean wantsLogits(int row) {
            return row >= from;
        }

        @Override
        public void logits(int row, float[] logits) {
            consumer.accept(
                    row,
                    LogSoftmax.of(logits)
                            .orElseThrow(() -> new NonFiniteLogitsException("a compared text", "this pass")));
        }
    }
}
