package org.d3explorer.ui.explore;

import java.util.List;
import java.util.concurrent.TimeUnit;
import org.d3explorer.decoding.RunControl;
import org.d3explorer.trace.DepthChange;
import org.d3explorer.trace.EndReason;
import org.d3explorer.trace.Fork;
import org.d3explorer.trace.ReferenceRecord;
import org.d3explorer.trace.RunHeader;
import org.d3explorer.trace.RunStatistics;
import org.d3explorer.trace.TokenRecord;
import org.d3explorer.ui.view.RunModel;
import org.jspecify.annotations.Nullable;

/** The run in progress: takes its records from the engine thread, once a frame, into the run shown and its figures. */
final class LiveRun {
    /** Figures that change more often cannot be read, and laying them out takes time from the model. */
    private static final long FIGURES_EVERY_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

    private final RunModel run;
    private final StatusViewModel status;
    private RunQueue queue = new RunQueue();
    private RunControl control = new RunControl();
    private RunStatistics.Accumulator statistics = new RunStatistics.Accumulator(0, 0);
    private DriftWatch drift = new DriftWatch();
    private BranchSeed seed = BranchSeed.NONE;
    private double driftLimit;
    private boolean begun;
    private boolean figuresStale;
    private long figuresShownAt;
    private @Nullable Cleared cleared;

    /** A run taken away. */
    private record Cleared(
            RunHeader header, BranchSeed records, @Nullable EndReason endReason) {}

    LiveRun(RunModel run, StatusViewModel status) {
        this.run = run;
        this.status = status;
    }

    /** Gets ready for a run; what is shown stays until its prompt is tokenized. */
    RunQueue prepare(BranchSeed from) {
        control = new RunControl();
        queue = new RunQueue();
        seed = from;
        begun = false;
        return queue;
    }

    /** Returns what steers the run. */
    RunControl control() {
        return control;
    }

    /** Says whether the run prepared last is the one shown; it is not before its prompt is tokenized. */
    boolean hasBegun() {
        return begun;
    }

    /** Takes over what happened since the last call. */
    RunQueue.Batch pulse() {
        var batch = queue.take();
        var header = batch.header();
        if (header != null) {
            begin(header);
        }
        if (!batch.tokens().isEmpty()
                || !batch.references().isEmpty()
                || !batch.changes().isEmpty()) {
            show(batch.changes(), batch.tokens(), batch.references(), batch.referenceNanos());
        }
        if (batch.endReason() != null || System.nanoTime() - figuresShownAt >= FIGURES_EVERY_NANOS) {
            showFigures();
        }
        return batch;
    }

    /** Takes the run shown away and keeps it for {@link #restore}. */
    void clear() {
        var header = run.headerProperty().get();
        cleared = header == null
                ? null
                : new Cleared(
                        header,
                        new BranchSeed(run.changes(), run.tokens(), run.references(), Fork.Reason.DEPTH),
                        run.endReasonProperty().get());
        queue = new RunQueue();
        run.clear();
        status.clear();
    }

    /**
     * Shows the run again that was taken away.
     *
     * @return whether there was one, and no other has been shown since
     */
    boolean restore() {
        var back = cleared;
        if (back == null || run.headerProperty().get() != null) {
            return false;
        }
        seed = back.records();
        begin(back.header());
        if (back.endReason() != null) {
            run.end(back.endReason());
        }
        return true;
    }

    /** Looks again for the token from which the decay has gone too far. */
    void watchDrift(double limit) {
        driftLimit = limit;
        drift = new DriftWatch();
        drift.add(run.references(), limit);
        run.driftTokenProperty().set(drift.token());
    }

    private void begin(RunHeader header) {
        begun = true;
        cleared = null;
        run.begin(header);
        status.clear();
        statistics = new RunStatistics.Accumulator(
                header.layers(), header.promptIds().size());
        drift = new DriftWatch();
        if (!seed.tokens().isEmpty()) {
            show(seed.changes(), seed.tokens(), seed.references(), 0);
            showFigures();
        }
    }

    private void show(
            List<DepthChange> changes, List<TokenRecord> tokens, List<ReferenceRecord> references, long nanos) {
        tokens.forEach(statistics::add);
        statistics.addReferences(references, nanos);
        drift.add(references, driftLimit);
        run.driftTokenProperty().set(drift.token());
        run.append(changes, tokens, references);
        figuresStale = true;
    }

    private void showFigures() {
        if (figuresStale) {
            figuresStale = false;
            figuresShownAt = System.nanoTime();
            status.show(statistics.snapshot());
        }
    }
}
