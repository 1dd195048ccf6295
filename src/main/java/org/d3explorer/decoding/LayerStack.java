package org.d3explorer.decoding;

/**
 * The port to a loaded model: L layers that can be run one by one. Implemented by {@code runtime}. Sequences opened on
 * one stack share its weights; calls on one stack must not overlap in time.
 */
public interface LayerStack extends AutoCloseable {
    /** Returns the model's sizes. */
    ModelShape shape();

    /** Returns where it runs: {@code CPU} or {@code CUDA:n}. */
    String executionProvider();

    /** Returns the number of threads of the runtime's pool. */
    int threads();

    /**
     * Opens an empty sequence with its own KV caches.
     *
     * @param capacity most positions it can hold, 1..context length
     */
    LayerSequence open(int capacity);

    /**
     * Applies the final norm and the LM head to one hidden state, as the logit lens does after any layer.
     *
     * @param hidden [H]
     * @return logits [V], a new array
     */
    float[] logits(float[] hidden);

    /** Closes the sessions; waits for a call in progress to end first. Closing twice does nothing. */
    @Override
    void close();
}
