package org.d3explorer.depth;

import java.util.List;
import java.util.Map;

/**
 * What a user sets: a preset and the parameters it may use. {@link #configuration} makes of it what the token loop runs.
 *
 * @param preset decides the schedule, and which roles and order are forced; {@link Preset#CUSTOM} forces nothing
 * @param schedule used by {@link Preset#CUSTOM} only
 * @param alpha decay per token of the power law, 0 &lt; α ≤ 1
 * @param start tokens at full depth before the power law's decay begins, ≥ 0
 * @param coreHead first layers that always run, ≥ 0
 * @param coreTail last layers that always run, ≥ 0
 * @param order name of the skip order
 * @param customOrder the layers of {@link SkipOrder#CUSTOM}, first skipped first; empty otherwise
 * @param constantDepth depth of the constant schedules, ≥ 1
 * @param minDepth depth at which the linear schedule ends, ≥ 1
 * @param maxNewTokens over which the linear schedule falls, ≥ 1
 */
public record DepthSettings(
        Preset preset,
        ScheduleKind schedule,
        double alpha,
        int start,
        int coreHead,
        int coreTail,
        String order,
        List<Integer> customOrder,
        int constantDepth,
        int minDepth,
        int maxNewTokens) {
    /** Copies the list. */
    public DepthSettings {
        customOrder = List.copyOf(customOrder);
    }

    /**
     * Returns the schedule, roles and order for a model.
     *
     * @param layers L
     * @param calibratedOrders orders over all layers by name, from the bundle's manifest
     * @throws DepthException if a setting does not fit: too many core layers, an unknown order, an order that lacks
     *     layers, a depth beyond L
     */
    public DepthConfiguration configuration(int layers, Map<String, List<Integer>> calibratedOrders) {
        var roles = roles();
        if (roles.coreHead() + roles.coreTail() > layers) {
            throw new DepthException("core layers are " + roles.coreHead() + " + " + roles.coreTail()
                    + ", expected at most the model's " + layers + " together");
        }
        try {
            return new DepthConfiguration(schedule(layers), roles, order(roles, layers, calibratedOrders));
        } catch (DepthException e) {
            throw e;
        } catch (IllegalArgumentException e) {
            throw new DepthException(String.valueOf(e.getMessage()));
        }
    }

    /** Returns the roles in force: Early Exit has no core tail, SkipDecode one core head layer. */
    public LayerRoles roles() {
        return switch (preset) {
            case EARLY_EXIT -> new LayerRoles(coreHead, 0);
            case SKIPDECODE -> new LayerRoles(1, coreTail);
            default -> new LayerRoles(coreHead, coreTail);
        };
    }

    /** Returns the name of the order in force. */
    public String effectiveOrder() {
        return switch (preset) {
            case EARLY_EXIT -> SkipOrder.DEEPEST_FIRST;
            case SKIPDECODE -> SkipOrder.SHALLOWEST_FIRST;
            case UNIFIED -> SkipOrder.EVEN;
            case SHORTGPT -> SkipOrder.INFLUENCE;
            default -> order;
        };
    }

    /** Returns the kind of the schedule in force. */
    public ScheduleKind effectiveSchedule() {
        return switch (preset) {
            case FULL -> ScheduleKind.FULL;
            case D3 -> ScheduleKind.POWER_LAW;
            case EARLY_EXIT, UNIFIED, SHORTGPT -> ScheduleKind.CONSTANT;
            case SKIPDECODE -> ScheduleKind.LINEAR;
            case CUSTOM -> schedule;
        };
    }

    private DepthSchedule schedule(int layers) {
        return switch (effectiveSchedule()) {
            case FULL -> new DepthSchedule.Full();
            case POWER_LAW -> new DepthSchedule.PowerLaw(alpha, start);
            case LINEAR -> new DepthSchedule.Linear(layers, checkedDepth("min depth", minDepth, layers), maxNewTokens);
            case CONSTANT -> new DepthSchedule.Constant(checkedDepth("depth", constantDepth, layers));
        };
    }

    private static int checkedDepth(String name, int depth, int layers) {
        if (depth < 1 || depth > layers) {
            throw new DepthException(name + " is " + depth + ", expected 1.." + layers);
        }
        return depth;
    }

    private SkipOrder order(LayerRoles roles, int layers, Map<String, List<Integer>> calibratedOrders) {
        var name = effectiveOrder();
        return switch (name) {
            case SkipOrder.MIDDLE_OUT -> SkipOrder.middleOut(roles, layers);
            case SkipOrder.DEEPEST_FIRST -> SkipOrder.deepestFirst(roles, layers);
            case SkipOrder.SHALLOWEST_FIRST -> SkipOrder.shallowestFirst(roles, layers);
            case SkipOrder.EVEN -> SkipOrder.even(roles, layers);
            case SkipOrder.CUSTOM -> SkipOrder.restricted(name, customOrder, roles, layers);
            default -> {
                var calibrated = calibratedOrders.get(name);
                if (calibrated == null) {
                    throw new DepthException("the model has no skip order '" + name + "'; expected "
                            + SkipOrder.MIDDLE_OUT + ", " + SkipOrder.DEEPEST_FIRST + ", " + SkipOrder.SHALLOWEST_FIRST
                            + ", " + SkipOrder.EVEN + " or one calibrated for it: " + calibratedOrders.keySet());
                }
                yield SkipOrder.restricted(name, calibrated, roles, layers);
            }
        };
    }
}
