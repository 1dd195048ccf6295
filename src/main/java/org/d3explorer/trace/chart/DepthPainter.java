package org.d3explorer.trace.chart;

import java.awt.Graphics2D;
import java.awt.geom.Line2D;
import java.awt.geom.Path2D;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.d3explorer.depth.DepthSchedule;
import org.d3explorer.trace.DepthChange;

/** Bars of the number of layers that ran, the schedule as a line, and a mark at each change of the configuration. */
final class DepthPainter implements ChartPainter {
    private static final double LABEL_GAP = 3;

    @Override
    public String title() {
        return "Depth";
    }

    @Override
    public void paint(Graphics2D g, ChartData data, Viewport view) {
        var palette = view.palette();
        double free = ChartFrame.heading(g, view, title(), "layers", "layers");
        ChartFrame.linearAxis(g, view, data.layers(), true);
        ChartFrame.tokenAxis(g, view);
        ChartFrame.legend(
                g,
                view,
                free,
                List.of(
                        new ChartFrame.Legend("ran", palette.first(), ChartFrame.Mark.AREA),
                        new ChartFrame.Legend("schedule", palette.second(), ChartFrame.Mark.LINE),
                        new ChartFrame.Legend("change", palette.third(), ChartFrame.Mark.DASHES)));
        var columns = Columns.of(data, view);
        if (columns.count() == 0) {
            ChartFrame.nothing(g, view, "No tokens yet. Each will be a bar: how many layers ran");
            return;
        }
        double[] floor = new double[columns.count()];
        double[] least = new double[columns.count()];
        double[] most = new double[columns.count()];
        double[] scheduled = new double[columns.count()];
        Arrays.fill(floor, view.plot().getMaxY());
        for (int c = 0; c < columns.count(); c++) {
            int low = Integer.MAX_VALUE;
            int high = 0;
            for (int i = columns.from(c); i < columns.to(c); i++) {
                low = Math.min(low, data.depth(i));
                high = Math.max(high, data.depth(i));
            }
            least[c] = ChartFrame.linearY(view, low, data.layers());
            most[c] = ChartFrame.linearY(view, high, data.layers());
            scheduled[c] = ChartFrame.linearY(view, data.scheduledDepth(columns.from(c)), data.layers());
        }
        double gap = ChartFrame.gap(view);
        g.setColor(ChartFrame.translucent(palette.first(), 110));
        g.fill(ChartFrame.bars(columns, floor, most, gap));
        g.setColor(palette.first());
        g.fill(ChartFrame.bars(columns, floor, least, gap));
        g.setColor(palette.second());
        g.setStroke(ChartFrame.THICK);
        g.draw(steps(columns, scheduled));
        changes(g, data, view);
    }

    @Override
    public String describe(ChartData data, int i) {
        return "token " + i + ": " + data.depth(i) + " of " + data.layers() + " layers ran, schedule "
                + data.scheduledDepth(i);
    }

    /** Returns a configuration's schedule in a few characters. */
    static String label(DepthChange change) {
        return switch (change.configuration().schedule()) {
            case DepthSchedule.Full() -> "full";
            case DepthSchedule.PowerLaw power -> "α " + alpha(power.alpha());
            case DepthSchedule.Linear linear -> linear.maxDepth() + "→" + linear.minDepth();
            case DepthSchedule.Constant constant -> "depth " + constant.depth();
        };
    }

    /** Six digits, trailing zeros left out: near 1 the digits behind the nines tell. */
    private static String alpha(double value) {
        String digits = String.format(Locale.ROOT, "%.6f", value).replaceAll("0+$", "");
        return digits.endsWith(".") ? digits + "0" : digits;
    }

    private static Path2D steps(Columns columns, double[] y) {
        var path = new Path2D.Double();
        path.moveTo(columns.left(0), y[0]);
        for (int c = 0; c < columns.count(); c++) {
            path.lineTo(columns.left(c), y[c]);
            path.lineTo(columns.right(c), y[c]);
        }
        return path;
    }

    private static void changes(Graphics2D g, ChartData data, Viewport view) {
        var plot = view.plot();
        var shown = data.changes().stream()
                .filter(change -> change.index() > 0
                        && view.x(change.index()) >= plot.getX()
                        && view.x(change.index()) <= plot.getMaxX())
                .toList();
        for (DepthChange change : shown) {
            double x = view.x(change.index());
            var line = new Line2D.Double(x, plot.getY(), x, plot.getMaxY());
            g.setColor(ChartFrame.translucent(view.palette().background(), 205));
            g.setStroke(ChartFrame.HALO);
            g.draw(line);
            g.setColor(view.palette().third());
            g.setStroke(ChartFrame.DASHED);
            g.draw(line);
        }
        var metrics = g.getFontMetrics(ChartFrame.LABEL);
        // Of the many changes that dragging makes, the last has the room, left of its line where there is none right of
        // it.
        double free = plot.getMaxX();
        for (DepthChange change : shown.reversed()) {
            double x = view.x(change.index());
            String label = label(change);
            double width = metrics.stringWidth(label) + 2.0 * LABEL_GAP;
            double left = x + width > plot.getMaxX() ? x - width : x;
            if (left >= plot.getX() && left + width <= free) {
                ChartFrame.label(
                        g,
                        view,
                        label,
                        left + LABEL_GAP,
                        plot.getY(),
                        view.palette().third());
            }
            free = Math.min(x, left) - 2;
        }
    }
}
