package org.d3explorer.evaluation;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import org.d3explorer.decoding.Cancellation;
import org.d3explorer.decoding.LayerSequence;
import org.d3explorer.decoding.LayerStack;
import org.d3explorer.decoding.LogSoftmax;
import org.d3explorer.decoding.NonFiniteLogitsException;
import org.d3explorer.decoding.RowVisitor;
import org.d3explorer.decoding.StepMeasurement;
import org.d3explorer.depth.KvPolicy;
import org.d3explorer.depth.LayerSet;

/**
 * Runs the scored half of a window again and again with other layers. The full-depth first half is run once a window and
 * truncated back to, which halves the cost.
 */
final class WindowPass implements AutoCloseable {
    private final WindowText text;
    private final Cancellation cancellation;
    private final LayerSequence sequence;
    private final StepMeasurement measurement;
    private final LayerSet allLayers;
    private int[] scored = {};

    /** Takes the distribution that predicts the token behind a row of the scored half; valid during the call. */
    interface Prediction {
        void accept(int row, int next, LogSoftmax distribution);
    }

    WindowPass(LayerStack stack, WindowText text, Cancellation cancellation) {
        this.text = text;
        this.cancellation = cancellation;
        var shape = stack.shape();
        if (text.length() > shape.contextLength()) {
            throw new EvaluationException("windows have " + text.length() + " tokens; expected at most "
                    + shape.contextLength() + ", the model's context length");
        }
        sequence = stack.open(text.length());
        measurement = new StepMeasurement(shape.layers());
        allLayers = LayerSet.all(shape.layers());
    }

    /** Moves to a window and runs its first half. */
    void begin(int window) {
        sequence.truncate(0);
        scored = text.scored(window);
        forward(text.prompt(window), row -> allLayers, RowVisitor.NONE);
    }

    /**
     * Runs the second half.
     *
     * @param layersAt layers for each of its rows
     * @param prediction told of each row but the last
     */
    void run(IntFunction<LayerSet> layersAt, Prediction prediction) {
        sequence.truncate(scored.length);
        forward(scored, layersAt, new RowVisitor() {
            @Override
            public boolean wantsLogits(int row) {
                return row + 1 < scored.length;
            }

            @Override
            public void logits(int row, float[] logits) {
                var distribution = LogSoftmax.of(logits)
                        .orElseThrow(() -> new NonFiniteLogitsException("a calibration window", "this pass"));
                prediction.accept(row, scored[row + 1], distribution);
            }
        });
    }

    /** Runs a whole window at full depth. */
    void observe(int window, RowVisitor visitor) {
        sequence.truncate(0);
        forward(text.whole(window), row -> allLayers, visitor);
    }

    /** Runs the second half at full depth and keeps its distributions: V floats a row. */
    List<LogSoftmax> fullDepth() {
        var rows = new ArrayList<LogSoftmax>(scored.length);
        run(row -> allLayers, (row, next, distribution) -> rows.add(distribution.copy()));
        return rows;
    }

    private void forward(int[] ids, IntFunction<LayerSet> layersAt, RowVisitor visitor) {
        sequence.forward(ids, layersAt, KvPolicy.BACKFILL, visitor, measurement, cancellation);
    }

    @Override
    public void close() {
        sequence.close();
    }
}
