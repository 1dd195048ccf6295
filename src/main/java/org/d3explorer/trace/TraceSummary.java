package org.d3explorer.trace;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a list of runs shows of one, stored in front of its tokens so that listing need not read them.
 *
 * @param tokens number of the root's tokens
 * @param branches number of branches, the root included
 * @param endReason why the root ended; null where recording was cut off
 * @param meanDepth mean depth over T_1, T_2, … (specification §4); NaN below two tokens
 * @param perplexity exp(mean NLL) over the root's tokens; NaN without tokens or beyond the range of a number
 * @param meanKl mean KL(reference ‖ D³) in nats over the root's tokens that have a reference; NaN without any
 * @param depth the root's first depth configuration; null where it has none
 * @param changes how often it changed after that
 * @param text beginning of the root's text
 */
public record TraceSummary(
        int tokens,
        int branches,
        @Nullable EndReason endReason,
        double meanDepth,
        double perplexity,
        double meanKl,
        @Nullable DepthChange depth,
        int changes,
        String text) {
    private static final int TEXT_CHARACTERS = 300;

    /** Returns the summary of a trace. */
    public static TraceSummary of(Trace trace) {
        var tokens = trace.tokens();
        String text =
                tokens.stream().limit(TEXT_CHARACTERS).map(TokenRecord::text).collect(Collectors.joining());
        int[] shown = text.codePoints().limit(TEXT_CHARACTERS).toArray();
        return new TraceSummary(
                tokens.size(),
                trace.branches().size(),
                trace.endReason(),
                tokens.stream().skip(1).mapToInt(TokenRecord::depth).average().orElse(Double.NaN),
                finite(Math.exp(
                        tokens.stream().mapToDouble(TokenRecord::nll).average().orElse(Double.NaN))),
                trace.references().stream()
                        .mapToDouble(ReferenceRecord::kl)
                        .average()
                        .orElse(Double.NaN),
                trace.changes().isEmpty() ? null : trace.changes().getFirst(),
                Math.max(0, trace.changes().size() - 1),
                new String(shown, 0, shown.length));
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof TraceSummary that && firstDifference(that).isEmpty();
    }

    /** Returns the name of the first figure that the other summary has otherwise, empty where it has none. */
    Optional<String> firstDifference(TraceSummary that) {
        var same = new LinkedHashMap<String, Boolean>();
        same.put("tokens", tokens == that.tokens);
        same.put("branches", branches == that.branches);
        same.put("end_reason", endReason == that.endReason);
        same.put("mean_depth", same(meanDepth, that.meanDepth));
        same.put("perplexity", same(perplexity, that.perplexity));
        same.put("mean_kl", same(meanKl, that.meanKl));
        same.put("depth", Objects.equals(depth, that.depth));
        same.put("changes", changes == that.changes);
        same.put("text", text.equals(that.text));
        return same.entrySet().stream()
                .filter(figure -> !figure.getValue())
                .map(Map.Entry::getKey)
                .findFirst();
    }

    @Override
    public int hashCode() {
        return 31 * tokens + text.hashCode();
    }

    private static double finite(double value) {
        return Double.isInfinite(value) ? Double.NaN : value;
    }

    /** Another order of summation may differ in the last digits. */
    private static boolean same(double a, double b) {
        return Double.compare(a, b) == 0 || Math.abs(a - b) <= 1e-9 * Math.abs(a);
    }
}
