package org.d3explorer.cli;

import org.d3explorer.bundle.Manifest;
import org.d3explorer.depth.DepthConfiguration;
import org.d3explorer.depth.DepthSettings;
import org.d3explorer.depth.KvPolicy;
import org.d3explorer.depth.Preset;

/**
 * How deep a command runs.
 *
 * @param settings the options with the manifest's defaults for those not given
 * @param configuration what the token loop makes of them
 * @param kvPolicy how missed positions are closed
 */
record DepthChoice(DepthSettings settings, DepthConfiguration configuration, KvPolicy kvPolicy) {
    /**
     * Returns what the options ask for.
     *
     * @param options as given
     * @param manifest of the model
     * @param maxNewTokens bound on generated tokens
     * @param otherwise the preset where no option names a schedule
     * @throws CommandException if options do not go together
     * @throws org.d3explorer.depth.DepthException if they do not fit the model
     */
    static DepthChoice of(DepthOptions options, Manifest manifest, int maxNewTokens, Preset otherwise) {
        var settings = options.settings(manifest, maxNewTokens, otherwise);
        return new DepthChoice(settings, DepthOptions.configuration(settings, manifest), options.kvPolicy());
    }

    /**
     * Returns the model's own defaults: D³ with what the manifest says.
     *
     * @param manifest of the model
     * @param maxNewTokens bound on generated tokens
     */
    static DepthChoice defaults(Manifest manifest, int maxNewTokens) {
        return of(new DepthOptions(), manifest, maxNewTokens, Preset.D3);
    }

    /**
     * Refuses changes of α in the middle, for commands that run one schedule.
     *
     * @throws CommandException if there are any
     */
    void requireNoChanges(DepthOptions options) {
        if (options.hasChanges()) {
            throw CommandException.usage("--alpha-at is for generate; a given text is scored under one schedule");
        }
    }
}
