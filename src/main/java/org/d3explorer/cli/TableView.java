package org.d3explorer.cli;

import java.io.PrintStream;
import java.util.Locale;
import org.d3explorer.decoding.RunListener;
import org.d3explorer.trace.DepthChange;
import org.d3explorer.trace.TokenRecord;

/** Prints one row a token: depth, perplexity, latency. For where there is no terminal to draw in. */
final class TableView implements RunListener {
    private static final double NANOS_PER_MILLI = 1e6;

    private final PrintStream out;
    private final int layers;
    private final RunOutcome outcome;
    private boolean headed;

    TableView(PrintStream out, int layers, RunOutcome outcome) {
        this.out = out;
        this.layers = layers;
        this.outcome = outcome;
    }

    @Override
    public void depthChanged(DepthChange change) {
        out.println("from token " + change.index() + ": " + Schedules.describe(change.configuration()));
    }

    @Override
    public void token(TokenRecord token) {
        if (!headed) {
            headed = true;
            out.printf(
                    "%5s  %-" + (layers + 3) + "s %9s %9s %9s  %s%n",
                    "token",
                    "layers that ran",
                    "token ppl",
                    "run ppl",
                    "ms",
                    "text");
        }
        out.printf(
                Locale.ROOT,
                "%5d  %s %2d%10.2f%10s%10.2f  %s%n",
                token.index(),
                map(token),
                token.depth(),
                token.perplexity(),
                Figures.of("%.2f", outcome.figures().perplexity()),
                token.times().totalNanos() / NANOS_PER_MILLI,
                visible(token.text()));
        out.flush();
    }

    /** One character a layer: ran, backfilled first, copied first, passed by. */
    private String map(TokenRecord token) {
        var map = new StringBuilder(layers);
        for (int layer = 0; layer < layers; layer++) {
            map.append(
                    !token.executed().contains(layer)
                            ? '.'
                            : token.backfilled().contains(layer)
                                    ? 'b'
                                    : token.copied().contains(layer) ? 'c' : '#');
        }
        return map.toString();
    }

    /** Returns the text on one line. */
    static String visible(String text) {
        return text.replace("\n", "\\n").replace("\r", "\\r").replace("\t", "\\t");
    }
}
