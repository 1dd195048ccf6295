package org.d3explorer.ui.explore;

import java.util.List;
import org.d3explorer.trace.DepthChange;
import org.d3explorer.trace.EndReason;
import org.d3explorer.trace.ReferenceRecord;
import org.d3explorer.trace.RunHeader;
import org.d3explorer.trace.TokenRecord;
import org.d3explorer.trace.TraceException;
import org.d3explorer.trace.TraceLibrary;
import org.d3explorer.trace.TraceRecorder;
import org.d3explorer.ui.notice.NoticeCenter;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a run in the library while it goes on, and hands everything on. A branch is kept with the whole run it belongs to,
 * all its other branches included; one made with other settings than depth begins a trace of its own. A run that cannot be
 * kept goes on and the user is told once. Engine thread only, {@link #trace} apart.
 */
final class KeptRun implements RunEvents {
    private final KeptRuns runs;
    private final NoticeCenter notices;
    private final RunEvents next;
    private final @Nullable BranchSeed seed;

    private volatile KeptTrace trace;
    private @Nullable TraceRecorder recorder;
    private boolean anyToken;

    /**
     * Makes the keeper of a run that is about to begin.
     *
     * @param runs where it is kept
     * @param notices told where that fails
     * @param next is handed everything
     * @param seed what the run begins with; null where it begins anew
     * @param trace under which id the run that it leaves is kept; a new one where it begins anew
     */
    KeptRun(KeptRuns runs, NoticeCenter notices, RunEvents next, @Nullable BranchSeed seed, KeptTrace trace) {
        this.runs = runs;
        this.notices = notices;
        this.next = next;
        this.seed = seed;
        this.trace = trace;
    }

    /** Returns where the run is kept, known once it has begun. */
    KeptTrace trace() {
        return trace;
    }

    @Override
    public void began(RunHeader header) {
        var from = seed;
        if (from != null && !from.belongsTo(header)) {
            trace = new KeptTrace();
        }
        try {
            var library = runs.library();
            recorder = from == null ? library.record(header) : beginBranch(library, from, header);
        } catch (TraceException e) {
            notices.failed(e);
        }
        next.began(header);
    }

    private static TraceRecorder beginBranch(TraceLibrary library, BranchSeed from, RunHeader header) {
        var begun = library.record(from.base(header));
        begun.branch(from.fork(header));
        from.ownChanges().forEach(begun::depthChanged);
        from.ownTokens().forEach(begun::token);
        return begun;
    }

    @Override
    public void depthChanged(DepthChange change) {
        if (recorder != null) {
            recorder.depthChanged(change);
        }
        next.depthChanged(change);
    }

    @Override
    public void prefillProgress(int done, int total) {
        next.prefillProgress(done, total);
    }

    @Override
    public void token(TokenRecord token) {
        anyToken = true;
        if (recorder != null) {
            recorder.token(token);
        }
        next.token(token);
    }

    @Override
    public void reference(List<ReferenceRecord> records, long nanos) {
        if (recorder != null) {
            recorder.reference(records, nanos);
        }
        next.reference(records, nanos);
    }

    @Override
    public void ended(EndReason reason, @Nullable Throwable failure) {
        if (recorder != null) {
            finish(recorder, reason, failure);
        }
        next.ended(reason, failure);
    }

    private void finish(TraceRecorder recording, EndReason reason, @Nullable Throwable failure) {
        try {
            if (!anyToken) {
                recording.discard();
                return;
            }
            recording.ended(reason, oneLine(failure));
            recording.failure().ifPresent(notices::failed);
            recording.finish();
            var before = trace.id();
            trace.moveTo(TraceLibrary.id(recording.target()));
            if (before != null && runs.library().contains(before)) {
                runs.library().supersede(before, recording);
            }
            runs.changed();
        } catch (TraceException | IllegalArgumentException e) {
            notices.failed(e);
        }
    }

    /** Returns a failure's cause as a trace holds it; null for none. */
    static @Nullable String oneLine(@Nullable Throwable failure) {
        return failure == null
                ? null
                : String.valueOf(failure.getMessage())
                        .lines()
                        .findFirst()
                        .orElse(failure.getClass().getSimpleName());
    }
}
