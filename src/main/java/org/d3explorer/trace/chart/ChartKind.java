package org.d3explorer.trace.chart;

/** A kind of chart: what it is called in file names, and what paints it. */
public interface ChartKind {
    /** Returns its name in file names and on the command line: lower case, with hyphens. */
    String id();

    /** Returns a painter for the screen and for pixel formats. */
    ChartPainter painter();

    /** Returns a painter for vector formats. */
    ChartPainter vectorPainter();
}
