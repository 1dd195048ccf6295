package org.d3explorer.trace.chart;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.Shape;
import java.awt.geom.Path2D;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.IntToDoubleFunction;

/**
 * Where each token's time went, stacked. A column of several tokens shows their mean. T_0's time is the time to first
 * token, prefill included; it and outliers are cut off at the top with a mark, so that the rest can be read.
 */
final class LatencyPainter implements ChartPainter {
    private static final double OUTLIER = 3;
    private static final double MARK_HEIGHT = 6;

    @Override
    public String title() {
        return "Latency";
    }

    @Override
    public void paint(Graphics2D g, ChartData data, Viewport view) {
        var palette = view.palette();
        var columns = Columns.of(data, view);
        double[] total = means(columns, data::totalMillis);
        double top = top(columns, total);
        double free = ChartFrame.heading(g, view, title(), "ms per token", "ms per token");
        ChartFrame.linearAxis(g, view, top, false);
        ChartFrame.tokenAxis(g, view);
        ChartFrame.legend(
                g,
                view,
                free,
                List.of(
                        new ChartFrame.Legend("layers", palette.first(), ChartFrame.Mark.AREA),
                        new ChartFrame.Legend("backfill", palette.second(), ChartFrame.Mark.AREA),
                        new ChartFrame.Legend("head", palette.third(), ChartFrame.Mark.AREA),
                        new ChartFrame.Legend("sampling", palette.fourth(), ChartFrame.Mark.AREA),
                        new ChartFrame.Legend("total", palette.text(), ChartFrame.Mark.LINE)));
        if (columns.count() == 0) {
            ChartFrame.nothing(g, view, "No tokens yet. Each will be a bar: where its time went");
            return;
        }
        Shape clip = g.getClip();
        g.clip(view.plot());
        double[] stacked = new double[columns.count()];
        double[] low = new double[columns.count()];
        Arrays.fill(low, view.plot().getMaxY());
        low = band(g, view, columns, data::layersMillis, stacked, low, top, palette.first());
        low = band(g, view, columns, data::backfillMillis, stacked, low, top, palette.second());
        low = band(g, view, columns, data::headMillis, stacked, low, top, palette.third());
        band(g, view, columns, data::samplingMillis, stacked, low, top, palette.fourth());
        totalLine(g, view, columns, total, top);
        cutOff(g, view, columns, total, top);
        g.setClip(clip);
    }

    @Override
    public String describe(ChartData data, int i) {
        return String.format(
                Locale.ROOT,
                "token %d: %s%.2f ms, layers %.2f, backfill %.2f, head %.2f, sampling %.2f",
                i,
                i == 0 ? "TTFT " : "",
                data.totalMillis(i),
                data.layersMillis(i),
                data.backfillMillis(i),
                data.headMillis(i),
                data.samplingMillis(i));
    }

    private static double[] means(Columns columns, IntToDoubleFunction value) {
        double[] means = new double[columns.count()];
        for (int c = 0; c < means.length; c++) {
            double sum = 0;
            for (int i = columns.from(c); i < columns.to(c); i++) {
                sum += value.applyAsDouble(i);
            }
            means[c] = sum / (columns.to(c) - columns.from(c));
        }
        return means;
    }

    /** Returns the axis's end: the greatest decode time in view, unless it is far above nearly all others. */
    private static double top(Columns columns, double[] total) {
        int skip = columns.count() > 1 && columns.from(0) == 0 ? 1 : 0;
        double[] sorted = Arrays.copyOfRange(total, skip, total.length);
        Arrays.sort(sorted);
        if (sorted.length == 0) {
            return 1;
        }
        double most = sorted[sorted.length - 1];
        double usual = sorted[(int) (0.98 * (sorted.length - 1))];
        double end = most > OUTLIER * usual && usual > 0 ? usual * 1.5 : most * 1.05;
        return end > 0 ? end : 1;
    }

    private static double[] band(
            Graphics2D g,
            Viewport view,
            Columns columns,
            IntToDoubleFunction value,
            double[] stacked,
            double[] low,
            double top,
            Color color) {
        double[] means = means(columns, value);
        double[] high = new double[means.length];
        for (int c = 0; c < means.length; c++) {
            stacked[c] += means[c];
            high[c] = ChartFrame.linearY(view, stacked[c], top);
        }
        g.setColor(color);
        g.fill(ChartFrame.bars(columns, low, high, ChartFrame.gap(view)));
        return high;
    }

    private static void totalLine(Graphics2D g, Viewport view, Columns columns, double[] total, double top) {
        var path = new Path2D.Double();
        path.moveTo(columns.centre(0), ChartFrame.linearY(view, total[0], top));
        for (int c = 1; c < total.length; c++) {
            path.lineTo(columns.centre(c), ChartFrame.linearY(view, total[c], top));
        }
        g.setColor(ChartFrame.translucent(view.palette().text(), 170));
        g.setStroke(ChartFrame.THIN);
        g.draw(path);
    }

    private static void cutOff(Graphics2D g, Viewport view, Columns columns, double[] total, double top) {
        double y = view.plot().getY();
        g.setColor(view.palette().text());
        for (int c = 0; c < total.length; c++) {
            if (total[c] > top) {
                double x = columns.centre(c);
                var mark = new Path2D.Double();
                mark.moveTo(x - 4, y + MARK_HEIGHT);
                mark.lineTo(x, y);
                mark.lineTo(x + 4, y + MARK_HEIGHT);
                mark.closePath();
                g.fill(mark);
            }
        }
        if (total[0] > top && columns.from(0) == 0) {
            // Below the marks, for beside its own another token's may stand.
            String label = String.format(Locale.ROOT, "TTFT %.0f ms", total[0]);
            ChartFrame.label(
                    g,
                    view,
                    label,
                    columns.left(0) + 2,
                    y + MARK_HEIGHT,
                    view.palette().text());
        }
    }
}
