package org.d3explorer.evaluation;

import java.util.List;
import java.util.function.ToDoubleFunction;
import org.d3explorer.trace.Estimate;
import org.d3explorer.trace.Moments;

/**
 * A text scored under one configuration, token by token.
 *
 * @param tokens T_0 first
 */
public record TeacherForcedScore(List<TeacherForcedToken> tokens) {
    /** Copies the list. */
    public TeacherForcedScore {
        tokens = List.copyOf(tokens);
    }

    /** Returns the mean number of layers run over tokens i ≥ 1 (specification §4), NaN if there are none. */
    public double meanDepth() {
        var depth = new Moments();
        tokens.stream()
                .filter(token -> token.index() > 0)
                .forEach(token -> depth.add(token.executed().size()));
        return depth.mean();
    }

    /** Returns exp(mean NLL), NaN without tokens. */
    public double perplexity() {
        return Math.exp(moments(TeacherForcedToken::nll).mean());
    }

    /** Returns the mean KL(full depth ‖ configuration) in nats. */
    public Estimate kl() {
        return moments(TeacherForcedToken::kl).estimate();
    }

    /** Returns the largest KL in nats, NaN without tokens. */
    public double maxKl() {
        return moments(TeacherForcedToken::kl).max();
    }

    /** Returns the share of tokens with the same most probable token as full depth, 0..1. */
    public Estimate top1Agreement() {
        return moments(token -> token.sameTop1() ? 1 : 0).estimate();
    }

    private Moments moments(ToDoubleFunction<TeacherForcedToken> value) {
        var moments = new Moments();
        tokens.forEach(token -> moments.add(value.applyAsDouble(token)));
        return moments;
    }
}
