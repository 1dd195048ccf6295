package org.d3explorer.depth;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The order in which flex layers are given up, first skipped first (specification §1). At depth d the first L − d of
 * them are skipped, so a smaller depth runs a subset of a larger one.
 *
 * @param name the order's name as a trace records it, e.g. {@code middle-out}
 * @param layers a permutation of the flex layers
 */
public record SkipOrder(String name, List<Integer> layers) {
    /** Centre of the flex range outwards. */
    public static final String MIDDLE_OUT = "middle-out";
    /** Highest flex layer first. */
    public static final String DEEPEST_FIRST = "deepest-first";
    /** Lowest flex layer first. */
    public static final String SHALLOWEST_FIRST = "shallowest-first";
    /** Each prefix as evenly spaced over the flex range as can be. */
    public static final String EVEN = "even";
    /** Ascending Block Influence; computed by calibration, stored in the bundle's manifest. */
    public static final String INFLUENCE = "influence";
    /** Least calibration loss first; computed by calibration, stored in the bundle's manifest. */
    public static final String GREEDY = "greedy";
    /** Given layer by layer by the user. */
    public static final String CUSTOM = "custom";

    /** Copies the list and checks that no layer stands twice. */
    public SkipOrder {
        layers = List.copyOf(layers);
        if (new HashSet<>(layers).size() != layers.size()) {
            throw new IllegalArgumentException("skip order " + layers + " names a layer twice");
        }
        if (layers.stream().anyMatch(l -> l < 0)) {
            throw new IllegalArgumentException("skip order " + layers + " has a negative layer");
        }
    }

    /** Returns the centre of the flex range, then outwards; of two equally far layers the lower comes first. */
    public static SkipOrder middleOut(LayerRoles roles, int layers) {
        double centre = (roles.coreHead() + (layers - roles.coreTail()) - 1) / 2.0;
        return sorted(
                MIDDLE_OUT,
                roles,
                layers,
                Comparator.<Integer>comparingDouble(l -> Math.abs(l - centre)).thenComparingInt(l -> l));
    }

    /** Returns the flex layers from the highest to the lowest. */
    public static SkipOrder deepestFirst(LayerRoles roles, int layers) {
        return sorted(DEEPEST_FIRST, roles, layers, Comparator.reverseOrder());
    }

    /** Returns the flex layers from the lowest to the highest. */
    public static SkipOrder shallowestFirst(LayerRoles roles, int layers) {
        return sorted(SHALLOWEST_FIRST, roles, layers, Comparator.naturalOrder());
    }

    /**
     * Returns the flex layers so that each prefix is spread over the range: each next layer is the one farthest from
     * those already taken and from the ends of the range, the lowest of equally far ones.
     */
    public static SkipOrder even(LayerRoles roles, int layers) {
        var rest = new ArrayList<>(flex(roles, layers));
        var taken = new ArrayList<Integer>();
        int below = roles.coreHead() - 1;
        int above = layers - roles.coreTail();
        while (!rest.isEmpty()) {
            Integer farthest = rest.getFirst();
            int best = -1;
            for (Integer candidate : rest) {
                int distance = Math.min(candidate - below, above - candidate);
                for (Integer other : taken) {
                    distance = Math.min(distance, Math.abs(candidate - other));
                }
                if (distance > best) {
                    best = distance;
                    farthest = candidate;
                }
            }
            taken.add(farthest);
            rest.removeIf(farthest::equals);
        }
        return new SkipOrder(EVEN, taken);
    }

    /**
     * Returns an order over all layers, such as a calibrated one, cut down to the flex layers.
     *
     * @param name the order's name
     * @param all a permutation that holds every flex layer
     * @throws IllegalArgumentException if a flex layer is missing or a layer is out of range
     */
    public static SkipOrder restricted(String name, List<Integer> all, LayerRoles roles, int layers) {
        if (all.stream().anyMatch(l -> l < 0 || l >= layers)) {
            throw new IllegalArgumentException(
                    "skip order " + name + " " + all + " has a layer outside 0.." + (layers - 1));
        }
        var kept = all.stream().filter(l -> roles.isFlex(l, layers)).toList();
        if (!kept.containsAll(flex(roles, layers))) {
            throw new IllegalArgumentException(
                    "skip order " + name + " " + all + " lacks flex layers; expected all of " + flex(roles, layers));
        }
        return new SkipOrder(name, kept);
    }

    /**
     * Returns the layers that run at a depth: all but the first L − d of the order.
     *
     * @param depth d, L − order length..L; a smaller depth runs what the order leaves
     * @param layers L
     */
    public LayerSet executed(int depth, int layers) {
        int skipped = Math.clamp(layers - depth, 0, this.layers.size());
        return LayerSet.of(this.layers.subList(0, skipped).stream()
                        .mapToInt(Integer::intValue)
                        .toArray())
                .complement(layers);
    }

    private static SkipOrder sorted(String name, LayerRoles roles, int layers, Comparator<Integer> by) {
        return new SkipOrder(name, flex(roles, layers).stream().sorted(by).toList());
    }

    private static List<Integer> flex(LayerRoles roles, int layers) {
        return IntStream.range(0, layers)
                .filter(l -> roles.isFlex(l, layers))
                .boxed()
                .toList();
    }
}
