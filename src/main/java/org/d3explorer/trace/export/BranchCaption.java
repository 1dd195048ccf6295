package org.d3explorer.trace.export;

import org.d3explorer.trace.Branch;
import org.d3explorer.trace.Fork;
import org.d3explorer.trace.Trace;

/** Says of what shows one branch of a run which of them it shows. */
public final class BranchCaption {
    private BranchCaption() {}

    /**
     * Returns e.g. {@code branch 2 of 3, from token 17}; empty where the trace has one branch only.
     *
     * @param trace with the branch
     * @param id of the branch
     */
    public static String of(Trace trace, int id) {
        if (trace.branches().size() == 1) {
            return "";
        }
        return "branch " + trace.number(id) + " of " + trace.branches().size() + ", " + from(trace.branch(id));
    }

    /** Returns where a branch begins. */
    static String from(Branch branch) {
        Fork fork = branch.fork();
        return fork == null ? "the first text" : "from token " + fork.index();
    }

    /** Returns what is another in a branch than in the one it leaves. */
    static String change(Branch branch) {
        Fork fork = branch.fork();
        if (fork == null) {
            return "";
        }
        if (fork.reason() == Fork.Reason.ALTERNATIVE_TOKEN && !branch.tokens().isEmpty()) {
            return "token “" + branch.tokens().getFirst().text() + "”";
        }
        return branch.changes().isEmpty()
                ? ""
                : Words.of(branch.changes().getFirst().configuration().schedule());
    }
}
