package org.d3explorer.importing;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntPredicate;
import org.d3explorer.importing.TokenizerJson.Merge;

/**
 * BPE merges that a SentencePiece vocabulary implies: every way to make a piece of two others, the piece of higher score
 * first (generate_merges in transformers' convert_slow_tokenizer.py).
 */
final class SentencePieceMerges {
    /** SentencePiece's own limit is 16 characters; far longer pieces are added tokens, which are never merged. */
    private static final int MAX_PIECE = 256;

    private final List<String> tokens;
    private final float[] scores;
    private final IntPredicate mergeable;
    private final Map<String, Integer> ids = new HashMap<>();

    /**
     * Prepares the merges of a vocabulary.
     *
     * @param tokens texts by id
     * @param scores by id
     * @param mergeable which ids are pieces of text
     */
    SentencePieceMerges(List<String> tokens, float[] scores, IntPredicate mergeable) {
        this.tokens = tokens;
        this.scores = scores;
        this.mergeable = mergeable;
        for (int id = 0; id < tokens.size(); id++) {
            if (mergeable.test(id)) {
                ids.put(tokens.get(id), id);
            }
        }
    }

    private record Scored(float score, int left, int right) {}

    /** Returns the merges in order of rank. */
    List<Merge> merges() {
        List<Scored> all = new ArrayList<>();
        for (int id = 0; id < tokens.size(); id++) {
            if (mergeable.test(id) && tokens.get(id).length() <= MAX_PIECE) {
                addSplits(id, all);
            }
        }
        all.sort(Comparator.comparingDouble(Scored::score).reversed());
        return all.stream()
                .map(s -> new Merge(tokens.get(s.left()), tokens.get(s.right())))
                .toList();
    }

    private void addSplits(int id, List<Scored> all) {
        var piece = tokens.get(id);
        List<Scored> splits = new ArrayList<>();
        for (int at = 1; at < piece.length(); at++) {
            var left = ids.get(piece.substring(0, at));
            var right = left == null ? null : ids.get(piece.substring(at));
            if (left != null && right != null) {
                splits.add(new Scored(scores[id], left, right));
            }
        }
        splits.sort(Comparator.comparingInt(Scored::left).thenComparingInt(Scored::right));
        all.addAll(splits);
    }
}
