package org.d3explorer.ui.explore;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.d3explorer.decoding.RunControl;
import org.d3explorer.trace.Branch;
import org.d3explorer.trace.DepthChange;
import org.d3explorer.trace.EndReason;
import org.d3explorer.trace.Fork;
import org.d3explorer.trace.ReferencePass;
import org.d3explorer.trace.ReferenceRecord;
import org.d3explorer.trace.RunHeader;
import org.d3explorer.trace.RunStatistics;
import org.d3explorer.trace.TokenRecord;
import org.d3explorer.trace.Trace;
import org.d3explorer.ui.view.RunModel;
import org.jspecify.annotations.Nullable;

/**
 * Fills the run shown and its figures: with a run in progress, whose records it takes from the engine thread once a frame,
 * or with one that has ended.
 */
final class LiveRun {
    /** Figures that change more often cannot be read, and laying them out takes time from the model. */
    private static final long FIGURES_EVERY_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

    private final RunModel run;
    private final StatusViewModel status;
    private RunQueue queue = new RunQueue();
    private RunControl control = new RunControl();
    private RunStatistics.Accumulator statistics = new RunStatistics.Accumulator(0, 0);
    private DriftWatch drift = new DriftWatch();
    private final List<ReferencePass> passes = new ArrayList<>();
    private @Nullable BranchSeed seed;
    private double driftLimit;
    private boolean begun;
    private boolean figuresStale;
    private long figuresShownAt;

    LiveRun(RunModel run, StatusViewModel status) {
        this.run = run;
        this.status = status;
    }

    /**
     * Gets ready for a run; what is shown stays until its prompt is tokenized.
     *
     * @param from what it begins with, null for nothing
     */
    RunQueue prepare(@Nullable BranchSeed from) {
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

    /** Returns what the run prepared last began with, null for nothing. */
    @Nullable
    BranchSeed seed() {
        return seed;
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
            batch.tokens().forEach(statistics::add);
            statistics.addReferences(batch.references(), batch.referenceNanos());
            passes.addAll(batch.passes());
            append(batch.changes(), batch.tokens(), batch.references());
        }
        if (batch.endReason() != null || System.nanoTime() - figuresShownAt >= FIGURES_EVERY_NANOS) {
            showFigures();
        }
        return batch;
    }

    /**
     * Returns what the run shown has of its own, as a branch.
     *
     * @param id of the branch
     * @param fork where it leaves its parent, null for the root
     * @param reason why it ended, null while it goes on
     * @param failure one line of cause where it failed, else null
     */
    Branch own(int id, @Nullable Fork fork, @Nullable EndReason reason, @Nullable String failure) {
        int first = fork == null ? 0 : fork.index();
        return new Branch(
                id,
                fork,
                run.changes().stream().filter(change -> change.index() >= first).toList(),
                run.tokens().subList(first, run.tokens().size()),
                run.references().stream()
                        .filter(reference -> reference.index() >= first)
                        .toList(),
                passes,
                reason,
                failure);
    }

    /** Takes the run shown away. */
    void clear() {
        queue = new RunQueue();
        run.clear();
        status.clear();
    }

    /**
     * Shows a run that has ended; the token selected and the part of the axis shown stay where it has them.
     *
     * @param path from T_0 on, as a trace of one branch
     * @param speedup measured of it, null where it has not been
     */
    void show(Trace path, @Nullable MeasuredSpeedup speedup) {
        int selected = run.selectedTokenProperty().get();
        boolean whole = run.wholeRunVisibleProperty().get();
        int firstVisible = run.firstVisibleProperty().get();
        int lastVisible = run.lastVisibleProperty().get();
        queue = new RunQueue();
        run.begin(path.header());
        take(path);
        if (speedup != null) {
            status.show(speedup);
        }
        if (path.endReason() != null) {
            run.end(path.endReason());
        }
        if (selected != RunModel.NONE && selected < path.tokens().size()) {
            run.selectedTokenProperty().set(selected);
        }
        if (!whole && firstVisible < path.tokens().size()) {
            run.showRange(firstVisible, lastVisible);
        }
    }

    /** Says which of several branches is shown, for pictures of it; empty for the only one. */
    void caption(String words) {
        run.captionProperty().set(words);
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
        run.begin(header);
        if (seed != null) {
            take(seed.taken());
        } else {
            take(new Trace(header, List.of(), List.of(), List.of(), null));
        }
    }

    /** Begins with records that are there already; their figures are carried on. */
    private void take(Trace path) {
        status.clear();
        passes.clear();
        drift = new DriftWatch();
        statistics = path.accumulator();
        if (!path.changes().isEmpty()) {
            append(path.changes(), path.tokens(), path.references());
            showFigures();
        }
    }

    private void append(List<DepthChange> changes, List<TokenRecord> tokens, List<ReferenceRecord> references) {
        run.append(changes, tokens, references);
        drift.add(references, driftLimit);
        run.driftTokenProperty().set(drift.token());
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
