package org.d3explorer.importing;

/** 32 weights as w = d·q + m; mutable, so that a whole matrix is read through one. */
final class AffineBlock {
    /** The integers, 0..255. */
    final int[] q = new int[BlockFormat.AFFINE_BLOCK];
    /** Step. */
    float d;
    /** Value at q = 0. */
    float m;

    /** Returns weight i, rounded once. */
    float weight(int i) {
        return d * q[i] + m;
    }
}
