package org.d3explorer.ui.traces;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.d3explorer.trace.TokenRecord;
import org.d3explorer.trace.Trace;
import org.d3explorer.trace.TraceDiff;
import org.d3explorer.trace.TraceDiff.Field;
import org.d3explorer.ui.text.Figures;
import org.d3explorer.ui.text.Texts;
import org.jspecify.annotations.Nullable;

/**
 * Two runs beside each other, in words and rows.
 *
 * @param leftName what the first is called
 * @param rightName what the second is called
 * @param sameTokens whether both have the same tokens
 * @param verdict one line: what came out
 * @param details one line: NLL differences and layers
 * @param settings what they were made of and on, where it differs
 * @param tokens one row for each token that either has
 * @param firstDifference the first row whose tokens differ; −1 where all are equal
 */
public record Comparison(
        String leftName,
        String rightName,
        boolean sameTokens,
        String verdict,
        String details,
        List<TraceDiff.Setting> settings,
        List<TokenPair> tokens,
        int firstDifference) {
    private static final int NLL_DECIMALS = 6;

    /** A repetition runs without the reference, and only as far as the recorded run came. */
    private static final Set<Field> NOT_REPEATED =
            EnumSet.of(Field.REFERENCE_CHUNK, Field.MAX_NEW_TOKENS, Field.END_REASON);

    /**
     * A token of both runs.
     *
     * @param index i of T_i
     * @param left of the first run; null where it has none
     * @param right of the second run; null where it has none
     */
    public record TokenPair(
            int index, @Nullable TokenRecord left, @Nullable TokenRecord right) {
        /** Says whether both are there and the same token. */
        public boolean same() {
            return left != null && right != null && left.id() == right.id();
        }

        /** Returns right NLL − left NLL in nats; NaN where the tokens are not the same. */
        public double nllDifference() {
            return left != null && right != null && left.id() == right.id() ? right.nll() - left.nll() : Double.NaN;
        }
    }

    /** Copies the lists. */
    public Comparison {
        settings = List.copyOf(settings);
        tokens = List.copyOf(tokens);
    }

    /**
     * Compares a run with its repetition.
     *
     * @param recorded from T_0 on, as a trace of one branch
     * @param takenOver how many of its tokens were taken over instead of generated again
     * @param repeated what came out
     */
    static Comparison ofRepetition(Trace recorded, int takenOver, Trace repeated) {
        var diff = TraceDiff.of(recorded, repeated);
        int checked = recorded.tokens().size() - takenOver;
        var verdict = diff.sameTokens()
                ? Texts.format(takenOver == 0 ? "traces.check.same" : "traces.check.same.branch", checked, takenOver)
                : firstDifference(diff, recorded, repeated, "traces.check.differs");
        return new Comparison(
                Texts.get("traces.check.recorded"),
                Texts.get("traces.check.now"),
                diff.sameTokens(),
                verdict,
                details(diff),
                diff.settings().stream()
                        .filter(setting -> !NOT_REPEATED.contains(setting.field()))
                        .toList(),
                pairs(recorded, repeated),
                diff.firstDifference().orElse(-1));
    }

    /**
     * Compares two runs.
     *
     * @param leftName what the first is called
     * @param left from T_0 on, as a trace of one branch
     * @param rightName what the second is called
     * @param right from T_0 on, as a trace of one branch
     */
    static Comparison of(String leftName, Trace left, String rightName, Trace right) {
        var diff = TraceDiff.of(left, right);
        var verdict = diff.sameTokens()
                ? Texts.format("traces.diff.same", diff.leftTokens())
                : firstDifference(diff, left, right, "traces.diff.differs");
        return new Comparison(
                leftName,
                rightName,
                diff.sameTokens(),
                verdict,
                details(diff),
                diff.settings(),
                pairs(left, right),
                diff.firstDifference().orElse(-1));
    }

    private static String firstDifference(TraceDiff diff, Trace left, Trace right, String key) {
        int index = diff.firstDifference().orElseThrow();
        return Texts.format(key, index, tokenText(left, index), tokenText(right, index));
    }

    private static String tokenText(Trace trace, int index) {
        return index < trace.tokens().size() ? quoted(trace.tokens().get(index)) : Texts.get("traces.diff.ended");
    }

    /** Returns a token's text so that blanks and line ends can be seen. */
    static String quoted(TokenRecord token) {
        return "“" + token.text().replace("\n", "⏎").replace("\t", "⇥") + "”";
    }

    private static String details(TraceDiff diff) {
        var nll = diff.nllDifferences().isEmpty()
                ? Texts.get("traces.diff.nll.none")
                : diff.maxNllDifference() == 0
                        ? Texts.format(
                                "traces.diff.nll.equal", diff.nllDifferences().size())
                        : Texts.format(
                                "traces.diff.nll",
                                diff.nllDifferences().size(),
                                Figures.fixed(diff.maxNllDifference(), NLL_DECIMALS),
                                Figures.fixed(
                                        diff.nllDifferences().stream()
                                                .mapToDouble(Double::doubleValue)
                                                .average()
                                                .orElse(Double.NaN),
                                        NLL_DECIMALS));
        var layers = diff.firstLayerDifference().isEmpty()
                ? Texts.get("traces.diff.layers.same")
                : Texts.format("traces.diff.layers", diff.firstLayerDifference().getAsInt());
        return nll + "  ·  " + layers;
    }

    private static List<TokenPair> pairs(Trace left, Trace right) {
        int count = Math.max(left.tokens().size(), right.tokens().size());
        var rows = new ArrayList<TokenPair>(count);
        for (int i = 0; i < count; i++) {
            rows.add(new TokenPair(
                    i,
                    i < left.tokens().size() ? left.tokens().get(i) : null,
                    i < right.tokens().size() ? right.tokens().get(i) : null));
        }
        return rows;
    }
}
