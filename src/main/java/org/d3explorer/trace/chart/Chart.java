package org.d3explorer.trace.chart;

/** The charts of a run, in the order in which they are shown. */
public enum Chart {
    /** Layers that ran, the schedule, and its changes. */
    DEPTH("depth"),
    /** Perplexity per token, running, and under full depth. */
    PERPLEXITY("perplexity"),
    /** Where each token's time went. */
    LATENCY("latency"),
    /** What each layer did for each token. */
    LAYER_MAP("layer-map");

    private final String id;

    Chart(String id) {
        this.id = id;
    }

    /** Returns the chart's name in file names and on the command line. */
    public String id() {
        return id;
    }

    /** Returns a painter for the screen and for pixel formats. */
    public ChartPainter painter() {
        return switch (this) {
            case DEPTH -> new DepthPainter();
            case PERPLEXITY -> new PerplexityPainter();
            case LATENCY -> new LatencyPainter();
            case LAYER_MAP -> new LayerMapPainter(false);
        };
    }

    /** Returns a painter for vector formats: the map is painted as shapes instead of one image. */
    public ChartPainter vectorPainter() {
        return this == LAYER_MAP ? new LayerMapPainter(true) : painter();
    }
}
