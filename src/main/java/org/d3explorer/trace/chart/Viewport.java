package org.d3explorer.trace.chart;

import java.awt.geom.Rectangle2D;

/**
 * Which tokens a chart shows, and how large. All charts leave the same margins, so charts of the same width and tokens
 * stacked above one another share their token axis.
 *
 * @param first left end of the token axis; token T_i covers i..i+1, fractions allow smooth zoom
 * @param last right end of the token axis, above first
 * @param width of the whole chart in px
 * @param height of the whole chart in px
 * @param palette light or dark
 * @param logarithmic whether a perplexity axis is logarithmic
 */
public record Viewport(double first, double last, int width, int height, Palette palette, boolean logarithmic) {
    private static final int LEFT = 58;
    private static final int RIGHT = 14;
    private static final int TOP = 26;
    private static final int BOTTOM = 36;

    /** Checks the ranges. */
    public Viewport {
        if (!(last > first) || !Double.isFinite(first) || !Double.isFinite(last)) {
            throw new IllegalArgumentException("tokens " + first + ".." + last + ", expected an ascending range");
        }
        if (width < 1 || height < 1) {
            throw new IllegalArgumentException("size " + width + " x " + height + ", expected 1 or more px");
        }
    }

    /** Makes a viewport with a logarithmic perplexity axis. */
    public Viewport(double first, double last, int width, int height, Palette palette) {
        this(first, last, width, height, palette, true);
    }

    /** Returns a viewport that shows all tokens of the data (at least one token wide). */
    public static Viewport all(ChartData data, int width, int height, Palette palette) {
        return new Viewport(0, Math.max(1, data.size()), width, height, palette);
    }

    /** Returns where the data is painted, without title, legend and axis labels, in px. */
    public Rectangle2D plot() {
        return new Rectangle2D.Double(LEFT, TOP, Math.max(1, width - LEFT - RIGHT), Math.max(1, height - TOP - BOTTOM));
    }

    /** Returns how wide a token is, in px. */
    public double pixelsPerToken() {
        return Math.max(1, width - LEFT - RIGHT) / (last - first);
    }

    /** Returns the x of a place on the token axis, in px; the left edge of token T_i for a whole i. */
    public double x(double token) {
        return LEFT + (token - first) * pixelsPerToken();
    }

    /** Returns the place on the token axis at an x in px, not bounded to the plot. */
    public double token(double x) {
        return first + (x - LEFT) / pixelsPerToken();
    }

    /**
     * Returns the generated token at an x.
     *
     * @param x in px
     * @param size number of generated tokens
     * @return i of T_i, or −1 where there is none or x lies outside the plot
     */
    public int tokenAt(double x, int size) {
        var plot = plot();
        if (x < plot.getMinX() || x > plot.getMaxX()) {
            return -1;
        }
        int i = (int) Math.floor(token(x));
        return i >= 0 && i < size ? i : -1;
    }
}
