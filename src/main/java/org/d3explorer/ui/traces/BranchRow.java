package org.d3explorer.ui.traces;

import java.util.ArrayList;
import java.util.List;
import org.d3explorer.trace.Branch;
import org.d3explorer.trace.Fork;
import org.d3explorer.trace.Trace;
import org.d3explorer.ui.text.Texts;

/**
 * A branch of a trace as the chooser shows it.
 *
 * @param id of the branch
 * @param text what it is, indented below what it leaves
 */
public record BranchRow(int id, String text) {
    private static final String INDENT = "    ";

    /** Returns a trace's branches, each below the one it leaves. */
    static List<BranchRow> of(Trace trace) {
        var rows = new ArrayList<BranchRow>();
        add(rows, trace, trace.root(), 0);
        return rows;
    }

    private static void add(List<BranchRow> rows, Trace trace, Branch branch, int level) {
        rows.add(new BranchRow(branch.id(), INDENT.repeat(level) + describe(branch)));
        for (var other : trace.branches()) {
            var fork = other.fork();
            if (fork != null && fork.parent() == branch.id()) {
                add(rows, trace, other, level + 1);
            }
        }
    }

    private static String describe(Branch branch) {
        var fork = branch.fork();
        int tokens = branch.tokens().size();
        if (fork == null) {
            return Texts.format("traces.branch.root", tokens);
        }
        return fork.reason() == Fork.Reason.DEPTH || branch.tokens().isEmpty()
                ? Texts.format("traces.branch.depth", branch.id(), fork.index(), tokens)
                : Texts.format(
                        "traces.branch.alternative",
                        branch.id(),
                        fork.index(),
                        Comparison.quoted(branch.tokens().getFirst()),
                        tokens);
    }
}
