package org.d3explorer.depth;

import java.util.ArrayList;
import java.util.List;

/**
 * Everything that decides which layers a generated token runs: how deep (schedule), which always run (roles), which go
 * first (order). Immutable; a running generation may be handed another one between any two tokens.
 *
 * @param schedule how deep
 * @param roles which layers are core
 * @param order which flex layers are skipped first
 */
public record DepthConfiguration(DepthSchedule schedule, LayerRoles roles, SkipOrder order) {
    /**
     * Returns the depth of token T_i.
     *
     * @param i index of the generated token, ≥ 0; T_0 comes from the prefill and has depth L
     * @param layers L
     */
    public int depth(int i, int layers) {
        return i == 0 ? layers : schedule.depth(i, layers, roles.core(layers));
    }

    /**
     * Returns the layers that run for token T_i.
     *
     * @param i index of the generated token, ≥ 0
     * @param layers L
     */
    public LayerSet executed(int i, int layers) {
        return order.executed(depth(i, layers), layers);
    }

    /**
     * Returns the mean depth over tokens T_1..T_(tokens−1), as specification §4 defines it.
     *
     * @param tokens number of generated tokens, ≥ 2
     * @param layers L
     */
    public double meanDepth(int tokens, int layers) {
        long sum = 0;
        for (var stretch : stretches(tokens, layers)) {
            int first = Math.max(1, stretch.first());
            if (first < stretch.end()) {
                sum += (long) (stretch.end() - first) * executed(first, layers).size();
            }
        }
        return (double) sum / (tokens - 1);
    }

    /**
     * Returns the depths of tokens T_0..T_(tokens−1), in stretches of equal depth.
     *
     * @param tokens number of generated tokens, ≥ 0
     * @param layers L
     */
    public List<Stretch> stretches(int tokens, int layers) {
        var stretches = new ArrayList<Stretch>();
        for (int i = 0; i < tokens; ) {
            int end = endOfDepth(i, tokens, layers);
            stretches.add(new Stretch(i, end, depth(i, layers)));
            i = end;
        }
        return stretches;
    }

    /**
     * Tokens in a row of one depth.
     *
     * @param first index of the first one
     * @param end index behind the last one
     * @param depth number of layers that each runs
     */
    public record Stretch(int first, int end, int depth) {}

    /**
     * Returns the first token after T_i with another depth, or {@code tokens}. As no schedule rises, it is found by
     * bisection: the mean over a million tokens is asked for while a slider is dragged.
     */
    private int endOfDepth(int i, int tokens, int layers) {
        int depth = depth(i, layers);
        int same = i;
        int end = tokens;
        while (end - same > 1) {
            int middle = (same + end) >>> 1;
            if (depth(middle, layers) == depth) {
                same = middle;
            } else {
                end = middle;
            }
        }
        return end;
    }

    /** Returns the same roles and order with another schedule. */
    public DepthConfiguration withSchedule(DepthSchedule next) {
        return new DepthConfiguration(next, roles, order);
    }
}
