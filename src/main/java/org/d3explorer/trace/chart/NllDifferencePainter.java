package org.d3explorer.trace.chart;

import java.awt.Graphics2D;
import java.awt.Shape;
import java.awt.geom.Line2D;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;
import java.util.List;
import java.util.Locale;

/**
 * Bars of the NLL difference for each token both runs begin with, a line of the difference of the mean NLLs, and a mark at
 * the first differing token. The chart data given to it is {@link NllDifferenceChart#longer}.
 */
final class NllDifferencePainter implements ChartPainter {
    /** Smaller differences are rounding and stay flat. */
    private static final double LEAST_RANGE = 1e-4;

    /** Where the axis spans less, in nats, its labels would have too many digits for the space left of the plot. */
    private static final double SMALL = 0.03;

    private static final int THOUSAND = 1000;
    private static final double MARGIN = 0.08;
    private static final int BEHIND = 110;
    private static final int LABEL_GAP = 5;

    private final NllDifferenceChart chart;

    NllDifferencePainter(NllDifferenceChart chart) {
        this.chart = chart;
    }

    /** What the value axis spans, in nats; zero lies within. */
    private record Range(double low, double high) {
        double y(Viewport view, double value) {
            var plot = view.plot();
            return plot.getMaxY() - plot.getHeight() * (Math.clamp(value, low, high) - low) / (high - low);
        }
    }

    @Override
    public String title() {
        return "NLL difference, second − first";
    }

    @Override
    public void paint(Graphics2D g, ChartData data, Viewport view) {
        var palette = view.palette();
        var columns = Columns.of(data, view);
        var range = range(columns);
        boolean small = range.high - range.low < SMALL;
        String unit = small ? "thousandths of a nat" : "nats";
        int scale = small ? THOUSAND : 1;
        double free = ChartFrame.heading(g, view, title(), unit, unit);
        ChartFrame.signedAxis(g, view, scale * range.low, scale * range.high);
        ChartFrame.tokenAxis(g, view);
        ChartFrame.legend(
                g,
                view,
                free,
                List.of(
                        new ChartFrame.Legend("same token", palette.first(), ChartFrame.Mark.AREA),
                        new ChartFrame.Legend("mean so far", palette.second(), ChartFrame.Mark.LINE)));
        if (chart.both() == 0) {
            ChartFrame.nothing(g, view, chart.longer().size() == 0 ? "Neither run has a token" : withoutTokens());
            return;
        }
        Shape clip = g.getClip();
        g.clip(view.plot());
        behind(g, view);
        bars(g, view, columns, range);
        mean(g, view, columns, range);
        firstDifference(g, view);
        g.setClip(clip);
    }

    private String withoutTokens() {
        return "The " + (chart.first().size() == 0 ? "first" : "second") + " run has no token to compare";
    }

    @Override
    public String describe(ChartData data, int i) {
        if (i >= chart.both()) {
            return "token " + i + ": the " + (chart.first().size() <= i ? "first" : "second") + " run ended before";
        }
        String nlls = String.format(
                Locale.ROOT,
                "NLL %.4f, %.4f",
                chart.first().nll(i),
                chart.second().nll(i));
        String difference = i < chart.common()
                ? String.format(Locale.ROOT, "difference %+.6f nats", chart.difference(i))
                : i == chart.common() ? "first different token" : "texts differ";
        return String.format(
                Locale.ROOT, "token %d: %s, %s; mean so far %+.4f nats", i, nlls, difference, chart.meanDifference(i));
    }

    private Range range(Columns columns) {
        double low = -LEAST_RANGE;
        double high = LEAST_RANGE;
        for (int c = 0; c < columns.count(); c++) {
            for (int i = columns.from(c); i < Math.min(columns.to(c), chart.both()); i++) {
                double mean = chart.meanDifference(i);
                double value = i < chart.common() ? chart.difference(i) : mean;
                low = Math.min(low, Math.min(value, mean));
                high = Math.max(high, Math.max(value, mean));
            }
        }
        double margin = MARGIN * (high - low);
        return new Range(low - margin, high + margin);
    }

    /** Shades where the texts are no longer the same. */
    private void behind(Graphics2D g, Viewport view) {
        var plot = view.plot();
        double left = Math.clamp(view.x(chart.common()), plot.getMinX(), plot.getMaxX());
        double right = Math.clamp(view.x(chart.longer().size()), left, plot.getMaxX());
        g.setColor(ChartFrame.translucent(view.palette().grid(), BEHIND));
        g.fill(new Rectangle2D.Double(left, plot.getY(), right - left, plot.getHeight()));
    }

    private void bars(Graphics2D g, Viewport view, Columns columns, Range range) {
        double zero = range.y(view, 0);
        double gap = ChartFrame.gap(view);
        var path = new Path2D.Double(Path2D.WIND_NON_ZERO, columns.count() * 5 + 5);
        for (int c = 0; c < columns.count(); c++) {
            double low = 0;
            double high = 0;
            for (int i = columns.from(c); i < Math.min(columns.to(c), chart.common()); i++) {
                low = Math.min(low, chart.difference(i));
                high = Math.max(high, chart.difference(i));
            }
            double top = range.y(view, high);
            double height = range.y(view, low) - top;
            if (height > 0) {
                path.append(
                        new Rectangle2D.Double(
                                columns.left(c), top, Math.max(0.5, columns.right(c) - columns.left(c) - gap), height),
                        false);
            }
        }
        g.setColor(view.palette().first());
        g.fill(path);
        g.setColor(view.palette().mutedText());
        g.setStroke(ChartFrame.THIN);
        g.draw(new Line2D.Double(view.plot().getMinX(), zero, view.plot().getMaxX(), zero));
    }

    private void mean(Graphics2D g, Viewport view, Columns columns, Range range) {
        var path = new Path2D.Double(Path2D.WIND_NON_ZERO, columns.count() + 1);
        for (int c = 0; c < columns.count() && columns.from(c) < chart.both(); c++) {
            int i = Math.min(columns.to(c), chart.both()) - 1;
            double y = range.y(view, chart.meanDifference(i));
            if (path.getCurrentPoint() == null) {
                path.moveTo(columns.centre(c), y);
            } else {
                path.lineTo(columns.centre(c), y);
            }
        }
        g.setColor(view.palette().second());
        g.setStroke(ChartFrame.THICK);
        g.draw(path);
    }

    private void firstDifference(Graphics2D g, Viewport view) {
        int at = chart.common();
        if (at >= chart.longer().size() || at < view.first() || at > view.last()) {
            return;
        }
        var plot = view.plot();
        double x = view.x(at);
        g.setColor(view.palette().text());
        g.setStroke(ChartFrame.DASHED);
        g.draw(new Line2D.Double(x, plot.getMinY(), x, plot.getMaxY()));
        String label = at < chart.both()
                ? "▲ token " + at + " differs"
                : "▲ the " + (chart.first().size() == at ? "first" : "second") + " run ends";
        g.setFont(ChartFrame.LABEL);
        int width = g.getFontMetrics(ChartFrame.LABEL).stringWidth(label);
        boolean fits = x + LABEL_GAP + width < plot.getMaxX();
        g.drawString(label, (float) (fits ? x + LABEL_GAP : x - LABEL_GAP - width), (float) plot.getMaxY() - LABEL_GAP);
    }
}
