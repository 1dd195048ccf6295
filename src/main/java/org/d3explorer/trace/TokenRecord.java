package org.d3explorer.trace;

import java.util.List;
import org.d3explorer.depth.LayerSet;

/**
 * What happened for one generated token.
 *
 * @param index i of T_i, ≥ 0
 * @param id token id
 * @param text what the token added to the decoded text; empty while a UTF-8 character is incomplete
 * @param position position of the forward pass that yielded it, P + i − 1
 * @param depth number of layers that ran
 * @param executed the layers that ran
 * @param backfilled those of them that first ran over positions they had missed
 * @param copied those of them whose missed positions were copied from a lower layer
 * @param nll −ln p(T_i | prefix) in nats, under the pass that produced it
 * @param entropy of the raw distribution in nats
 * @param candidates the most probable tokens, most probable first
 * @param times where the time went
 */
public record TokenRecord(
        int index,
        int id,
        String text,
        int position,
        int depth,
        LayerSet executed,
        LayerSet backfilled,
        LayerSet copied,
        double nll,
        double entropy,
        List<Candidate> candidates,
        TokenTimes times) {
    /** Copies the list. */
    public TokenRecord {
        candidates = List.copyOf(candidates);
    }

    /**
     * Returns what would have been recorded had the same pass yielded another of its candidates: the first token of a
     * branch.
     *
     * @param other what is chosen instead
     */
    public TokenRecord choosing(Candidate other) {
        return new TokenRecord(
                index,
                other.id(),
                other.text(),
                position,
                depth,
                executed,
                backfilled,
                copied,
                -other.logProbability(),
                entropy,
                candidates,
                times);
    }

    /** Returns e^NLL, this token's perplexity. */
    public double perplexity() {
        return Math.exp(nll);
    }
}
