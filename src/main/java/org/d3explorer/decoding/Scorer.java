package org.d3explorer.decoding;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.function.IntFunction;
import org.d3explorer.depth.DepthConfiguration;
import org.d3explorer.depth.KvPolicy;
import org.d3explorer.depth.LayerSet;
import org.d3explorer.trace.Moments;

/**
 * Teacher-forced scoring of known tokens, layer by layer (specification §3). Equals decoding the same tokens one by one,
 * to rounding, at the cost of a prefill.
 */
public final class Scorer {
    /** Positions per pass. */
    private static final int CHUNK = 512;
    /** Positions per pass where the logits of all of them are kept for the comparison with full depth. */
    private static final int CHUNK_WITH_REFERENCE = 64;

    private final LayerStack stack;
    private final ModelShape shape;
    private final LayerSet allLayers;

    /** Makes a scorer on a model. */
    public Scorer(LayerStack stack) {
        this.stack = stack;
        shape = stack.shape();
        allLayers = LayerSet.all(shape.layers());
    }

    /**
     * Returns the layers that run for the rows of a text whose first tokens are the prompt.
     *
     * @param promptTokens P: rows before the last prompt token's successor run all layers
     * @param configuration decides for the rows that generated tokens T_1, T_2, … come out of
     */
    public IntFunction<LayerSet> layersAt(int promptTokens, DepthConfiguration configuration) {
        return row -> row < promptTokens ? allLayers : configuration.executed(row - promptTokens + 1, shape.layers());
    }

    /**
     * Scores a text.
     *
     * @param ids tokens, 1..context length of them
     * @param promptTokens P, 1..number of ids: T_0 is the token behind them; all ids for full depth throughout
     * @param configuration schedule, roles and order
     * @param withReference whether to compare each position with full depth, which doubles the cost
     * @param cancellation checked within each layer
     * @throws DecodingException if the text is empty, too long or has ids outside the vocabulary
     * @throws java.util.concurrent.CancellationException if cancelled
     */
    public Score score(
            int[] ids,
            int promptTokens,
            DepthConfiguration configuration,
            boolean withReference,
            Cancellation cancellation) {
        requireFits(ids, ids.length);
        if (promptTokens < 1 || promptTokens > ids.length) {
            throw new DecodingException(
                    "the prompt has " + promptTokens + " tokens; expected 1.." + ids.length + ", the text's length");
        }
        var layersAt = layersAt(promptTokens, configuration);
        var rows = new ArrayList<ScoredRow>(ids.length);
        int chunk = withReference ? CHUNK_WITH_REFERENCE : CHUNK;
        try (var sequence = stack.open(ids.length);
                var reference = stack.open(withReference ? ids.length : 1)) {
            for (int from = 0; from < ids.length; from += chunk) {
                int first = from;
                var part = Arrays.copyOfRange(ids, from, Math.min(ids.length, from + chunk));
                var own = new ArrayList<LogSoftmax>();
                forward(sequence, part, row -> layersAt.apply(first + row), cancellation, (row, distribution) -> {
                    rows.add(row(ids, first + row, layersAt, distribution));
                    if (withReference) {
                        own.add(distribution.copy());
                    }
                });
                if (withReference) {
                    forward(
                            reference,
                            part,
                            row -> allLayers,
                            cancellation,
                            (row, distribution) -> rows.set(
                                    first + row, withReference(rows.get(first + row), own.get(row), distribution)));
                }
            }
        }
        return new Score(rows);
    }

    /**
     * Computes the perplexity of a text.
     *
     * @param ids all tokens of the text, without BOS
     * @param request windows and depth
     * @param listener told after each window
     * @param cancellation checked within each layer
     * @throws DecodingException if the text is shorter than one window, or the window longer than the context
     * @throws java.util.concurrent.CancellationException if cancelled
     */
    public Perplexity perplexity(
            int[] ids, PerplexityRequest request, ScoringListener listener, Cancellation cancellation) {
        int length = request.windowLength();
        if (ids.length < length) {
            throw new DecodingException("the text has " + ids.length + " tokens; expected at least one window of "
                    + length + "; choose a shorter window or a longer text");
        }
        requireFits(ids, length);
        int windows = ids.length / length;
        if (request.maxWindows() > 0) {
            windows = Math.min(windows, request.maxWindows());
        }
        var layersAt = layersAt(request.promptLength(), request.configuration());
        var nll = new Moments();
        var means = new ArrayList<Double>();
        long began = System.nanoTime();
        var soFar = new Perplexity(nll.estimate(), 0, Double.NaN, means);
        try (var sequence = stack.open(length)) {
            for (int w = 0; w < windows; w++) {
                var window = Arrays.copyOfRange(ids, w * length, (w + 1) * length);
                request.bos().ifPresent(bos -> window[0] = bos);
                sequence.truncate(0);
                means.add(window(sequence, window, request, layersAt, nll, cancellation));
                double seconds = (System.nanoTime() - began) / 1e9;
                soFar = new Perplexity(
                        nll.estimate(),
                        request.scoredPerWindow() * (w + 1),
                        (double) length * (w + 1) / seconds,
                        means);
                listener.window(w + 1, windows, soFar);
            }
        }
        return soFar;
    }

    private double window(
            LayerSequence sequence,
            int[] window,
            PerplexityRequest request,
            IntFunction<LayerSet> layersAt,
            Moments nll,
            Cancellation cancellation) {
        var own = new Moments();
        var scoring = new Rows(request.promptLength(), window.length - 1, (row, distribution) -> {
            double value = -distribution.logProbability(window[row + 1]);
            own.add(value);
            nll.add(value);
        });
        sequence.forward(
                window, layersAt, KvPolicy.BACKFILL, scoring, new StepMeasurement(shape.layers()), cancellation);
        return own.mean();
    }

    private void forward(
            LayerSequence sequence,
            int[] ids,
            IntFunction<LayerSet> layersAt,
            Cancellation cancellation,
            RowConsumer consumer) {
        sequence.forward(
                ids,
                layersAt,
                KvPolicy.BACKFILL,
                new Rows(0, ids.length, consumer),
                new StepMeasurement(shape.layers()),
                cancellation);
    }

    private ScoredRow row(int[] ids, int row, IntFunction<LayerSet> layersAt, LogSoftmax distribution) {
        return new ScoredRow(
                layersAt.apply(row).size(),
                distribution.top1(),
                distribution.entropy(),
                row + 1 < ids.length ? -distribution.logProbability(ids[row + 1]) : Double.NaN,
                Double.NaN,
                false);
    }

    private static ScoredRow withReference(ScoredRow row, LogSoftmax own, LogSoftmax reference) {
        return new ScoredRow(
                row.depth(),
                row.top1(),
                row.entropy(),
                row.nextNll(),
                reference.divergenceFrom(own),
                own.top1() == reference.top1());
    }

    private void requireFits(int[] ids, int positions) {
        if (ids.length == 0) {
            throw new DecodingException("the text has no tokens; expected at least one");
        }
        if (positions > shape.contextLength()) {
            throw new DecodingException(positions + " tokens are asked for at once; expected at most "
                    + shape.contextLength() + ", the model's context length; shorten the text or the window");
        }
        for (int id : ids) {
            shape.requireInVocabulary(id);
        }
    }

    /** Takes the distribution of a row; valid during the call. */
    private interface RowConsumer {
        void accept(int row, LogSoftmax distribution);
    }

    /** Hands the distributions of rows from..to−1 on. */
    private record Rows(int from, int to, RowConsumer consumer) implements RowVisitor {
        @Override
        public boolean wantsLogits(int row) {
            return row >= from && row < to;
        }

        @Override
        public void logits(int row, float[] logits) {
            consumer.accept(
                    row,
                    LogSoftmax.of(logits)
                            .orElseThrow(
                                    () -> new NonFiniteLogitsException("row " + row + " of the text", "this pass")));
        }
    }
}
