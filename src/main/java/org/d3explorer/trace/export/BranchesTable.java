package org.d3explorer.trace.export;

import java.io.IOException;
import java.io.Writer;
import org.d3explorer.trace.Branch;
import org.d3explorer.trace.Fork;
import org.d3explorer.trace.Trace;

/** The branches of a run as an HTML table that says which one a report shows and how to get a report of another. */
final class BranchesTable {
    private final Trace trace;
    private final int shown;

    /**
     * Makes the table.
     *
     * @param trace with all branches
     * @param shown id of the one that is reported
     */
    BranchesTable(Trace trace, int shown) {
        this.trace = trace;
        this.shown = shown;
    }

    /** Writes the table; nothing where the run has one branch only. */
    void write(Writer out) throws IOException {
        int count = trace.branches().size();
        if (count == 1) {
            return;
        }
        String others = count == 2 ? "one other branch" : (count - 1) + " other branches";
        out.write("<section><h2>Branches</h2><p>This report shows " + Html.escape(BranchCaption.of(trace, shown))
                + ". The trace has " + others
                + ". <code>trace export</code> with a branch's option gives a report of that one.</p>"
                + "<table><tr><th>branch</th><th>begins</th><th>leaves</th><th>what changed</th><th>own tokens</th>"
                + "<th>mean depth</th><th>perplexity</th><th>option</th></tr>");
        for (Branch branch : trace.branches()) {
            row(out, branch);
        }
        out.write("</table></section>\n");
    }

    private void row(Writer out, Branch branch) throws IOException {
        Fork fork = branch.fork();
        var figures = trace.path(branch.id()).statistics();
        out.write(branch.id() == shown ? "<tr class=\"shown\">" : "<tr>");
        cell(out, trace.number(branch.id()) + (branch.id() == shown ? " (shown)" : ""));
        cell(out, BranchCaption.from(branch));
        cell(out, fork == null ? "–" : "branch " + trace.number(fork.parent()));
        cell(out, fork == null ? "–" : BranchCaption.change(branch));
        cell(out, Integer.toString(branch.tokens().size()));
        cell(out, FiguresTable.figure("%.2f", figures.meanDepth()));
        cell(out, FiguresTable.figure("%.3f", figures.perplexity()));
        cell(out, "--branch " + branch.id());
        out.write("</tr>");
    }

    private static void cell(Writer out, String text) throws IOException {
        out.write("<td>" + Html.escape(text) + "</td>");
    }
}
