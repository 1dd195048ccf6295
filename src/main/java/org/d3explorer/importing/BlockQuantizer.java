package org.d3explorer.importing;

/**
 * Turns 32 weights into 8- or 4-bit integers with a scale and a zero point, w ≈ scale·(q − zeroPoint). Integers of a
 * source block are carried over as they are wherever w = d·q + m allows it; models/README.md states each mapping's
 * error. Mutable and for one thread, so that a matrix is quantised without garbage.
 */
final class BlockQuantizer {
    private static final int BLOCK = BlockFormat.AFFINE_BLOCK;
    private static final int MIDDLE_8 = 128;
    private static final int MIDDLE_4 = 8;
    /** How far the 4-bit scale may shrink below the one that just reaches the largest weight. */
    private static final float[] SCALE_TRIALS = {1f, 0.97f, 0.94f, 0.91f, 0.88f, 0.85f, 0.82f, 0.79f};

    /** The integers. */
    final int[] q = new int[BLOCK];
    /** Step. */
    float scale;
    /** The integer that stands for 0. */
    int zeroPoint;
    /** What the block's weights are short of, the same for all 32. */
    float correction;

    private final float[] weights = new float[BLOCK];

    /**
     * Maps a source block to 8 bits with a zero point: q·2^(8−b), d/2^(8−b), and the zero point nearest to −m. Where
     * that zero point is not in 0..255, or the block has a single value, it is quantised anew.
     */
    void asymmetric8(BlockFormat format, AffineBlock block) {
        int shift = 8 - format.affineBits();
        float step = block.d / (1 << shift);
        double zero = Math.rint(-(double) block.m / step);
        if (step == 0 || !(zero >= 0 && zero <= 255)) {
            expand(block);
            symmetric8(weights, 0);
            return;
        }
        scale = step;
        zeroPoint = (int) zero;
        correction = 0;
        for (int i = 0; i < BLOCK; i++) {
            q[i] = block.q[i] << shift;
        }
    }

    /** Maps a source block to 8 bits with zero point 128: as it is where m lies there, else quantised anew. */
    void symmetric8(BlockFormat format, AffineBlock block) {
        asymmetric8(format, block);
        if (zeroPoint != MIDDLE_8) {
            expand(block);
            symmetric8(weights, 0);
        }
    }

    /** Quantises to 8 bits with zero point 128, scale = max|w| / 127. */
    void symmetric8(float[] from, int at) {
        float largest = 0;
        for (int i = 0; i < BLOCK; i++) {
            largest = Math.max(largest, Math.abs(from[at + i]));
        }
        scale = largest > 0 ? largest / 127 : 1;
        zeroPoint = MIDDLE_8;
        correction = 0;
        for (int i = 0; i < BLOCK; i++) {
            q[i] = Math.clamp((int) Math.rint(from[at + i] / scale) + MIDDLE_8, 0, 255);
        }
    }

    /**
     * Maps a 4-bit source block to 4 bits with zero point 8 exactly: w = d·(q − 8) + (m + 8d), the second term being
     * the {@link #correction}.
     */
    void symmetric4(AffineBlock block) {
        scale = block.d;
        zeroPoint = MIDDLE_4;
        correction = block.m + MIDDLE_4 * block.d;
        System.arraycopy(block.q, 0, q, 0, BLOCK);
    }

    /**
     * Quantises to 4 bits with zero point 8. The scale reaches from the weight of largest magnitude at q = 0 downwards;
     * of a few slightly smaller ones the one with the least squared error is taken.
     */
    void symmetric4(float[] from, int at) {
        float extreme = 0;
        for (int i = 0; i < BLOCK; i++) {
            if (Math.abs(from[at + i]) > Math.abs(extreme)) {
                extreme = from[at + i];
            }
        }
        zeroPoint = MIDDLE_4;
        correction = 0;
        scale = 1;
        double least = Double.POSITIVE_INFINITY;
        for (float trial : SCALE_TRIALS) {
            float step = extreme == 0 ? 1 : extreme / -MIDDLE_4 * trial;
            double error = 0;
            for (int i = 0; i < BLOCK; i++) {
                double miss = from[at + i] - step * (double) (nearest4(from[at + i], step) - MIDDLE_4);
                error += miss * miss;
            }
            if (error < least) {
                least = error;
                scale = step;
            }
        }
        for (int i = 0; i < BLOCK; i++) {
            q[i] = nearest4(from[at + i], scale);
        }
    }

    private static int nearest4(float weight, float step) {
        return Math.clamp((int) Math.rint(weight / step) + MIDDLE_4, 0, 15);
    }

    private void expand(AffineBlock block) {
        for (int i = 0; i < BLOCK; i++) {
            weights[i] = block.weight(i);
        }
    }
}
