package org.d3explorer.trace.chart;

/**
 * What stands side by side along the token axis: one column a token where a token is at least a pixel wide, else one
 * column a pixel that stands for several tokens. So the work of a frame is bounded by the width, not by the tokens.
 */
final class Columns {
    private final Viewport view;
    private final int[] from;
    private final int count;
    private final int end;
    private final double right;

    private Columns(Viewport view, int[] from, int count, int end) {
        this.view = view;
        this.from = from;
        this.count = count;
        this.end = end;
        this.right = view.plot().getMaxX();
    }

    static Columns of(ChartData data, Viewport view) {
        int begin = (int) Math.clamp(Math.floor(view.first()), 0, data.size());
        int end = (int) Math.clamp(Math.ceil(view.last()), begin, data.size());
        double step = Math.max(1, 1 / view.pixelsPerToken());
        int[] from = new int[(int) Math.ceil((end - begin) / step) + 1];
        int count = 0;
        int next = begin;
        while (next < end) {
            from[count++] = next;
            next = Math.max(next + 1, (int) Math.floor(begin + count * step));
        }
        return new Columns(view, from, count, end);
    }

    int count() {
        return count;
    }

    /** First token of a column. */
    int from(int column) {
        return from[column];
    }

    /** Behind the last token of a column. */
    int to(int column) {
        return column + 1 < count ? from[column + 1] : end;
    }

    /** Left edge in px, inside the plot. */
    double left(int column) {
        return Math.max(view.x(view.first()), view.x(from(column)));
    }

    /** Right edge in px, inside the plot. */
    double right(int column) {
        return Math.min(right, view.x(to(column)));
    }

    double centre(int column) {
        return (left(column) + right(column)) / 2;
    }
}
