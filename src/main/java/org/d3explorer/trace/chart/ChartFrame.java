package org.d3explorer.trace.chart;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.FontMetrics;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.AffineTransform;
import java.awt.geom.Line2D;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;
import java.util.ArrayList;
import java.util.List;

/** What all charts have around their data: background, title, legend, axes, cursor. */
final class ChartFrame {
    static final Font LABEL = new Font(Font.SANS_SERIF, Font.PLAIN, 11);
    static final Font TITLE = new Font(Font.SANS_SERIF, Font.BOLD, 12);
    static final BasicStroke THIN = new BasicStroke(1f);
    static final BasicStroke FINE = new BasicStroke(1.4f, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND);
    static final BasicStroke THICK = new BasicStroke(2f, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND);
    static final BasicStroke HALO = new BasicStroke(4f, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND);
    static final BasicStroke DASHED =
            new BasicStroke(1.6f, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND, 10, new float[] {6, 4}, 0);

    private static final String TOKEN_AXIS = "generated token";
    private static final int TITLE_LEFT = 8;
    private static final int PIXELS_PER_TOKEN_TICK = 80;
    private static final int PIXELS_PER_VALUE_TICK = 34;
    private static final int LEAST_VALUE_PARTS = 2;
    private static final int BASELINE = 17;
    private static final int BELOW_TITLE = 22;
    private static final int TITLE_GAP = 12;
    private static final int SWATCH_HEIGHT = 10;
    private static final int SCALE_STEP = 4;

    private ChartFrame() {}

    /**
     * One entry of a legend.
     *
     * @param label in words
     * @param shortLabel in fewer words, for a chart that has no room for all labels
     * @param color of its mark
     * @param mark its shape
     */
    record Legend(String label, String shortLabel, Color color, Mark mark) {
        Legend(String label, Color color, Mark mark) {
            this(label, label, color, mark);
        }

        Legend shortened() {
            return new Legend(shortLabel, color, mark);
        }
    }

    /** How a series is drawn, so that colour is not its only sign. */
    enum Mark {
        AREA,
        FRAME,
        LINE,
        DASHES,
        /** From dark to bright; has no colour of its own. */
        SCALE
    }

    /** How much room a legend takes beside its words, in px. */
    private enum Spacing {
        WIDE(10, 40, 6, 12),
        NARROW(8, 16, 3, 7);

        private final int swatch;
        private final int scale;
        private final int beforeLabel;
        private final int betweenEntries;

        Spacing(int swatch, int scale, int beforeLabel, int betweenEntries) {
            this.swatch = swatch;
            this.scale = scale;
            this.beforeLabel = beforeLabel;
            this.betweenEntries = betweenEntries;
        }

        int mark(Legend entry) {
            return entry.mark() == Mark.SCALE ? scale : swatch;
        }

        int width(FontMetrics metrics, List<Legend> entries) {
            return entries.stream()
                            .mapToInt(entry -> mark(entry) + beforeLabel + metrics.stringWidth(entry.label()))
                            .sum()
                    + betweenEntries * (entries.size() - 1);
        }
    }

    /**
     * Paints background, title, and the value axis's name upwards along the left edge. Where a low chart has no room for
     * that, the axis's unit stands behind the title.
     *
     * @param axis what the value axis shows, with its unit
     * @param unit what of that has to be said behind the title
     * @return where the title's line is free for a legend, in px
     */
    static double heading(Graphics2D g, Viewport view, String title, String axis, String unit) {
        g.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        g.setRenderingHint(RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
        g.setColor(view.palette().background());
        g.fill(new Rectangle2D.Double(0, 0, view.width(), view.height()));
        g.setColor(view.palette().text());
        g.setFont(TITLE);
        g.drawString(title, TITLE_LEFT, BASELINE);
        double end = TITLE_LEFT + g.getFontMetrics(TITLE).stringWidth(title) + TITLE_GAP;
        g.setFont(LABEL);
        g.setColor(view.palette().mutedText());
        var metrics = g.getFontMetrics(LABEL);
        int length = metrics.stringWidth(axis);
        double lowest = Math.min(view.plot().getCenterY() + length / 2.0, view.height() - 3.0);
        if (lowest - length < BELOW_TITLE) {
            g.drawString(unit, (float) end, BASELINE);
            return end + metrics.stringWidth(unit) + TITLE_GAP;
        }
        AffineTransform before = g.getTransform();
        g.rotate(-Math.PI / 2);
        g.drawString(axis, (float) -lowest, 13f);
        g.setTransform(before);
        return end;
    }

    /**
     * Paints legend entries right-aligned on the title's line. Where they have no room, they stand closer and the last ones
     * have shorter labels; what would run into the title even so is left out, the last entries first.
     *
     * @param from where the line is free, in px
     * @param entries the most important first
     */
    static void legend(Graphics2D g, Viewport view, double from, List<Legend> entries) {
        var metrics = g.getFontMetrics(LABEL);
        double room = view.plot().getMaxX() - from;
        for (int whole = entries.size(); whole >= 0; whole--) {
            var shown = new ArrayList<>(entries.subList(0, whole));
            entries.subList(whole, entries.size()).forEach(entry -> shown.add(entry.shortened()));
            for (Spacing spacing : Spacing.values()) {
                if (spacing.width(metrics, shown) <= room) {
                    legend(g, view, shown, spacing);
                    return;
                }
            }
        }
        if (entries.size() > 1) {
            legend(g, view, from, entries.subList(0, entries.size() - 1));
        }
    }

    private static void legend(Graphics2D g, Viewport view, List<Legend> entries, Spacing spacing) {
        var metrics = g.getFontMetrics(LABEL);
        double left = view.plot().getMaxX() - spacing.width(metrics, entries);
        g.setFont(LABEL);
        for (Legend entry : entries) {
            int width = spacing.mark(entry);
            paint(g, entry, left, width);
            left += width + spacing.beforeLabel;
            g.setColor(view.palette().mutedText());
            g.drawString(entry.label(), (float) left, BASELINE);
            left += metrics.stringWidth(entry.label()) + spacing.betweenEntries;
        }
    }

    private static void paint(Graphics2D g, Legend entry, double left, int width) {
        double top = BASELINE + 1.0 - SWATCH_HEIGHT;
        double middle = BASELINE - 4;
        g.setColor(entry.color());
        g.setStroke(entry.mark() == Mark.FRAME ? THIN : THICK);
        switch (entry.mark()) {
            case AREA -> g.fill(new Rectangle2D.Double(left, top, width, SWATCH_HEIGHT));
            case FRAME -> g.draw(new Rectangle2D.Double(left, top, width - 1, SWATCH_HEIGHT - 1));
            case LINE -> g.draw(new Line2D.Double(left, middle, left + width, middle));
            case DASHES -> {
                g.draw(new Line2D.Double(left, middle, left + width * 0.35, middle));
                g.draw(new Line2D.Double(left + width * 0.65, middle, left + width, middle));
            }
            case SCALE -> {
                for (int x = 0; x < width; x += SCALE_STEP) {
                    g.setColor(new Color(Viridis.rgb(x / (double) (width - SCALE_STEP))));
                    g.fill(new Rectangle2D.Double(left + x, top, SCALE_STEP, SWATCH_HEIGHT));
                }
            }
        }
    }

    /**
     * Paints which of several lines of generation a chart is of, left of the token axis's name; nothing where it would run
     * into that.
     */
    static void caption(Graphics2D g, ChartData data, Viewport view) {
        var plot = view.plot();
        g.setFont(LABEL);
        var metrics = g.getFontMetrics(LABEL);
        double axisName = plot.getCenterX() - metrics.stringWidth(TOKEN_AXIS) / 2.0;
        if (TITLE_LEFT + metrics.stringWidth(data.caption()) < axisName) {
            g.setColor(view.palette().text());
            g.drawString(data.caption(), TITLE_LEFT, (float) plot.getMaxY() + 30);
        }
    }

    /** Paints ticks and labels of the generated tokens below the plot. */
    static void tokenAxis(Graphics2D g, Viewport view) {
        var plot = view.plot();
        double step =
                Math.max(1, Ticks.step(view.last() - view.first(), (int) (plot.getWidth() / PIXELS_PER_TOKEN_TICK)));
        g.setFont(LABEL);
        g.setStroke(THIN);
        var metrics = g.getFontMetrics(LABEL);
        for (double t = Math.ceil(view.first() / step) * step; t < view.last(); t += step) {
            double x = view.x(t + 0.5);
            if (x > plot.getMaxX()) {
                break;
            }
            g.setColor(view.palette().grid());
            g.draw(new Line2D.Double(x, plot.getMaxY(), x, plot.getMaxY() + 4));
            g.setColor(view.palette().mutedText());
            String label = Ticks.text(t, step);
            g.drawString(label, (float) (x - metrics.stringWidth(label) / 2.0), (float) plot.getMaxY() + 15);
        }
        g.drawString(
                TOKEN_AXIS,
                (float) (plot.getCenterX() - metrics.stringWidth(TOKEN_AXIS) / 2.0),
                (float) plot.getMaxY() + 30);
    }

    /**
     * Paints grid lines and labels of a value axis that begins at 0.
     *
     * @param max value at the top of the plot, above 0
     * @param whole whether only whole numbers make sense
     */
    static void linearAxis(Graphics2D g, Viewport view, double max, boolean whole) {
        int parts = valueParts(view);
        double step = Ticks.step(max, parts);
        while (step > max) {
            step = Ticks.step(max, ++parts);
        }
        if (whole) {
            step = Math.max(1, step);
        }
        for (double value = 0; value <= max * (1 + 1e-9); value += step) {
            gridLine(g, view, linearY(view, value, max), Ticks.compact(value, step));
        }
    }

    /** Returns into how many parts a value axis is divided at most; into two even in a low chart, for zero alone is no scale. */
    static int valueParts(Viewport view) {
        return Math.max(LEAST_VALUE_PARTS, (int) (view.plot().getHeight() / PIXELS_PER_VALUE_TICK));
    }

    /**
     * Paints grid lines and labels of a linear value axis on which zero need not lie at the bottom.
     *
     * @param low value at the bottom of the plot
     * @param high value at the top, above low
     */
    static void signedAxis(Graphics2D g, Viewport view, double low, double high) {
        var plot = view.plot();
        double step = Ticks.step(high - low, valueParts(view));
        for (double tick = Math.ceil(low / step); tick * step <= high; tick++) {
            double y = plot.getMaxY() - plot.getHeight() * (tick * step - low) / (high - low);
            gridLine(g, view, y, Ticks.text(tick * step + 0.0, step).replace('-', '−'));
        }
    }

    /** Returns the y of a value on a linear axis that begins at 0, in px. */
    static double linearY(Viewport view, double value, double max) {
        var plot = view.plot();
        return plot.getMaxY() - plot.getHeight() * Math.min(1, value / max);
    }

    /** Paints one horizontal grid line with its label left of the plot. */
    static void gridLine(Graphics2D g, Viewport view, double y, String label) {
        var plot = view.plot();
        g.setColor(view.palette().grid());
        g.setStroke(THIN);
        g.draw(new Line2D.Double(plot.getX(), y, plot.getMaxX(), y));
        g.setColor(view.palette().mutedText());
        g.setFont(LABEL);
        g.drawString(label, (float) (plot.getX() - 6 - g.getFontMetrics(LABEL).stringWidth(label)), (float) y + 4);
    }

    /** Paints words on what is painted already, so that they can be read. */
    static void label(Graphics2D g, Viewport view, String text, double left, double top, Color color) {
        g.setFont(LABEL);
        int width = g.getFontMetrics(LABEL).stringWidth(text);
        g.setColor(translucent(view.palette().background(), 205));
        g.fill(new Rectangle2D.Double(left - 2, top + 1, width + 4, 14));
        g.setColor(color);
        g.drawString(text, (float) left, (float) top + 12);
    }

    /** Says in the plot that it is empty, and what will appear. */
    static void nothing(Graphics2D g, Viewport view, String text) {
        var metrics = g.getFontMetrics(LABEL);
        int width = metrics.stringWidth(text);
        double left = view.plot().getCenterX() - width / 2.0;
        double baseline = view.plot().getCenterY();
        g.setColor(view.palette().background());
        g.fill(new Rectangle2D.Double(left - 4, baseline - metrics.getAscent(), width + 8, metrics.getHeight()));
        g.setFont(LABEL);
        g.setColor(view.palette().mutedText());
        g.drawString(text, (float) left, (float) baseline);
    }

    static void paintCursor(Graphics2D g, ChartData data, Viewport view, int token) {
        if (token < 0 || token >= data.size() || token + 1 <= view.first() || token >= view.last()) {
            return;
        }
        var plot = view.plot();
        double left = Math.max(plot.getX(), view.x(token));
        double right = Math.min(plot.getMaxX(), Math.max(view.x(token + 1), left + 1));
        Color line = view.palette().text();
        g.setStroke(THIN);
        g.setColor(line);
        if (right - left < 3) {
            g.draw(new Line2D.Double((left + right) / 2, plot.getY(), (left + right) / 2, plot.getMaxY()));
        } else {
            g.draw(new Rectangle2D.Double(left, plot.getY(), right - left, plot.getHeight()));
        }
    }

    /**
     * Returns an outline of bars on the plot's floor, or of the band between two series.
     *
     * @param low bottoms per column in px
     * @param high tops per column in px
     */
    static Path2D bars(Columns columns, double[] low, double[] high, double gap) {
        var path = new Path2D.Double(Path2D.WIND_NON_ZERO, columns.count() * 4 + 4);
        if (gap > 0) {
            for (int c = 0; c < columns.count(); c++) {
                if (low[c] - high[c] > 0) {
                    path.append(
                            new Rectangle2D.Double(
                                    columns.left(c),
                                    high[c],
                                    Math.max(0.5, columns.right(c) - columns.left(c) - gap),
                                    low[c] - high[c]),
                            false);
                }
            }
            return path;
        }
        if (columns.count() == 0) {
            return path;
        }
        path.moveTo(columns.left(0), low[0]);
        for (int c = 0; c < columns.count(); c++) {
            path.lineTo(columns.left(c), high[c]);
            path.lineTo(columns.right(c), high[c]);
        }
        for (int c = columns.count() - 1; c >= 0; c--) {
            path.lineTo(columns.right(c), low[c]);
            path.lineTo(columns.left(c), low[c]);
        }
        path.closePath();
        return path;
    }

    /** Returns the gap between bars in px: none where they are narrow. */
    static double gap(Viewport view) {
        return view.pixelsPerToken() >= 4 ? 1 : 0;
    }

    static Color translucent(Color color, int alpha) {
        return new Color(color.getRed(), color.getGreen(), color.getBlue(), alpha);
    }
}
