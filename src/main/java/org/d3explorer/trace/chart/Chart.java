package org.d3explorer.trace.chart;

/** The charts of a run, in the order in which they are shown. */
public enum Chart implements ChartKind {
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

    @Override
    public String id() {
        return id;
    }

    @Override
    public ChartPainter painter() {
        return switch (this) {
            case DEPTH -> new DepthPainter();
            case PERPLEXITY -> new PerplexityPainter();
            case LATENCY -> new LatencyPainter();
            case LAYER_MAP -> new LayerMapPainter(false);
        };
    }

    /** Returns a painter for vector formats: the map is painted as shapes instead of one image. */
    @Override
    public ChartPainter vectorPainter() {
        return this == LAYER_MAP ? new LayerMapPainter(true) : painter();
    }
}
