package org.d3explorer.ui.explore;

import java.util.List;
import org.d3explorer.trace.Branch;
import org.d3explorer.trace.DepthChange;
import org.d3explorer.trace.EndReason;
import org.d3explorer.trace.ReferenceRecord;
import org.d3explorer.trace.RunHeader;
import org.d3explorer.trace.TokenRecord;
import org.d3explorer.trace.Trace;
import org.d3explorer.trace.TraceException;
import org.d3explorer.trace.TraceLibrary;
import org.d3explorer.trace.TraceRecorder;
import org.d3explorer.ui.notice.NoticeCenter;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a run in the library while it goes on, and hands everything on. A run that leaves another becomes a branch of that
 * one's trace where both have the same settings, else of a trace that begins with what it took over. A run that cannot be
 * kept goes on and the user is told once. Engine thread only.
 */
final class KeptRun implements RunEvents {
    private final KeptRuns runs;
    private final NoticeCenter notices;
    private final RunEvents next;
    private final BranchSeed seed;
    private final @Nullable KeptRun parent;

    private @Nullable TraceRecorder recorder;
    /** Id of the kept run that this one extends. */
    private @Nullable String replaces;
    /** Id under which this run is kept; it is not before the run has ended. */
    private @Nullable String id;

    private int branch = Branch.ROOT;
    private boolean anyToken;

    /**
     * Makes the keeper of a run that is about to begin.
     *
     * @param runs where it is kept
     * @param notices told where that fails
     * @param next is handed everything
     * @param seed what the run takes over
     * @param parent the run it leaves; null where it begins anew
     */
    KeptRun(KeptRuns runs, NoticeCenter notices, RunEvents next, BranchSeed seed, @Nullable KeptRun parent) {
        this.runs = runs;
        this.notices = notices;
        this.next = next;
        this.seed = seed;
        this.parent = parent;
    }

    @Override
    public void began(RunHeader header) {
        try {
            var library = runs.library();
            recorder = seed.tokens().isEmpty() ? library.record(header) : beginBranch(library, header);
        } catch (TraceException e) {
            notices.failed(e);
        }
        next.began(header);
    }

    private TraceRecorder beginBranch(TraceLibrary library, RunHeader header) {
        var base = parentTrace(library, header);
        int leaves = parent == null ? Branch.ROOT : parent.branch;
        if (base == null) {
            base = takenOver(header);
            leaves = Branch.ROOT;
        } else if (parent != null) {
            replaces = parent.id;
        }
        var first = seed.tokens().getLast();
        var fork = seed.fork(owner(base, leaves, first.index()));
        var begun = library.record(base);
        branch = begun.branch(fork);
        seed.changes().stream()
                .filter(change -> change.index() == first.index())
                .forEach(begun::depthChanged);
        begun.token(first);
        return begun;
    }

    /** Returns the trace of the run that this one leaves; null where it is gone or was made with other settings. */
    private @Nullable Trace parentTrace(TraceLibrary library, RunHeader header) {
        var left = parent;
        if (left == null || left.id == null) {
            return null;
        }
        try {
            var trace = library.read(left.id);
            return sameSettings(trace.header(), header) ? trace : null;
        } catch (TraceException e) {
            return null;
        }
    }

    /** Says whether a run of one header can be a branch of a trace of the other; the bound on tokens may be another. */
    private static boolean sameSettings(RunHeader kept, RunHeader header) {
        return kept.manifestSha256().equals(header.manifestSha256())
                && kept.programVersion().equals(header.programVersion())
                && kept.executionProvider().equals(header.executionProvider())
                && kept.threads() == header.threads()
                && kept.promptIds().equals(header.promptIds())
                && kept.ignoreEndTokens() == header.ignoreEndTokens()
                && kept.sampling().equals(header.sampling())
                && kept.referenceChunk() == header.referenceChunk();
    }

    /** Returns the tokens before the one that is another, as a trace. */
    private Trace takenOver(RunHeader header) {
        int end = seed.tokens().size() - 1;
        return new Trace(
                header,
                seed.changes().stream()
                        .filter(change -> change.index() == 0 || change.index() < end)
                        .toList(),
                seed.tokens().subList(0, end),
                seed.references(),
                EndReason.STOPPED);
    }

    /** Returns the branch that a token of a branch's path is the own one of; a branch's first is left as a sibling. */
    private static int owner(Trace trace, int branch, int index) {
        var fork = trace.branch(branch).fork();
        return fork == null || index > fork.index() ? branch : owner(trace, fork.parent(), index);
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
            recording.ended(reason, failure == null ? null : oneLine(failure));
            recording.failure().ifPresent(notices::failed);
            recording.finish();
            id = TraceLibrary.id(recording.target());
            if (replaces != null) {
                runs.library().supersede(replaces, recording);
            }
            runs.changed();
        } catch (TraceException | IllegalArgumentException e) {
            notices.failed(e);
        }
    }

    private static String oneLine(Throwable failure) {
        return String.valueOf(failure.getMessage())
                .lines()
                .findFirst()
                .orElse(failure.getClass().getSimpleName());
    }
}
