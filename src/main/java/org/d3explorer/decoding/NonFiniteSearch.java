package org.d3explorer.decoding;

import java.util.function.IntFunction;
import org.d3explorer.depth.KvPolicy;
import org.d3explorer.depth.LayerSet;

/** Finds what first gave a number that is not finite, by running the positions once more with the layers' outputs seen. */
final class NonFiniteSearch {
    private NonFiniteSearch() {}

    /**
     * Returns the exception that names token and layer.
     *
     * @param where the token or position, for the message
     * @param sequence truncated to {@code from} and run on; not usable afterwards
     * @param from first position to run again
     * @param ids tokens from there on
     * @param layersAt layers per row of {@code ids}
     */
    static NonFiniteLogitsException locate(
            String where, LayerSequence sequence, int from, int[] ids, IntFunction<LayerSet> layersAt, int layers) {
        var finder = new Finder(layers);
        sequence.truncate(from);
        sequence.forward(ids, layersAt, KvPolicy.BACKFILL, finder, new StepMeasurement(layers), new Cancellation());
        return new NonFiniteLogitsException(where, finder.origin());
    }

    private static final class Finder implements RowVisitor {
        private static final int EMBEDDING = -1;

        private final int head;
        private int first;

        Finder(int layers) {
            head = layers;
            first = layers;
        }

        String origin() {
            if (first == head) {
                return "the head (final norm and LM head)";
            }
            return first == EMBEDDING ? "the embedding" : "the output of layer " + first;
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
            for (float x : hidden) {
                if (layer < first && !(Math.abs(x) <= Float.MAX_VALUE)) {
                    first = layer;
                }
            }
        }
    }
}
