package org.d3explorer.depth;

/** How a layer that missed positions gets their keys and values before it runs again (specification §2). */
public enum KvPolicy {
    /** Run the layer once over the hidden states that passed it by. Exact; the default. */
    BACKFILL,
    /** Copy the K and V rows of the nearest lower layer that has them. */
    COPY,
    /** Never let depth rise within an answer. */
    HOLD
}
