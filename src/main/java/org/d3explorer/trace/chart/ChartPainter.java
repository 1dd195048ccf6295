package org.d3explorer.trace.chart;

import java.awt.Graphics2D;

/** Paints one chart: background, title, legend, axes with units, data. Stateless; any thread, any Graphics2D. */
public interface ChartPainter {
    /** Returns the chart's title. */
    String title();

    /**
     * Paints the chart without a cursor at 0,0 with the viewport's size.
     *
     * @param graphics left with other colour, font and stroke than it came
     * @param data what to paint
     * @param view which tokens, how large
     */
    void paint(Graphics2D graphics, ChartData data, Viewport view);

    /**
     * Returns what the chart shows of a token, in words with units, one line.
     *
     * @param data what is painted
     * @param i of T_i, 0 ≤ i &lt; size
     */
    String describe(ChartData data, int i);

    /**
     * Paints over a painted chart which of several lines of generation it is of.
     *
     * @param graphics as for {@link #paint}
     * @param data what is painted, with its {@link ChartData#caption}
     * @param view the same as for {@link #paint}
     */
    default void paintCaption(Graphics2D graphics, ChartData data, Viewport view) {
        ChartFrame.caption(graphics, data, view);
    }

    /**
     * Paints the linked cursor over a painted chart.
     *
     * @param graphics as for {@link #paint}
     * @param data what is painted
     * @param view the same as for {@link #paint}
     * @param token i of T_i; nothing is painted where it is not shown
     */
    default void paintCursor(Graphics2D graphics, ChartData data, Viewport view, int token) {
        ChartFrame.paintCursor(graphics, data, view, token);
    }
}
