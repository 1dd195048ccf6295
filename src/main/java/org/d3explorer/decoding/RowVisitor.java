package org.d3explorer.decoding;

/** Receives what {@link LayerSequence#forward} computes, row by row. */
public interface RowVisitor {
    /** Wants nothing: the call only fills the caches. */
    RowVisitor NONE = new RowVisitor() {
        @Override
        public boolean wantsLogits(int row) {
            return false;
        }

        @Override
        public void logits(int row, float[] logits) {
            throw new IllegalStateException("logits of row " + row + " were not asked for");
        }
    };

    /** Says whether the logits of this row are wanted; the LM head runs over wanted rows only. */
    boolean wantsLogits(int row);

    /**
     * Receives the logits after a row, in ascending order of rows.
     *
     * @param row index into the call's tokens
     * @param logits [V]; the array is reused by the next row
     */
    void logits(int row, float[] logits);

    /** Says whether {@link #hidden} is to be called; costs a copy per row and layer. */
    default boolean wantsHidden() {
        return false;
    }

    /**
     * Receives the residual stream of a row behind a layer; unchanged from the layer before where the layer was passed
     * by.
     *
     * @param layer −1 for the embedding, then 0..L−1
     * @param row index into the call's tokens
     * @param hidden [H]; the array is reused
     */
    default void hidden(int layer, int row, float[] hidden) {}
}
