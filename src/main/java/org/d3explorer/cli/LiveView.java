package org.d3explorer.cli;

import java.io.PrintStream;
import java.util.Locale;
import org.d3explorer.decoding.RunListener;
import org.d3explorer.depth.DepthSchedule.PowerLaw;
import org.d3explorer.trace.DepthChange;
import org.d3explorer.trace.EndReason;
import org.d3explorer.trace.TokenRecord;
import org.jspecify.annotations.Nullable;

/**
 * Draws a run in a terminal: the text, coloured by depth, scrolls above one status line that stays at the bottom. The
 * colour is never the only carrier: the status line names the depth.
 */
final class LiveView implements RunListener {
    private static final double NANOS_PER_MILLI = 1e6;
    private static final int BAR_WIDTH = 15;
    private static final int SMALLEST_HEIGHT = 4;
    /** A status line redrawn more often than this cannot be read. */
    private static final long STATUS_NANOS = 33_000_000;

    private final PrintStream out;
    private final Screen screen;
    private final boolean colour;
    private final int layers;
    private final ReadableText readable;
    private final RunOutcome outcome;

    private int rows;
    private long drawnAt;
    private @Nullable TokenRecord last;
    private @Nullable DepthChange inForce;
    private int prefillDone;
    private int prefillTotal;

    LiveView(PrintStream out, Screen screen, boolean colour, int layers, ReadableText readable, RunOutcome outcome) {
        this.out = out;
        this.screen = screen;
        this.colour = colour;
        this.layers = layers;
        this.readable = readable;
        this.outcome = outcome;
    }

    @Override
    public void depthChanged(DepthChange change) {
        inForce = change;
    }

    @Override
    public void prefillProgress(int done, int total) {
        prefillDone = done;
        prefillTotal = total;
        drawStatus(true);
    }

    @Override
    public void token(TokenRecord token) {
        last = token;
        reserveStatusLine();
        var text = readable.forTerminal(token);
        out.print(colour ? DepthColours.begin(token.depth(), layers) + text + DepthColours.RESET : text);
        drawStatus(false);
    }

    @Override
    public void ended(EndReason reason, @Nullable Throwable failure) {
        if (rows > 0) {
            // Scrolling region off, status line gone, cursor behind the text.
            out.print("\u001b7\u001b[r\u001b[" + rows + ";1H\u001b[2K\u001b8");
        }
        out.println();
        out.flush();
        screen.close();
    }

    /** Keeps the bottom row out of the scrolling text; again when the terminal's height has changed. */
    private void reserveStatusLine() {
        int height = screen.rows();
        if (height < SMALLEST_HEIGHT || height == rows) {
            return;
        }
        // A line feed first, so that the cursor is not in the row that is taken away.
        out.print("\n\u001b[A\u001b7\u001b[1;" + (height - 1) + "r\u001b8");
        rows = height;
    }

    private void drawStatus(boolean now) {
        long time = System.nanoTime();
        if (!now && time - drawnAt < STATUS_NANOS) {
            out.flush();
            return;
        }
        drawnAt = time;
        reserveStatusLine();
        if (rows > 0) {
            var line = status();
            int width = Math.max(1, screen.columns() - 1);
            var shown = line.length() > width ? line.substring(0, width) : line;
            out.print("\u001b7\u001b[" + rows + ";1H\u001b[2K"
                    + (colour ? "\u001b[7m" + shown + DepthColours.RESET : shown) + "\u001b8");
        }
        out.flush();
    }

    private String status() {
        var token = last;
        if (token == null) {
            return " reading the prompt, " + prefillDone + " of " + prefillTotal + " tokens";
        }
        var run = outcome.figures();
        return String.format(
                Locale.ROOT,
                " token %d  %s %d/%d  α %s  ppl %s  %.1f ms/token  mean depth %s  ops ratio %s",
                token.index(),
                bar(token.depth()),
                token.depth(),
                layers,
                alpha(),
                Figures.of("%.2f", run.perplexity()),
                token.times().totalNanos() / NANOS_PER_MILLI,
                Figures.of("%.1f", run.meanDepth()),
                Figures.of("%.2f", run.operationsRatio()));
    }

    private String bar(int depth) {
        int filled = Math.round((float) depth / layers * BAR_WIDTH);
        return "█".repeat(filled) + "░".repeat(BAR_WIDTH - filled);
    }

    private String alpha() {
        return inForce != null && inForce.configuration().schedule() instanceof PowerLaw d3
                ? Schedules.trimmed(d3.alpha())
                : Figures.NONE;
    }
}
