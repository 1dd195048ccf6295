package org.d3explorer.ui.explore;

import java.util.ArrayList;
import java.util.List;
import org.d3explorer.depth.DepthConfiguration;
import org.d3explorer.depth.DepthSchedule;
import org.d3explorer.trace.Branch;
import org.d3explorer.trace.Fork;
import org.d3explorer.trace.Trace;
import org.d3explorer.ui.text.Texts;
import org.d3explorer.ui.view.TokenFacts;

/**
 * A branch of a run as a chooser shows it.
 *
 * @param id of the branch
 * @param level how many branches it lies behind the root, 0 for the root itself
 * @param text which one of how many it is, where it leaves which other, and what is another there
 */
public record BranchRow(int id, int level, String text) {
    /** Returns a run's branches, each below the one it leaves. */
    public static List<BranchRow> of(Trace trace) {
        var rows = new ArrayList<BranchRow>();
        add(rows, trace, trace.root(), 0);
        return rows;
    }

    private static void add(List<BranchRow> rows, Trace trace, Branch branch, int level) {
        rows.add(new BranchRow(branch.id(), level, describe(trace, branch)));
        for (var other : trace.branches()) {
            var fork = other.fork();
            if (fork != null && fork.parent() == branch.id()) {
                add(rows, trace, other, level + 1);
            }
        }
    }

    private static String describe(Trace trace, Branch branch) {
        int number = trace.number(branch.id());
        int count = trace.branches().size();
        var fork = branch.fork();
        if (fork == null) {
            return Texts.format("branch.root", number, count);
        }
        return fork.reason() == Fork.Reason.ALTERNATIVE_TOKEN
                        && !branch.tokens().isEmpty()
                ? Texts.format(
                        "branch.alternative",
                        number,
                        count,
                        fork.index(),
                        TokenFacts.quoted(branch.tokens().getFirst().text()))
                : branch.changes().isEmpty()
                        ? Texts.format("branch.depth.begun", number, count, fork.index())
                        : Texts.format(
                                "branch.depth",
                                number,
                                count,
                                fork.index(),
                                depth(branch.changes().getFirst().configuration()));
    }

    /** Returns what is another where the depth is: of D³ its α. */
    private static String depth(DepthConfiguration configuration) {
        return configuration.schedule() instanceof DepthSchedule.PowerLaw(double alpha, int start)
                ? Texts.format("branch.alpha", alpha)
                : DepthWords.of(configuration);
    }
}
