package org.d3explorer.trace;

import java.util.List;

/**
 * One token under the full-depth reference (specification §3): a teacher-forced full-depth pass over the same tokens.
 *
 * @param index i of T_i
 * @param nll −ln p of the chosen token under full depth, in nats
 * @param kl KL(reference ‖ D³) in nats, ≥ 0
 * @param deltaProbability p(T_i) under D³ minus p(T_i) under full depth, −1..1
 * @param sameTop1 whether both passes' most probable token is the same
 * @param rank rank of the chosen token under full depth, 0 = most probable
 * @param candidates the reference's most probable tokens, most probable first
 */
public record ReferenceRecord(
        int index,
        double nll,
        double kl,
        double deltaProbability,
        boolean sameTop1,
        int rank,
        List<Candidate> candidates) {
    /** Copies the list. */
    public ReferenceRecord {
        candidates = List.copyOf(candidates);
    }
}
