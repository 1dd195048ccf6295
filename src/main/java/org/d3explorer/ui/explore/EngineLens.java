package org.d3explorer.ui.explore;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.DoubleConsumer;
import org.d3explorer.decoding.Cancellation;
import org.d3explorer.ui.view.LogitLensService;
import org.d3explorer.ui.view.RunModel;

/** Asks the engine for the logit lens of the run shown. */
final class EngineLens implements LogitLensService {
    private final EngineService engine;
    private final RunModel run;

    EngineLens(EngineService engine, RunModel run) {
        this.engine = engine;
        this.run = run;
    }

    @Override
    public CompletableFuture<List<Reading>> look(int token, DoubleConsumer progress) {
        var request = LensRequest.of(run, token);
        if (request == null) {
            return CompletableFuture.failedFuture(new IllegalArgumentException("the run shown has no token " + token));
        }
        var cancellation = new Cancellation();
        var answer = new Answer(cancellation);
        engine.lens(request, progress, cancellation, (rows, failure) -> {
            if (rows == null) {
                answer.completeExceptionally(failure == null ? new IllegalStateException("no answer") : failure);
            } else {
                answer.complete(rows.stream()
                        .map(row -> new Reading(
                                row.layer(), row.executed(), row.candidates().getFirst()))
                        .toList());
            }
        });
        return answer;
    }

    /** A future whose cancelling stops the engine's work on it. */
    private static final class Answer extends CompletableFuture<List<Reading>> {
        private final Cancellation cancellation;

        Answer(Cancellation cancellation) {
            this.cancellation = cancellation;
        }

        @Override
        public boolean cancel(boolean mayInterruptIfRunning) {
            cancellation.cancel();
            return super.cancel(mayInterruptIfRunning);
        }
    }
}
