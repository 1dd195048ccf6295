package org.d3explorer.trace.chart;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.Shape;
import java.awt.Stroke;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;
import java.util.ArrayList;
import java.util.Locale;
import java.util.function.IntToDoubleFunction;
import org.d3explorer.trace.RunStatistics;

/** Perplexity of each token, over the last tokens, running, and under full depth, on a logarithmic or linear axis. */
final class PerplexityPainter implements ChartPainter {
    private static final double LEAST_TOP = 10;
    private static final double BAND_WIDTH = 1;
    private static final double POINT = 3;
    private static final int CROSSES_FROM = 4;

    @Override
    public String title() {
        return "Perplexity";
    }

    @Override
    public void paint(Graphics2D g, ChartData data, Viewport view) {
        var palette = view.palette();
        var columns = Columns.of(data, view);
        boolean crosses = data.hasReference() && view.pixelsPerToken() >= CROSSES_FROM;
        double range = view.logarithmic() ? decades(data, columns, crosses) : 2 * greatestMean(data, columns);
        double free = view.logarithmic()
                ? ChartFrame.heading(g, view, title(), "perplexity (log)", "log")
                : ChartFrame.heading(g, view, title(), "perplexity", "linear");
        axis(g, view, range);
        ChartFrame.tokenAxis(g, view);
        var legend = new ArrayList<ChartFrame.Legend>();
        legend.add(new ChartFrame.Legend("token", soft(palette.first()), ChartFrame.Mark.AREA));
        legend.add(new ChartFrame.Legend("running", palette.first(), ChartFrame.Mark.LINE));
        if (data.hasReference()) {
            legend.add(new ChartFrame.Legend(
                    "running, full depth", "full depth", palette.second(), ChartFrame.Mark.DASHES));
        }
        legend.add(new ChartFrame.Legend("last " + RunStatistics.WINDOW, palette.third(), ChartFrame.Mark.LINE));
        if (crosses) {
            legend.add(new ChartFrame.Legend("× token, full depth", "× token", palette.second(), ChartFrame.Mark.AREA));
        }
        ChartFrame.legend(g, view, free, legend);
        if (columns.count() == 0) {
            ChartFrame.nothing(g, view, "No tokens yet. Each will be a point: how unexpected it was");
            return;
        }
        Shape clip = g.getClip();
        g.clip(view.plot());
        tokens(g, data, view, range, columns);
        if (crosses) {
            crosses(g, data, view, range, columns);
        }
        line(g, view, range, columns, data::windowedPerplexity, palette.third(), ChartFrame.FINE);
        line(g, view, range, columns, data::runningPerplexity, palette.first(), ChartFrame.THICK);
        if (data.hasReference()) {
            line(g, view, range, columns, data::runningReferencePerplexity, palette.second(), ChartFrame.DASHED);
        }
        g.setClip(clip);
    }

    @Override
    public String describe(ChartData data, int i) {
        String reference = Double.isNaN(data.referencePerplexity(i))
                ? ""
                : String.format(
                        Locale.ROOT, ", full depth %.4g, KL %.3g nats", data.referencePerplexity(i), data.kl(i));
        return String.format(
                Locale.ROOT,
                "token %d: %.4g%s, running %.4g, last %d %.4g",
                i,
                data.perplexity(i),
                reference,
                data.runningPerplexity(i),
                RunStatistics.WINDOW,
                data.windowedPerplexity(i));
    }

    /** Returns how many powers of ten hold all that is painted. */
    private static double decades(ChartData data, Columns columns, boolean crosses) {
        double top = Math.max(LEAST_TOP, greatestMean(data, columns));
        for (int c = 0; c < columns.count(); c++) {
            for (int i = columns.from(c); i < columns.to(c); i++) {
                top = greater(top, data.perplexity(i));
                top = crosses ? greater(top, data.referencePerplexity(i)) : top;
            }
        }
        return Math.ceil(Math.log10(top) - 1e-9);
    }

    /** Returns the greatest value of the lines. Twice that they fill a linear plot; single tokens may lie above. */
    private static double greatestMean(ChartData data, Columns columns) {
        double top = 1;
        for (int c = 0; c < columns.count(); c++) {
            int i = columns.to(c) - 1;
            top = greater(top, data.windowedPerplexity(i));
            top = greater(top, data.runningPerplexity(i));
            top = greater(top, data.runningReferencePerplexity(i));
        }
        return top;
    }

    /** Returns the greater of two values, of which the second may be unknown. */
    private static double greater(double known, double value) {
        return value > known ? value : known;
    }

    private static void axis(Graphics2D g, Viewport view, double range) {
        if (!view.logarithmic()) {
            ChartFrame.linearAxis(g, view, range, false);
            return;
        }
        int every = (int) Math.max(1, Math.ceil(range * 22 / view.plot().getHeight()));
        for (int d = 0; d <= range; d += every) {
            double value = Math.pow(10, d);
            ChartFrame.gridLine(g, view, y(view, value, range), Ticks.compact(value, 1));
        }
    }

    /** Paints a point for each token, or a band from least to greatest where a pixel holds several. */
    private static void tokens(Graphics2D g, ChartData data, Viewport view, double range, Columns columns) {
        boolean band = view.pixelsPerToken() < 1;
        g.setColor(soft(view.palette().first()));
        var path = new Path2D.Double(Path2D.WIND_NON_ZERO, columns.count() * 5 + 5);
        for (int c = 0; c < columns.count(); c++) {
            double low = Double.POSITIVE_INFINITY;
            double high = 0;
            for (int i = columns.from(c); i < columns.to(c); i++) {
                low = Math.min(low, data.perplexity(i));
                high = Math.max(high, data.perplexity(i));
            }
            double top = y(view, high, range);
            double bottom = y(view, low, range);
            path.append(
                    band
                            ? new Rectangle2D.Double(
                                    columns.left(c), top, BAND_WIDTH, Math.max(BAND_WIDTH, bottom - top))
                            : new Rectangle2D.Double(columns.centre(c) - POINT / 2, top - POINT / 2, POINT, POINT),
                    false);
        }
        g.fill(path);
    }

    /** Paints a cross for each token under full depth. */
    private static void crosses(Graphics2D g, ChartData data, Viewport view, double range, Columns columns) {
        g.setColor(view.palette().second());
        g.setStroke(ChartFrame.THIN);
        var path = new Path2D.Double(Path2D.WIND_NON_ZERO, columns.count() * 4 + 4);
        for (int c = 0; c < columns.count(); c++) {
            double value = data.referencePerplexity(columns.from(c));
            if (!Double.isNaN(value)) {
                double x = columns.centre(c);
                double y = y(view, value, range);
                path.moveTo(x - 2, y - 2);
                path.lineTo(x + 2, y + 2);
                path.moveTo(x - 2, y + 2);
                path.lineTo(x + 2, y - 2);
            }
        }
        g.draw(path);
    }

    /** Paints a line through the values, the last of each column; it ends where they are unknown. */
    private static void line(
            Graphics2D g,
            Viewport view,
            double range,
            Columns columns,
            IntToDoubleFunction value,
            Color color,
            Stroke stroke) {
        g.setColor(color);
        g.setStroke(stroke);
        var path = new Path2D.Double(Path2D.WIND_NON_ZERO, columns.count() + 1);
        boolean pen = false;
        for (int c = 0; c < columns.count(); c++) {
            double v = value.applyAsDouble(columns.to(c) - 1);
            if (Double.isNaN(v)) {
                pen = false;
            } else if (pen) {
                path.lineTo(columns.centre(c), y(view, v, range));
            } else {
                path.moveTo(columns.centre(c), y(view, v, range));
                pen = true;
            }
        }
        g.draw(path);
    }

    private static double y(Viewport view, double perplexity, double range) {
        return ChartFrame.linearY(view, view.logarithmic() ? Math.max(0, Math.log10(perplexity)) : perplexity, range);
    }

    /** Paler than the running line of the same colour, and still 3 : 1 against the background in both themes. */
    private static Color soft(Color color) {
        return ChartFrame.translucent(color, 190);
    }
}
