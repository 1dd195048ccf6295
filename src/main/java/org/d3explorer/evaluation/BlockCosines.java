package org.d3explorer.evaluation;

import org.d3explorer.decoding.RowVisitor;
import org.d3explorer.trace.Moments;

/** Collects, per layer, the cosine between the hidden states that enter and leave it. */
final class BlockCosines implements RowVisitor {
    private final Moments[] cosines;
    private final float[][] entering;

    /**
     * Makes an empty collection.
     *
     * @param layers L
     * @param hiddenSize H
     * @param rows most rows of a call
     */
    BlockCosines(int layers, int hiddenSize, int rows) {
        cosines = new Moments[layers];
        for (int layer = 0; layer < layers; layer++) {
            cosines[layer] = new Moments();
        }
        entering = new float[rows][hiddenSize];
    }

    /** Returns the mean over all rows seen. */
    double mean(int layer) {
        return cosines[layer].mean();
    }

    @Override
    public boolean wantsLogits(int row) {
        return false;
    }

    @Override
    public void logits(int row, float[] logits) {
        throw new IllegalStateException("logits of row " + row + " were not asked for");
    }

    @Override
    public boolean wantsHidden() {
        return true;
    }

    @Override
    public void hidden(int layer, int row, float[] hidden) {
        if (layer >= 0) {
            cosines[layer].add(cosine(entering[row], hidden));
        }
        System.arraycopy(hidden, 0, entering[row], 0, hidden.length);
    }

    private static double cosine(float[] a, float[] b) {
        double product = 0;
        double squareA = 0;
        double squareB = 0;
        for (int h = 0; h < a.length; h++) {
            product += (double) a[h] * b[h];
            squareA += (double) a[h] * a[h];
            squareB += (double) b[h] * b[h];
        }
        return product / Math.sqrt(squareA * squareB);
    }
}
