package org.d3explorer.ui.traces;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.d3explorer.depth.SkipOrder;
import org.d3explorer.trace.DepthChange;
import org.d3explorer.trace.Sampling;
import org.d3explorer.trace.Trace;
import org.d3explorer.trace.TraceDiff;
import org.d3explorer.ui.explore.DepthWords;
import org.d3explorer.ui.text.Texts;

/** Says the settings in which two runs differ as a person would. */
final class SettingWords {
    private SettingWords() {}

    /** Returns the settings with both sides in words, without those that are the same but in the way they were recorded. */
    static List<TraceDiff.Setting> of(List<TraceDiff.Setting> settings, Trace left, Trace right) {
        return settings.stream()
                .map(setting -> of(setting, left, right))
                .filter(setting -> !setting.left().equals(setting.right()))
                .toList();
    }

    private static TraceDiff.Setting of(TraceDiff.Setting setting, Trace left, Trace right) {
        return switch (setting.field()) {
            case DEPTH -> new TraceDiff.Setting(setting.field(), depth(left), depth(right));
            case SAMPLING ->
                new TraceDiff.Setting(
                        setting.field(),
                        sampling(left.header().sampling()),
                        sampling(right.header().sampling()));
            case PROMPT -> new TraceDiff.Setting(setting.field(), oneLine(setting.left()), oneLine(setting.right()));
            case END_REASON -> new TraceDiff.Setting(setting.field(), plain(setting.left()), plain(setting.right()));
            default -> setting;
        };
    }

    private static String oneLine(String text) {
        return text.replace("\n", "⏎");
    }

    private static String plain(String constant) {
        return constant.toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    private static String depth(Trace trace) {
        var words = new ArrayList<String>();
        DepthChange before = null;
        for (var change : trace.changes()) {
            if (before == null || !isSame(before, change)) {
                words.add(depth(change));
            }
            before = change;
        }
        return String.join("\n", words);
    }

    /** A branch records the configuration it begins with, also where its parent had the same. */
    private static boolean isSame(DepthChange before, DepthChange change) {
        return before.configuration().equals(change.configuration()) && before.kvPolicy() == change.kvPolicy();
    }

    private static String depth(DepthChange change) {
        var configuration = change.configuration();
        var roles = configuration.roles();
        var words = Texts.format(
                "traces.setting.depth",
                DepthWords.of(configuration),
                roles.coreHead(),
                roles.coreTail(),
                order(configuration.order()),
                plain(change.kvPolicy().name()));
        return change.index() == 0 ? words : Texts.format("traces.setting.depth.from", change.index(), words);
    }

    private static String order(SkipOrder order) {
        return order.name().equals(SkipOrder.CUSTOM)
                ? order.layers().stream().map(String::valueOf).collect(Collectors.joining(", "))
                : order.name();
    }

    private static String sampling(Sampling sampling) {
        return sampling.temperature() == 0
                ? Texts.get("traces.setting.greedy")
                : Texts.format(
                        "traces.setting.sampling",
                        sampling.temperature(),
                        sampling.topK(),
                        sampling.topP(),
                        sampling.minP(),
                        sampling.repetitionPenalty(),
                        sampling.presencePenalty(),
                        sampling.frequencyPenalty(),
                        sampling.seed());
    }
}
