package org.d3explorer.ui.compare;

import java.util.Iterator;
import java.util.List;
import java.util.concurrent.Executor;
import org.d3explorer.decoding.Cancellation;
import org.d3explorer.ui.explore.EngineService;
import org.d3explorer.ui.explore.MeasuredSpeedup;
import org.d3explorer.ui.explore.SpeedupRequest;
import org.jspecify.annotations.Nullable;

/** Measures the configurations' speedups over full depth, one after the other. Interface thread only. */
final class SpeedupRun {
    private final EngineService engine;
    private final Iterator<ColumnViewModel> rest;
    private final int count;
    private final int repetitions;
    private final Executor interfaceThread;
    private final Listener listener;
    private final Cancellation cancellation = new Cancellation();
    private int done;

    /** Told how the measuring goes. */
    interface Listener {
        /** A configuration and full depth are timed in turn. */
        void measuring(ColumnViewModel column);

        /** A share 0..1 of all is done. */
        void progressed(double share);

        /** It is over: complete, or stopped, or failed. */
        void ended(boolean complete, @Nullable Throwable failure);
    }

    /**
     * Makes a measurement.
     *
     * @param columns those with a text to measure, see {@link #isMeasurable}
     * @param repetitions how often each text is timed
     */
    SpeedupRun(
            EngineService engine,
            List<ColumnViewModel> columns,
            int repetitions,
            Executor interfaceThread,
            Listener listener) {
        this.engine = engine;
        this.rest = List.copyOf(columns).iterator();
        this.count = columns.size();
        this.repetitions = repetitions;
        this.interfaceThread = interfaceThread;
        this.listener = listener;
    }

    /** Says whether a configuration has a text whose speedup can be measured. */
    static boolean isMeasurable(ColumnViewModel column) {
        return column.run().tokens().size() >= 2
                && !column.run().changes().isEmpty()
                && column.run().headerProperty().get() != null;
    }

    void start() {
        if (!rest.hasNext()) {
            listener.ended(true, null);
            return;
        }
        var column = rest.next();
        var header = column.run().headerProperty().get();
        if (header == null) {
            start();
            return;
        }
        listener.measuring(column);
        engine.measure(
                new SpeedupRequest(
                        header.promptIds(),
                        column.run().changes(),
                        column.run().tokens().size(),
                        repetitions),
                share -> interfaceThread.execute(() -> listener.progressed((done + share) / count)),
                cancellation,
                (speedup, failure) -> interfaceThread.execute(() -> measured(column, speedup, failure)));
    }

    void stop() {
        cancellation.cancel();
    }

    private void measured(ColumnViewModel column, @Nullable MeasuredSpeedup speedup, @Nullable Throwable failure) {
        if (speedup == null) {
            listener.ended(false, failure);
            return;
        }
        column.show(speedup);
        done++;
        start();
    }
}
