package org.d3explorer.depth;

/**
 * Which layers always run (core) and which may be skipped (flex); specification §1.
 *
 * @param coreHead number of first layers that always run, ≥ 0
 * @param coreTail number of last layers that always run, ≥ 0
 */
public record LayerRoles(int coreHead, int coreTail) {
    /** Checks the ranges. */
    public LayerRoles {
        if (coreHead < 0 || coreTail < 0) {
            throw new IllegalArgumentException(
                    "core layers are " + coreHead + " + " + coreTail + ", expected 0 or more");
        }
    }

    /**
     * Returns the number of core layers of a model with L layers, at most L.
     *
     * @param layers L
     */
    public int core(int layers) {
        return Math.min(layers, coreHead + coreTail);
    }

    /**
     * Says whether a layer may be skipped.
     *
     * @param layer index, 0..L−1
     * @param layers L
     */
    public boolean isFlex(int layer, int layers) {
        return layer >= coreHead && layer < layers - coreTail;
    }
}
