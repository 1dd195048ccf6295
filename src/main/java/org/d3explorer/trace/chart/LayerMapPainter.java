package org.d3explorer.trace.chart;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.awt.image.DataBufferInt;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

/** What each layer did for each token: layer 0 at the bottom, one column a token, shade by time. */
public final class LayerMapPainter implements ChartPainter {
    private static final int SHADES_MASK = 0xFFF8F8F8;
    private static final int GLYPH_FROM = 6;

    private final boolean vector;

    /**
     * Makes a painter.
     *
     * @param vector paint the map as shapes, with a few shades fewer, instead of as one image
     */
    LayerMapPainter(boolean vector) {
        this.vector = vector;
    }

    @Override
    public String title() {
        return "Token × layer map";
    }

    @Override
    public void paint(Graphics2D g, ChartData data, Viewport view) {
        var columns = Columns.of(data, view);
        double free = ChartFrame.heading(g, view, title(), "layer", "");
        var colors = new LayerMapColors(data, view.palette());
        g.setColor(view.palette().grid());
        g.setStroke(ChartFrame.THIN);
        g.draw(view.plot());
        if (vector) {
            shapes(g, data, view, columns, colors);
        } else {
            var plot = view.plot();
            int width = (int) plot.getWidth();
            int height = (int) plot.getHeight();
            var image = new BufferedImage(width, height, BufferedImage.TYPE_INT_ARGB);
            fill(
                    ((DataBufferInt) image.getRaster().getDataBuffer()).getData(),
                    width,
                    height,
                    data,
                    columns,
                    view,
                    colors);
            g.drawImage(image, (int) plot.getX(), (int) plot.getY(), null);
        }
        glyphs(g, data, view, columns);
        axes(g, data, view);
        legend(g, view, free, colors, shownStates(data, columns));
        if (columns.count() == 0) {
            ChartFrame.nothing(g, view, "No tokens yet. Each will be a column of its layers");
        }
    }

    /**
     * Returns the map's pixels without axes, for a caller that draws them itself.
     *
     * @param data what to paint
     * @param view the same as for {@link #paint}
     * @return ARGB, row by row from the top, as wide and high as {@link Viewport#plot} in whole px; transparent where
     *     there are no tokens
     */
    public static int[] pixels(ChartData data, Viewport view) {
        int width = (int) view.plot().getWidth();
        int height = (int) view.plot().getHeight();
        int[] pixels = new int[width * height];
        fill(pixels, width, height, data, Columns.of(data, view), view, new LayerMapColors(data, view.palette()));
        return pixels;
    }

    @Override
    public String describe(ChartData data, int i) {
        return "token " + i + ": " + data.depth(i) + " layers ran, " + count(data, i, LayerState.SKIPPED) + " skipped, "
                + count(data, i, LayerState.BACKFILLED) + " backfilled, " + count(data, i, LayerState.COPIED)
                + " copied";
    }

    private static long count(ChartData data, int i, LayerState state) {
        return IntStream.range(0, data.layers())
                .filter(layer -> data.state(i, layer) == state)
                .count();
    }

    /**
     * Returns the layer at a y.
     *
     * @param y in px
     * @return 0..L−1, or −1 outside the plot
     */
    public static int layerAt(double y, ChartData data, Viewport view) {
        var plot = view.plot();
        if (y < plot.getY() || y >= plot.getMaxY()) {
            return -1;
        }
        return data.layers() - 1 - (int) ((y - plot.getY()) * data.layers() / plot.getHeight());
    }

    /** Returns what one cell shows, in words with units, one line. */
    public static String describe(ChartData data, int i, int layer) {
        LayerState state = data.state(i, layer);
        String done = "token " + i + ", layer " + layer + ": " + state.name().toLowerCase(Locale.ROOT);
        return state == LayerState.SKIPPED
                ? done
                : done + String.format(Locale.ROOT, ", %.3f ms", data.layerMillis(i, layer));
    }

    private static void fill(
            int[] pixels,
            int width,
            int height,
            ChartData data,
            Columns columns,
            Viewport view,
            LayerMapColors colors) {
        double origin = view.plot().getX();
        for (int layer = 0; layer < data.layers(); layer++) {
            int top = (data.layers() - 1 - layer) * height / data.layers();
            int bottom = (data.layers() - layer) * height / data.layers();
            if (bottom <= top) {
                continue;
            }
            for (int c = 0; c < columns.count(); c++) {
                int left = Math.clamp(Math.round(columns.left(c) - origin), 0, width);
                int right = Math.clamp(Math.round(columns.right(c) - origin), left, width);
                Arrays.fill(
                        pixels,
                        top * width + left,
                        top * width + right,
                        colors.argb(columns.from(c), columns.to(c), layer));
            }
            for (int y = top + 1; y < bottom; y++) {
                System.arraycopy(pixels, top * width, pixels, y * width, width);
            }
        }
    }

    /** Fewer shades make longer runs of one colour. */
    private static int shade(LayerMapColors colors, Columns columns, int column, int layer) {
        int color = colors.argb(columns.from(column), columns.to(column), layer);
        return color == colors.empty() ? color : color & SHADES_MASK;
    }

    /** One path per colour keeps the file small. */
    private static void shapes(Graphics2D g, ChartData data, Viewport view, Columns columns, LayerMapColors colors) {
        var plot = view.plot();
        double height = plot.getHeight() / data.layers();
        g.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_OFF);
        if (columns.count() > 0) {
            g.setColor(new Color(colors.empty()));
            double left = columns.left(0);
            g.fill(new Rectangle2D.Double(
                    left, plot.getY(), columns.right(columns.count() - 1) - left, plot.getHeight()));
        }
        Map<Integer, Path2D> paths = new LinkedHashMap<>();
        for (int layer = 0; layer < data.layers(); layer++) {
            double y = plot.getMaxY() - (layer + 1) * height;
            int c = 0;
            while (c < columns.count()) {
                int color = shade(colors, columns, c, layer);
                int run = c + 1;
                while (run < columns.count() && shade(colors, columns, run, layer) == color) {
                    run++;
                }
                if (color == colors.empty()) {
                    c = run;
                    continue;
                }
                paths.computeIfAbsent(color, any -> new Path2D.Double())
                        .append(
                                new Rectangle2D.Double(
                                        columns.left(c), y, columns.right(run - 1) - columns.left(c), height),
                                false);
                c = run;
            }
        }
        paths.forEach((color, path) -> {
            g.setColor(new Color(color));
            g.fill(path);
        });
        g.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
    }

    /** Colour is not the only sign: where cells are large enough, a triangle marks backfill and a bar a copy. */
    private static void glyphs(Graphics2D g, ChartData data, Viewport view, Columns columns) {
        double height = view.plot().getHeight() / data.layers();
        if (Math.min(view.pixelsPerToken(), height) < GLYPH_FROM) {
            return;
        }
        g.setColor(Color.BLACK);
        for (int c = 0; c < columns.count(); c++) {
            double x = columns.centre(c);
            for (int layer = 0; layer < data.layers(); layer++) {
                double y = view.plot().getMaxY() - (layer + 0.5) * height;
                switch (data.state(columns.from(c), layer)) {
                    case BACKFILLED -> g.fill(triangle(x, y));
                    case COPIED -> g.fill(new Rectangle2D.Double(x - 2.5, y - 1, 5, 2));
                    default -> {}
                }
            }
        }
    }

    private static Path2D triangle(double x, double y) {
        var path = new Path2D.Double();
        path.moveTo(x - 2.5, y + 2);
        path.lineTo(x, y - 2.5);
        path.lineTo(x + 2.5, y + 2);
        path.closePath();
        return path;
    }

    private static void axes(Graphics2D g, ChartData data, Viewport view) {
        var plot = view.plot();
        var metrics = g.getFontMetrics(ChartFrame.LABEL);
        double step = Math.max(1, Ticks.step(data.layers(), ChartFrame.valueParts(view)));
        g.setFont(ChartFrame.LABEL);
        g.setColor(view.palette().mutedText());
        for (double layer = 0; layer < data.layers(); layer += step) {
            String label = Ticks.text(layer, step);
            double y = plot.getMaxY() - (layer + 0.5) * plot.getHeight() / data.layers();
            g.drawString(label, (float) (plot.getX() - 6 - metrics.stringWidth(label)), (float) y + 4);
        }
        ChartFrame.tokenAxis(g, view);
    }

    /** Returns what occurs among the tokens in view; everything that may where there is no token. */
    private static Set<LayerState> shownStates(ChartData data, Columns columns) {
        if (columns.count() == 0) {
            return EnumSet.allOf(LayerState.class);
        }
        var shown = EnumSet.noneOf(LayerState.class);
        for (int i = columns.from(0); i < columns.to(columns.count() - 1); i++) {
            for (int layer = 0; layer < data.layers(); layer++) {
                shown.add(data.state(i, layer));
            }
        }
        return shown;
    }

    private static void legend(Graphics2D g, Viewport view, double free, LayerMapColors colors, Set<LayerState> shown) {
        var entries = new ArrayList<ChartFrame.Legend>();
        var text = view.palette().mutedText();
        if (shown.contains(LayerState.SKIPPED)) {
            entries.add(new ChartFrame.Legend("skipped", text, ChartFrame.Mark.FRAME));
        }
        String scale = colors.slowestMillis() > 0
                ? String.format(
                        Locale.ROOT,
                        "ran, %.2g–%.2g ms%s",
                        colors.fastestMillis(),
                        colors.slowestMillis(),
                        colors.capped() ? "+" : "")
                : "ran";
        entries.add(new ChartFrame.Legend(scale, "ran", text, ChartFrame.Mark.SCALE));
        if (shown.contains(LayerState.BACKFILLED)) {
            entries.add(new ChartFrame.Legend(
                    "▲ backfilled", "▲ backfill", new Color(LayerMapColors.BACKFILLED), ChartFrame.Mark.AREA));
        }
        if (shown.contains(LayerState.COPIED)) {
            entries.add(new ChartFrame.Legend(
                    "▬ copied", "▬ copy", new Color(LayerMapColors.COPIED), ChartFrame.Mark.AREA));
        }
        ChartFrame.legend(g, view, free, entries);
    }
}
