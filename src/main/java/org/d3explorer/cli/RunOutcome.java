package org.d3explorer.cli;

import java.util.List;
import org.d3explorer.decoding.RunListener;
import org.d3explorer.trace.EndReason;
import org.d3explorer.trace.ReferenceRecord;
import org.d3explorer.trace.RunHeader;
import org.d3explorer.trace.RunStatistics;
import org.d3explorer.trace.TokenRecord;
import org.jspecify.annotations.Nullable;

/** Keeps a run's figures up to date, and how it ended. */
final class RunOutcome implements RunListener {
    private final RunStatistics.Accumulator figures;
    private @Nullable EndReason reason;
    private @Nullable Throwable failure;

    RunOutcome(RunHeader header) {
        figures = new RunStatistics.Accumulator(
                header.layers(), header.promptIds().size());
    }

    /** Returns the figures so far. */
    RunStatistics figures() {
        return figures.snapshot();
    }

    /**
     * Returns why the run ended.
     *
     * @throws RuntimeException the run's failure, if it failed
     */
    EndReason reason() {
        if (failure instanceof RuntimeException e) {
            throw e;
        }
        if (failure instanceof Error e) {
            throw e;
        }
        if (reason == null || reason == EndReason.FAILED) {
            throw new IllegalStateException("the run ended without a reason", failure);
        }
        return reason;
    }

    @Override
    public void token(TokenRecord token) {
        figures.add(token);
    }

    @Override
    public void reference(List<ReferenceRecord> records, long nanos) {
        figures.addReferences(records, nanos);
    }

    @Override
    public void ended(EndReason reason, @Nullable Throwable failure) {
        this.reason = reason;
        this.failure = failure;
    }
}
