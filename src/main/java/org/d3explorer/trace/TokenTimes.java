package org.d3explorer.trace;

import java.util.List;

/**
 * Where the time of one token went, from the monotonic clock (specification §4). For T_0 the layers' times are the
 * prefill's.
 *
 * @param totalNanos from having T_(i−1) to having T_i, without pauses and without reference passes; for T_0 from the
 *     request (TTFT). The first token that a branch generates has one decode step's time: making the caches of the
 *     tokens it takes over anew is prefill, and those tokens keep their parent's times
 * @param layerNanos one entry per layer, 0 where the layer did not run; backfill not included
 * @param backfillNanos spent closing the gaps of layers that had missed positions
 * @param headNanos final norm and LM head
 * @param samplingNanos log-softmax, candidates, penalties, filters and draw
 */
public record TokenTimes(
        long totalNanos, List<Long> layerNanos, long backfillNanos, long headNanos, long samplingNanos) {
    /** Copies the list. */
    public TokenTimes {
        layerNanos = List.copyOf(layerNanos);
    }

    /** Returns the time of all executed layers together, in ns. */
    public long layersNanos() {
        return layerNanos.stream().mapToLong(Long::longValue).sum();
    }
}
