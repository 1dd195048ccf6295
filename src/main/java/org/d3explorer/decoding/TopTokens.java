package org.d3explorer.decoding;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.d3explorer.tokenizer.TokenText;
import org.d3explorer.trace.Candidate;

/** The k tokens with the largest scores, without sorting the whole vocabulary. */
final class TopTokens {
    /** Up to here one pass with insertion into a short sorted list wins over sorting everything. */
    private static final int INSERTION_LIMIT = 256;

    private TopTokens() {}

    /**
     * Returns the ids of the largest scores.
     *
     * @param scores [V], none NaN
     * @param k number wanted; fewer are returned where V is smaller
     * @return by descending score, equal ones by ascending id
     */
    static int[] select(float[] scores, int k) {
        int wanted = Math.min(k, scores.length);
        if (wanted == 0) {
            return new int[0];
        }
        return wanted <= INSERTION_LIMIT ? insert(scores, wanted) : sort(scores, wanted);
    }

    /**
     * Returns the k most probable tokens.
     *
     * @param distribution of the raw logits
     * @param k number wanted, ≥ 0
     * @param text shows the tokens
     * @return most probable first
     */
    static List<Candidate> candidates(LogSoftmax distribution, int k, TokenText text) {
        var candidates = new ArrayList<Candidate>(k);
        for (int id : select(distribution.logits(), k)) {
            candidates.add(new Candidate(id, text.tokenText(id), distribution.logProbability(id)));
        }
        return candidates;
    }

    private static int[] insert(float[] scores, int wanted) {
        var ids = new int[wanted];
        var best = new float[wanted];
        int count = 0;
        float threshold = Float.NEGATIVE_INFINITY;
        for (int v = 0; v < scores.length; v++) {
            float score = scores[v];
            if (count == wanted && score <= threshold) {
                continue;
            }
            int at = count == wanted ? wanted - 1 : count++;
            while (at > 0 && best[at - 1] < score) {
                best[at] = best[at - 1];
                ids[at] = ids[at - 1];
                at--;
            }
            best[at] = score;
            ids[at] = v;
            threshold = best[count - 1];
        }
        return ids;
    }

    private static int[] sort(float[] scores, int wanted) {
        var keys = new long[scores.length];
        for (int v = 0; v < scores.length; v++) {
            keys[v] = (long) ~ascendingBits(scores[v]) << 32 | v;
        }
        Arrays.sort(keys);
        var ids = new int[wanted];
        for (int n = 0; n < wanted; n++) {
            ids[n] = (int) keys[n];
        }
        return ids;
    }

    /** Returns an int that compares as the float does; −0 and 0 are one. */
    private static int ascendingBits(float score) {
        int bits = Float.floatToRawIntBits(score + 0f);
        return bits < 0 ? bits ^ Integer.MAX_VALUE : bits;
    }
}
