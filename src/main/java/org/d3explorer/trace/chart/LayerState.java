package org.d3explorer.trace.chart;

/** What a layer did for one token. */
public enum LayerState {
    /** It did not run. */
    SKIPPED,
    /** It ran over the token alone. */
    RAN,
    /** It first ran over the positions it had missed. */
    BACKFILLED,
    /** It ran after the positions it had missed were copied from a lower layer. */
    COPIED
}
