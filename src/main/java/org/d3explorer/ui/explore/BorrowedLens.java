package org.d3explorer.ui.explore;

import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.DoubleConsumer;
import org.d3explorer.ui.text.Texts;
import org.d3explorer.ui.view.LogitLensService;
import org.d3explorer.ui.view.RunModel;

/** Borrows the engine for the logit lens of a run that another view shows, and gives it back. */
final class BorrowedLens implements LogitLensService {
    private final ExploreViewModel explore;
    private final RunModel run;
    private final Executor interfaceThread;

    BorrowedLens(ExploreViewModel explore, RunModel run, Executor interfaceThread) {
        this.explore = explore;
        this.run = run;
        this.interfaceThread = interfaceThread;
    }

    /** Fails with {@link CancellationException} where the engine is not free; the user has been told why. */
    @Override
    public CompletableFuture<List<Reading>> look(int token, DoubleConsumer progress) {
        var stop = new CompletableFuture<Void>();
        var engine = explore.borrow(Texts.format("activity.lens", token), () -> stop.complete(null));
        if (engine.isEmpty()) {
            return CompletableFuture.failedFuture(new CancellationException("the engine is not free"));
        }
        var answer = new EngineLens(engine.get(), run).look(token, progress);
        var _ = stop.thenRun(() -> answer.cancel(true));
        var _ = answer.whenComplete((readings, failure) -> interfaceThread.execute(
                () -> explore.giveBack(Texts.get(failure == null ? "activity.lens.done" : "activity.lens.not"))));
        return answer;
    }
}
