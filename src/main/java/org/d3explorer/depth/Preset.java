package org.d3explorer.depth;

import java.util.Arrays;
import java.util.stream.Collectors;

/** Named combinations of schedule, roles and order (specification §1): D³ and the baselines it is compared with. */
public enum Preset {
    /** Standard decoding: all layers. */
    FULL("full"),
    /** D³: the power law over flex layers in the model's default order. */
    D3("d3"),
    /** Early Exit: a constant depth, no core tail, deepest layers skipped first. */
    EARLY_EXIT("early-exit"),
    /** SkipDecode: a linearly falling depth, one core head layer, lowest layers skipped first. */
    SKIPDECODE("skipdecode"),
    /** Unified Layer Skipping: a constant depth, evenly spaced layers skipped. */
    UNIFIED("unified"),
    /** ShortGPT: a constant depth, layers of least Block Influence skipped first. */
    SHORTGPT("shortgpt"),
    /** Schedule, roles and order each as the user set them. */
    CUSTOM("custom");

    private final String id;

    Preset(String id) {
        this.id = id;
    }

    /** Returns the name used on the command line and in traces. */
    public String id() {
        return id;
    }

    /**
     * Returns the preset of that name.
     *
     * @throws DepthException if there is none
     */
    public static Preset of(String id) {
        return Arrays.stream(values())
                .filter(preset -> preset.id.equals(id))
                .findFirst()
                .orElseThrow(() -> new DepthException("there is no preset '" + id + "'; expected one of "
                        + Arrays.stream(values()).map(Preset::id).collect(Collectors.joining(", "))));
    }
}
