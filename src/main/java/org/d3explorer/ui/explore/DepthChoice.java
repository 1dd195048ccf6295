package org.d3explorer.ui.explore;

import com.fasterxml.jackson.annotation.JsonIgnore;
import org.d3explorer.bundle.Manifest.D3Defaults;
import org.d3explorer.depth.KvPolicy;
import org.d3explorer.depth.Preset;
import org.d3explorer.depth.ScheduleKind;

/**
 * The depth settings of the run panel as they are remembered for a model.
 *
 * @param preset decides the schedule, and which roles and order are forced
 * @param schedule of the custom preset
 * @param alpha decay per token, 0 &lt; α ≤ 1
 * @param start in tokens or per cent of max new tokens
 * @param startInPercent which of both
 * @param coreHead first layers that always run
 * @param coreTail last layers that always run
 * @param order name of the skip order
 * @param customOrder layers of the custom order as typed
 * @param constantDepth depth of the constant schedules
 * @param minDepth depth at which the linear schedule ends
 * @param kvPolicy how missed positions are closed
 */
public record DepthChoice(
        Preset preset,
        ScheduleKind schedule,
        double alpha,
        double start,
        boolean startInPercent,
        int coreHead,
        int coreTail,
        String order,
        String customOrder,
        int constantDepth,
        int minDepth,
        KvPolicy kvPolicy) {
    /**
     * Returns a model's defaults: D³ as its bundle has it, constant and least depths at four fifths of its layers.
     *
     * @param layers L
     * @param defaults from the bundle's manifest
     */
    public static DepthChoice defaults(int layers, D3Defaults defaults) {
        int fourFifths = Math.max(1, (int) Math.round(layers * 0.8));
        return new DepthChoice(
                Preset.D3,
                ScheduleKind.POWER_LAW,
                defaults.alpha(),
                defaults.start(),
                false,
                defaults.coreHead(),
                defaults.coreTail(),
                defaults.order(),
                "",
                fourFifths,
                fourFifths,
                KvPolicy.BACKFILL);
    }

    /** Says whether every value is in its range; a file may hold others. */
    @JsonIgnore
    public boolean isUsable() {
        return alpha > 0
                && alpha <= 1
                && start >= 0
                && start <= 1_000_000
                && coreHead >= 0
                && coreTail >= 0
                && constantDepth >= 1
                && minDepth >= 1;
    }
}
