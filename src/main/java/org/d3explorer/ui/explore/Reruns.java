package org.d3explorer.ui.explore;

import java.util.concurrent.CancellationException;
import java.util.concurrent.Executor;
import org.d3explorer.decoding.Cancellation;
import org.d3explorer.trace.Trace;
import org.d3explorer.ui.text.Texts;
import org.jspecify.annotations.Nullable;

/** Runs finished runs again: to measure their speedup, or to see whether they come out the same. Interface thread only. */
final class Reruns {
    private final EngineService engine;
    private final EngineUse use;
    private final Executor interfaceThread;
    private Cancellation cancellation = new Cancellation();

    Reruns(EngineService engine, EngineUse use, Executor interfaceThread) {
        this.engine = engine;
        this.use = use;
        this.interfaceThread = interfaceThread;
    }

    /**
     * Measures a speedup; only while the engine is ready.
     *
     * @param completion called on the interface thread
     */
    void measure(SpeedupRequest request, Completion<MeasuredSpeedup> completion) {
        begin("activity.measuring");
        engine.measure(request, this::advance, cancellation, ended("activity.measured", completion));
    }

    /**
     * Repeats a recorded run; only while the engine is ready.
     *
     * @param completion called on the interface thread
     */
    void repeat(RepeatRequest request, Completion<Trace> completion) {
        begin("activity.repeating");
        engine.repeat(request, this::advance, cancellation, ended("activity.repeated", completion));
    }

    /** Ends what is being run again. */
    void cancel() {
        cancellation.cancel();
    }

    private void begin(String doing) {
        cancellation = new Cancellation();
        use.begin(RunState.MEASURING, Texts.get(doing));
        use.advance(0);
    }

    private void advance(double share) {
        interfaceThread.execute(() -> {
            if (use.now() == RunState.MEASURING) {
                use.advance(share);
            }
        });
    }

    private <T> Completion<T> ended(String done, Completion<T> completion) {
        return (result, failure) -> interfaceThread.execute(() -> {
            use.end(RunState.READY, Texts.get(result != null ? done : unfinished(failure)));
            completion.done(result, failure);
        });
    }

    private static String unfinished(@Nullable Throwable failure) {
        return failure == null || failure instanceof CancellationException ? "activity.stopped" : "activity.failed";
    }
}
