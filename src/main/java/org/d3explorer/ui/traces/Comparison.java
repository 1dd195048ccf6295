package org.d3explorer.ui.traces;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.d3explorer.trace.TokenRecord;
import org.d3explorer.trace.Trace;
import org.d3explorer.trace.TraceDiff;
import org.d3explorer.trace.TraceDiff.Field;
import org.d3explorer.ui.text.Figures;
import org.d3explorer.ui.text.Texts;
import org.d3explorer.ui.view.TokenFacts;
import org.jspecify.annotations.Nullable;

/**
 * Two runs beside each other, in words and rows.
 *
 * @param left the first run
 * @param right the second run
 * @param outcome what came out
 * @param verdict one line: what came out
 * @param details one line: NLL differences and layers
 * @param caution one line on why the figures mean less than they seem to; empty for nothing
 * @param settings what they were made of and on, where it differs
 * @param tokens one row for each token that either has
 * @param firstDifference the first row whose tokens differ; −1 where all are equal
 */
public record Comparison(
        Side left,
        Side right,
        Outcome outcome,
        String verdict,
        String details,
        String caution,
        List<TraceDiff.Setting> settings,
        List<TokenPair> tokens,
        int firstDifference) {
    private static final int NLL_DECIMALS = 6;

    /** A repetition runs without the reference, and only as far as the recorded run came. */
    private static final Set<Field> NOT_REPEATED =
            EnumSet.of(Field.REFERENCE_CHUNK, Field.MAX_NEW_TOKENS, Field.END_REASON);

    /** What makes NLLs of two runs differ whatever layers ran. */
    private static final Set<Field> OTHER_TEXT_OR_MODEL =
            EnumSet.of(Field.PROMPT_IDS, Field.MODEL, Field.MANIFEST, Field.LAYERS);

    /** What came out of a comparison. */
    public enum Outcome {
        /** The same tokens from the first to the last. */
        SAME,
        /** Other tokens, or one run is longer. */
        DIFFERENT,
        /** A run has no token. */
        NOTHING
    }

    /**
     * One of the two runs.
     *
     * @param name what it is called
     * @param path from T_0 on, as a trace of one branch
     * @param chosen where it comes from; null for a run that is kept nowhere, the repetition
     */
    public record Side(String name, Trace path, @Nullable ComparedRun chosen) {}

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
    }

    /** Copies the lists. */
    public Comparison {
        settings = List.copyOf(settings);
        tokens = List.copyOf(tokens);
    }

    /** Says whether two kept runs are compared, rather than a run with its repetition. */
    public boolean ofTwoRuns() {
        return left.chosen() != null;
    }

    /** Says whether both have the same tokens, from the first to the last. */
    public boolean sameTokens() {
        return outcome == Outcome.SAME;
    }

    /**
     * Returns right NLL − left NLL of a row in nats; NaN from the first different token on: behind it, equal tokens follow
     * other texts, and their NLLs cannot be compared.
     */
    public double nllDifference(TokenPair pair) {
        boolean common = firstDifference < 0 || pair.index() < firstDifference;
        return common && pair.left() != null && pair.right() != null
                ? pair.right().nll() - pair.left().nll()
                : Double.NaN;
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
                new Side(Texts.get("traces.check.recorded"), recorded, null),
                new Side(Texts.get("traces.check.now"), repeated, null),
                diff.sameTokens() ? Outcome.SAME : Outcome.DIFFERENT,
                verdict,
                details(diff),
                "",
                SettingWords.of(
                        diff.settings().stream()
                                .filter(setting -> !NOT_REPEATED.contains(setting.field()))
                                .toList(),
                        recorded,
                        repeated),
                pairs(recorded, repeated),
                diff.firstDifference().orElse(-1));
    }

    /** Compares two kept runs, of each the line of generation that is chosen. */
    static Comparison of(ComparedRun left, ComparedRun right) {
        var leftPath = left.path();
        var rightPath = right.path();
        var diff = TraceDiff.of(leftPath, rightPath);
        boolean nothing = diff.leftTokens() == 0 || diff.rightTokens() == 0;
        return new Comparison(
                new Side(left.name(), leftPath, left),
                new Side(right.name(), rightPath, right),
                nothing ? Outcome.NOTHING : diff.sameTokens() ? Outcome.SAME : Outcome.DIFFERENT,
                verdict(diff, leftPath, rightPath),
                nothing ? Texts.get("traces.diff.nll.none") : details(diff),
                nothing ? "" : caution(diff),
                SettingWords.of(diff.settings(), leftPath, rightPath),
                pairs(leftPath, rightPath),
                diff.firstDifference().orElse(-1));
    }

    private static String verdict(TraceDiff diff, Trace left, Trace right) {
        int both = Math.min(diff.leftTokens(), diff.rightTokens());
        if (both == 0) {
            return diff.leftTokens() == diff.rightTokens()
                    ? Texts.get("traces.diff.empty")
                    : Texts.get(diff.leftTokens() == 0 ? "traces.diff.empty.left" : "traces.diff.empty.right");
        }
        if (diff.sameTokens()) {
            return Texts.format("traces.diff.same", both);
        }
        int index = diff.firstDifference().orElseThrow();
        if (index == both) {
            return diff.leftTokens() == both
                    ? Texts.format("traces.diff.ends.left", both, diff.rightTokens())
                    : Texts.format("traces.diff.ends.right", both, diff.leftTokens());
        }
        return firstDifference(diff, left, right, index == 0 ? "traces.diff.noPrefix" : "traces.diff.differs");
    }

    private static String firstDifference(TraceDiff diff, Trace left, Trace right, String key) {
        int index = diff.firstDifference().orElseThrow();
        return Texts.format(key, index, tokenText(left, index), tokenText(right, index));
    }

    private static String tokenText(Trace trace, int index) {
        return index < trace.tokens().size()
                ? TokenFacts.quoted(trace.tokens().get(index).text())
                : Texts.get("traces.diff.ended");
    }

    private static String caution(TraceDiff diff) {
        var other = diff.settings().stream()
                .map(TraceDiff.Setting::field)
                .filter(OTHER_TEXT_OR_MODEL::contains)
                .map(field -> Texts.get("traces.field." + field))
                .collect(Collectors.joining(", "));
        return other.isEmpty() ? "" : Texts.format("traces.diff.caution", other);
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
