package org.d3explorer.ui.view;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.DoubleConsumer;
import org.d3explorer.trace.Candidate;

/** Computes the logit lens of the run shown: what the model would say after each layer. */
@FunctionalInterface
public interface LogitLensService {
    /** Layer that stands for the embedding, before any layer. */
    int EMBEDDING = -1;

    /**
     * What the residual stream says behind a layer.
     *
     * @param layer 0..L−1, or {@link #EMBEDDING}
     * @param executed whether the layer ran; what stands behind a skipped layer stood before it as well
     * @param top the most probable token by final norm and LM head
     */
    record Reading(int layer, boolean executed, Candidate top) {}

    /**
     * Looks at the forward pass that yielded a token, away from the interface thread.
     *
     * @param token i of T_i
     * @param progress may be told how much is done, 0..1, from any thread
     * @return the embedding, then each layer, in order; cancelling it stops the work
     */
    CompletableFuture<List<Reading>> look(int token, DoubleConsumer progress);
}
