package org.d3explorer.decoding;

import org.d3explorer.tokenizer.TokenText;
import org.d3explorer.trace.EndReason;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Position-Aware Depth Decay Decoding. Window, terminal, trace and evaluation all generate through it; the loop itself is
 * in {@link Generation}.
 */
public final class Decoder {
    private static final Logger LOGGER = LoggerFactory.getLogger(Decoder.class);

    private final LayerStack stack;
    private final TokenText text;

    /**
     * Makes a decoder.
     *
     * @param stack the model
     * @param text shows its tokens
     */
    public Decoder(LayerStack stack, TokenText text) {
        this.stack = stack;
        this.text = text;
    }

    /**
     * Generates until an end token, the bound on new tokens, the end of the context, a stop or an error. Every outcome,
     * errors included, is reported by {@link RunListener#ended}, called exactly once.
     *
     * @param request what to generate
     * @param control steers the run from other threads
     * @param listener told of everything, on the calling thread
     */
    public void run(RunRequest request, RunControl control, RunListener listener) {
        var reason = EndReason.FAILED;
        @Nullable Throwable failure = null;
        try {
            reason = new Generation(stack, text, request, control, listener).run();
        } catch (RuntimeException | Error e) {
            LOGGER.debug("The run failed", e);
            failure = e;
        }
        listener.ended(reason, failure);
    }
}
