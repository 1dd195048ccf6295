package org.d3explorer.ui.explore;

import org.d3explorer.trace.EndReason;
import org.d3explorer.trace.Trace;

/**
 * A recorded run to run again in the same way.
 *
 * @param path the run from T_0 on, as a trace of one branch
 * @param takenOver how many of its tokens are taken over instead of generated again: those up to where a branch begins
 */
public record RepeatRequest(Trace path, int takenOver) {
    /** Checks that something is left to generate. */
    public RepeatRequest {
        if (takenOver < 0 || takenOver >= path.tokens().size()) {
            throw new IllegalArgumentException("a run of " + path.tokens().size() + " tokens of which " + takenOver
                    + " are taken over leaves nothing to generate");
        }
    }

    /**
     * Returns the request to repeat a branch of a trace from where it begins.
     *
     * @param trace with the branch
     * @param branch its id
     */
    public static RepeatRequest of(Trace trace, int branch) {
        var fork = trace.branch(branch).fork();
        return new RepeatRequest(trace.path(branch), fork == null ? 0 : fork.firstGenerated());
    }

    /** Says whether a branch of a trace has a token that can be generated again. */
    public static boolean isPossible(Trace trace, int branch) {
        var fork = trace.branch(branch).fork();
        int own = trace.branch(branch).tokens().size();
        return fork == null ? own > 0 : fork.index() + own > fork.firstGenerated();
    }

    /** Returns the bound on tokens: what the run had where it ended by itself, else where it was ended. */
    int maxNewTokens() {
        int recorded = path.tokens().size();
        return path.endReason() == EndReason.END_TOKEN
                ? Math.max(recorded, path.header().maxNewTokens())
                : recorded;
    }
}
