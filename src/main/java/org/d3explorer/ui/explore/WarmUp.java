package org.d3explorer.ui.explore;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import org.d3explorer.decoding.Cancellation;
import org.d3explorer.decoding.RunControl;
import org.d3explorer.decoding.RunListener;
import org.d3explorer.decoding.RunRequest;
import org.d3explorer.depth.DepthConfiguration;
import org.d3explorer.depth.DepthSchedule;
import org.d3explorer.depth.KvPolicy;
import org.d3explorer.depth.LayerRoles;
import org.d3explorer.depth.SkipOrder;
import org.d3explorer.runtime.LoadedModel;
import org.d3explorer.trace.EndReason;
import org.d3explorer.trace.Sampling;
import org.d3explorer.trace.TokenRecord;
import org.jspecify.annotations.Nullable;

/** A few tokens at full depth, so that the first answer does not pay for cold caches, and its predicted speedup is known. */
final class WarmUp {
    private static final int COLD_TOKENS = 3;
    private static final int TOKENS = 12;
    private static final int CONTEXT_MARGIN = 2;

    private WarmUp() {}

    /**
     * Returns what a token took, {@link StepCost#UNKNOWN} where the context is too short to try.
     *
     * @param cancellation ends it early
     * @throws java.util.concurrent.CancellationException if cancelled
     */
    static StepCost run(LoadedModel model, Cancellation cancellation) {
        int tokens = Math.min(TOKENS, model.stack().shape().contextLength() - CONTEXT_MARGIN);
        if (tokens <= COLD_TOKENS + 1) {
            return StepCost.UNKNOWN;
        }
        int layers = model.stack().shape().layers();
        var roles = new LayerRoles(layers, 0);
        var records = new ArrayList<TokenRecord>();
        var request = new RunRequest(
                List.of(0),
                new DepthConfiguration(new DepthSchedule.Full(), roles, SkipOrder.middleOut(roles, layers)),
                new TreeMap<>(),
                KvPolicy.BACKFILL,
                Sampling.greedy(),
                tokens,
                Set.of(),
                0,
                GenerationRequest.CANDIDATES);
        model.decoder().run(request, new RunControl(cancellation), new RunListener() {
            @Override
            public void token(TokenRecord token) {
                records.add(token);
            }

            @Override
            public void ended(EndReason reason, @Nullable Throwable failure) {
                if (failure instanceof RuntimeException unchecked) {
                    throw unchecked;
                }
                if (failure instanceof Error error) {
                    throw error;
                }
            }
        });
        cancellation.check();
        return StepCost.of(records.subList(Math.min(COLD_TOKENS, records.size()), records.size()));
    }
}
