package org.d3explorer.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.d3explorer.bundle.Manifest;
import org.d3explorer.depth.DepthConfiguration;
import org.d3explorer.depth.DepthSettings;
import org.d3explorer.depth.KvPolicy;
import org.d3explorer.depth.Preset;
import org.d3explorer.depth.ScheduleKind;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** How deep, and through which layers: the options that every command with a schedule shares. */
final class DepthOptions {
    /** Part of the layers that the constant presets keep where {@code --depth} does not say. */
    private static final double DEFAULT_CONSTANT_SHARE = 0.8;
    /** Part of the layers at which SkipDecode ends where {@code --depth} does not say. */
    private static final double DEFAULT_LINEAR_END_SHARE = 0.5;

    @Option(
            names = "--preset",
            paramLabel = "NAME",
            converter = PresetConverter.class,
            description = "full, d3, early-exit, skipdecode, unified or shortgpt.")
    private @Nullable Preset preset;

    @Option(names = "--alpha", paramLabel = "A", description = "D3: decay per generated token, 0 < A <= 1.")
    private @Nullable Double alpha;

    @Option(
            names = "--start",
            paramLabel = "N|P%%",
            converter = StartOption.Converter.class,
            description = "D3: tokens at full depth before the decay begins, or a percentage of --max-new-tokens.")
    private @Nullable StartOption start;

    @Option(names = "--core-head", paramLabel = "N", description = "First layers that always run.")
    private @Nullable Integer coreHead;

    @Option(names = "--core-tail", paramLabel = "N", description = "Last layers that always run.")
    private @Nullable Integer coreTail;

    @Option(
            names = "--order",
            paramLabel = "NAME|l,l,...",
            converter = OrderOption.Converter.class,
            description = "Skip order: middle-out, deepest-first, shallowest-first, even, influence, greedy, or the"
                    + " layers themselves, first skipped first.")
    private @Nullable OrderOption order;

    @Option(
            names = "--depth",
            paramLabel = "N",
            description = "Constant depth: the layers that run for every token; for skipdecode the depth it ends at.")
    private @Nullable Integer depth;

    @Option(
            names = "--kv",
            paramLabel = "backfill|copy|hold",
            defaultValue = "backfill",
            converter = KvConverter.class,
            description = "How positions that a layer missed are closed (default: ${DEFAULT-VALUE}).")
    private KvPolicy kv = KvPolicy.BACKFILL;

    @Option(
            names = "--alpha-at",
            paramLabel = "N=A",
            converter = AlphaChange.Converter.class,
            description = "From generated token N on, alpha is A. Repeatable.")
    private List<AlphaChange> alphaAt = new ArrayList<>();

    /** Returns how missed positions are closed. */
    KvPolicy kvPolicy() {
        return kv;
    }

    /** Says whether any option asks for less than every layer. */
    boolean isGiven() {
        return preset != null || alpha != null || start != null || depth != null || !alphaAt.isEmpty();
    }

    /** Says whether α changes in the middle. */
    boolean hasChanges() {
        return !alphaAt.isEmpty();
    }

    /**
     * Returns the settings: what was given, the manifest's defaults for the rest.
     *
     * @param manifest of the model
     * @param maxNewTokens bound on generated tokens
     * @param otherwise the preset where no option names a schedule
     * @throws CommandException if options do not go together
     */
    DepthSettings settings(Manifest manifest, int maxNewTokens, Preset otherwise) {
        var chosen = presetInForce(otherwise);
        checkTogether(chosen);
        var defaults = manifest.d3();
        int layers = manifest.config().numHiddenLayers();
        return new DepthSettings(
                chosen,
                chosen == Preset.CUSTOM ? ScheduleKind.CONSTANT : ScheduleKind.POWER_LAW,
                alpha == null ? defaults.alpha() : alpha,
                start == null ? defaults.start() : start.tokens(maxNewTokens),
                coreHead == null ? defaults.coreHead() : coreHead,
                coreTail == null ? defaults.coreTail() : coreTail,
                order == null ? defaults.order() : order.name(),
                order == null ? List.of() : order.layers(),
                depth == null ? (int) Math.ceil(layers * DEFAULT_CONSTANT_SHARE) : depth,
                depth == null ? Math.max(1, (int) (layers * DEFAULT_LINEAR_END_SHARE)) : depth,
                maxNewTokens);
    }

    /**
     * Returns the configurations that take over from a generated token on.
     *
     * @param settings the run's settings
     * @param manifest of the model
     */
    NavigableMap<Integer, DepthConfiguration> changes(DepthSettings settings, Manifest manifest) {
        var changes = new TreeMap<Integer, DepthConfiguration>();
        for (var change : alphaAt) {
            var changed = new DepthSettings(
                    Preset.D3,
                    ScheduleKind.POWER_LAW,
                    change.alpha(),
                    settings.start(),
                    settings.coreHead(),
                    settings.coreTail(),
                    settings.order(),
                    settings.customOrder(),
                    settings.constantDepth(),
                    settings.minDepth(),
                    settings.maxNewTokens());
            if (changes.put(change.index(), configuration(changed, manifest)) != null) {
                throw CommandException.usage("--alpha-at names token " + change.index() + " twice, expected once");
            }
        }
        return changes;
    }

    /**
     * Returns what the token loop runs.
     *
     * @throws org.d3explorer.depth.DepthException if the settings do not fit the model
     */
    static DepthConfiguration configuration(DepthSettings settings, Manifest manifest) {
        return settings.configuration(
                manifest.config().numHiddenLayers(), manifest.d3().orders());
    }

    private Preset presetInForce(Preset otherwise) {
        if (preset != null) {
            return preset;
        }
        if (depth != null) {
            return Preset.CUSTOM;
        }
        return isGiven() ? Preset.D3 : otherwise;
    }

    private void checkTogether(Preset chosen) {
        var name = chosen == Preset.CUSTOM ? "a constant --depth" : "preset " + chosen.id();
        boolean decays = chosen == Preset.D3;
        if (!decays && (alpha != null || start != null)) {
            throw CommandException.usage(
                    (alpha != null ? "--alpha" : "--start") + " is for preset d3, found " + name + "; leave one out");
        }
        if (!decays && chosen != Preset.FULL && !alphaAt.isEmpty()) {
            throw CommandException.usage("--alpha-at is for presets d3 and full, found " + name + "; leave one out");
        }
        if (depth != null && (decays || chosen == Preset.FULL)) {
            throw CommandException.usage("--depth is for a constant depth, found " + name + "; leave one out");
        }
        boolean ownOrder = chosen == Preset.EARLY_EXIT
                || chosen == Preset.SKIPDECODE
                || chosen == Preset.UNIFIED
                || chosen == Preset.SHORTGPT;
        if (order != null && ownOrder) {
            throw CommandException.usage(
                    "--order: " + name + " has an order of its own; use --depth without a preset to choose one");
        }
    }

    private static final class PresetConverter implements ITypeConverter<Preset> {
        @Override
        public Preset convert(String text) {
            var found = Arrays.stream(Preset.values())
                    .filter(p -> p != Preset.CUSTOM && p.id().equals(text))
                    .findFirst();
            return found.orElseThrow(() -> new TypeConversionException(
                    "'" + text + "', expected full, d3, early-exit, skipdecode, unified or shortgpt"));
        }
    }

    private static final class KvConverter implements ITypeConverter<KvPolicy> {
        @Override
        public KvPolicy convert(String text) {
            return switch (text) {
                case "backfill" -> KvPolicy.BACKFILL;
                case "copy" -> KvPolicy.COPY;
                case "hold" -> KvPolicy.HOLD;
                default -> throw new TypeConversionException("'" + text + "', expected backfill, copy or hold");
            };
        }
    }
}
