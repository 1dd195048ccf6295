package org.d3explorer.decoding;

import java.util.function.IntFunction;
import org.d3explorer.depth.KvPolicy;
import org.d3explorer.depth.LayerSet;

/**
 * One token sequence on a {@link LayerStack}: a KV cache per layer, each with its own length, and the hidden states that
 * passed by layers which did not run (specification §2). Not thread-safe.
 */
public interface LayerSequence extends AutoCloseable {
    /** Returns the number of positions so far. */
    int length();

    /** Returns the most positions it can hold. */
    int capacity();

    /**
     * Returns n_l, the number of leading positions whose K and V rows the layer has.
     *
     * @param layer 0..L−1
     */
    int cacheLength(int layer);

    /**
     * Runs one token at the next position through the given layers.
     *
     * @param token id, 0..V−1
     * @param layers the layers to run; the others are passed by
     * @param policy how a layer's missed positions are closed before it runs; {@link KvPolicy#HOLD} backfills, since
     *     only the token loop can keep depth from rising
     * @param measurement this step's times, backfilled and copied layers are added to it; the caller resets it
     * @return logits [V]; the array is reused by the next call
     */
    float[] step(int token, LayerSet layers, KvPolicy policy, StepMeasurement measurement);

    /**
     * Runs known tokens at the next positions, layer by layer: prefill, teacher-forced scoring, the full-depth reference
     * (specification §3). Equals {@link #step} for each token in turn, to rounding.
     *
     * @param tokens ids, at least one
     * @param layersAt the layers that run for row r of {@code tokens}
     * @param policy as in {@link #step}
     * @param visitor receives the logits of the rows it wants and, if it asks, each layer's output
     * @param measurement the call's times, summed over rows, are added to it; the caller resets it
     * @param cancellation checked before every layer; a cancelled call leaves the sequence at its former length
     * @throws java.util.concurrent.CancellationException if cancelled
     */
    void forward(
            int[] tokens,
            IntFunction<LayerSet> layersAt,
            KvPolicy policy,
            RowVisitor visitor,
            StepMeasurement measurement,
            Cancellation cancellation);

    /**
     * Forgets all positions from {@code length} on, in every layer's cache.
     *
     * @param length 0..{@link #length()}
     */
    void truncate(int length);

    /**
     * Returns an independent sequence at the same length: caches, their lengths and the hidden states that passed by are
     * copied, nothing is run. The full-depth reference begins so behind the prompt, without a second prefill.
     *
     * @param capacity most positions the new sequence can hold, {@link #length()}..context length
     */
    LayerSequence fork(int capacity);

    /** Releases the caches. Closing twice does nothing. */
    @Override
    void close();
}
