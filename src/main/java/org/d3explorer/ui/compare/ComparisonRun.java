package org.d3explorer.ui.compare;

import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Function;
import org.d3explorer.decoding.Cancellation;
import org.d3explorer.decoding.RunControl;
import org.d3explorer.evaluation.TeacherForcedScore;
import org.d3explorer.trace.EndReason;
import org.d3explorer.ui.explore.EngineService;
import org.d3explorer.ui.explore.GenerationRequest;
import org.d3explorer.ui.explore.RunQueue;
import org.d3explorer.ui.explore.TeacherForcingRequest;
import org.jspecify.annotations.Nullable;

/**
 * One comparison in progress: full depth generates, then each configuration in turn, then all are scored on full depth's
 * text. A configuration that fails says so in its column and the others go on; without full depth's text there is nothing
 * to compare with. Interface thread only; {@link #pulse} is called once a frame.
 */
final class ComparisonRun {
    private final EngineService engine;
    private final List<ColumnViewModel> columns;
    private final Function<ColumnViewModel, GenerationRequest> requests;
    private final Executor interfaceThread;
    private final Listener listener;
    private final Cancellation cancellation = new Cancellation();
    private RunQueue queue = new RunQueue();
    private RunControl control = new RunControl();
    private int current;
    private boolean generating;
    private @Nullable Throwable firstFailure;

    /** Told how the comparison goes. */
    interface Listener {
        /** A configuration begins to generate. */
        void generating(int column);

        /** Something was taken over; a share 0..1 of all generations is done. */
        void progressed(double share);

        /** The scoring begins. */
        void scoring();

        /** It is over: complete, or stopped, or failed. */
        void ended(boolean complete, @Nullable Throwable failure);
    }

    /**
     * Makes a comparison.
     *
     * @param columns full depth first
     * @param requests returns what a column generates
     */
    ComparisonRun(
            EngineService engine,
            List<ColumnViewModel> columns,
            Function<ColumnViewModel, GenerationRequest> requests,
            Executor interfaceThread,
            Listener listener) {
        this.engine = engine;
        this.columns = List.copyOf(columns);
        this.requests = requests;
        this.interfaceThread = interfaceThread;
        this.listener = listener;
    }

    void start() {
        columns.forEach(ColumnViewModel::await);
        generate(0);
    }

    void stop() {
        cancellation.cancel();
        control.stop();
    }

    private void generate(int column) {
        current = column;
        queue = new RunQueue();
        control = new RunControl();
        generating = true;
        columns.get(column).begin();
        listener.generating(column);
        engine.generate(requests.apply(columns.get(column)), control, queue);
    }

    /** Takes over what the generation did since the last call. */
    void pulse() {
        if (!generating) {
            return;
        }
        var batch = queue.take();
        if (batch.isEmpty()) {
            return;
        }
        var column = columns.get(current);
        column.append(batch, columns.getFirst());
        listener.progressed((current + share(column)) / columns.size());
        var reason = batch.endReason();
        if (reason != null) {
            generating = false;
            generated(reason, batch.failure());
        }
    }

    private static double share(ColumnViewModel column) {
        var header = column.run().headerProperty().get();
        return header == null ? 0 : (double) column.run().tokens().size() / header.maxNewTokens();
    }

    private void generated(EndReason reason, @Nullable Throwable failure) {
        if (reason == EndReason.FAILED) {
            columns.get(current).failed(failure);
            if (firstFailure == null) {
                firstFailure = failure;
            }
        }
        if (reason == EndReason.STOPPED
                || cancellation.isRequested()
                || columns.getFirst().hasFailed()) {
            end(false, firstFailure);
        } else if (current + 1 < columns.size()) {
            generate(current + 1);
        } else {
            score();
        }
    }

    private void end(boolean complete, @Nullable Throwable failure) {
        columns.forEach(ColumnViewModel::awaitNoMore);
        listener.ended(complete, failure);
    }

    private void score() {
        var fullDepth = columns.getFirst();
        var header = fullDepth.run().headerProperty().get();
        var others = columns.stream()
                .filter(column -> !column.isReference() && !column.hasFailed())
                .toList();
        if (header == null || others.isEmpty()) {
            end(false, firstFailure);
            return;
        }
        listener.scoring();
        engine.score(
                new TeacherForcingRequest(
                        header.promptIds(),
                        fullDepth.ids(),
                        others.stream()
                                .map(column -> requests.apply(column).configuration())
                                .toList()),
                share -> interfaceThread.execute(() -> listener.progressed(share)),
                cancellation,
                (scores, failure) -> interfaceThread.execute(() -> scored(others, scores, failure)));
    }

    private void scored(
            List<ColumnViewModel> others, @Nullable List<TeacherForcedScore> scores, @Nullable Throwable failure) {
        if (scores != null) {
            for (int i = 0; i < scores.size(); i++) {
                others.get(i).show(scores.get(i), columns.getFirst());
            }
        }
        end(scores != null && firstFailure == null, failure == null ? firstFailure : failure);
    }
}
