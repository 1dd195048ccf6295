package org.d3explorer.ui.traces;

import java.util.List;
import org.d3explorer.trace.Branch;
import org.d3explorer.trace.Trace;
import org.d3explorer.ui.explore.BranchRow;

/**
 * One side of a comparison of two runs: a trace and the line of generation chosen of it.
 *
 * @param run the trace
 * @param branch id of the branch
 */
public record ComparedRun(OpenTrace run, int branch) {
    /** Returns a trace's first line of generation. */
    static ComparedRun first(OpenTrace run) {
        return new ComparedRun(run, Branch.ROOT);
    }

    /** Returns a trace's newest line of generation. */
    static ComparedRun newest(OpenTrace run) {
        return new ComparedRun(run, run.trace().branches().getLast().id());
    }

    /** Returns the same trace with another branch chosen. */
    ComparedRun with(BranchRow chosen) {
        return new ComparedRun(run, chosen.id());
    }

    /** Returns the chosen line of generation from T_0 on, as a trace of one branch. */
    Trace path() {
        return run.trace().path(branch);
    }

    /** Returns the branches there are to choose from, each below the one it leaves. */
    List<BranchRow> branches() {
        return BranchRow.of(run.trace());
    }

    /** Returns what it is called: title and, where the trace has several, the branch. */
    String name() {
        return run.trace().branches().size() == 1
                ? run.title()
                : branches().stream()
                        .filter(row -> row.id() == branch)
                        .map(row -> run.title() + " · " + row.text())
                        .findFirst()
                        .orElse(run.title());
    }
}
