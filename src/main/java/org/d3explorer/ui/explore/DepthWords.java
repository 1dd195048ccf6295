package org.d3explorer.ui.explore;

import org.d3explorer.depth.DepthConfiguration;
import org.d3explorer.depth.DepthSchedule;
import org.d3explorer.depth.SkipOrder;
import org.d3explorer.ui.text.Texts;

/** Says a depth configuration in a few words: the method it is known by, and its one number. */
public final class DepthWords {
    private DepthWords() {}

    /** Returns e.g. {@code D³ α 0.98} or {@code Early Exit, 20 layers}. */
    public static String of(DepthConfiguration configuration) {
        var order = configuration.order().name();
        return switch (configuration.schedule()) {
            case DepthSchedule.Full() -> Texts.get("preset.full");
            case DepthSchedule.PowerLaw(double alpha, int start) ->
                start == 0
                        ? Texts.format("traces.depth.powerLaw", number(alpha))
                        : Texts.format("traces.depth.powerLaw.start", number(alpha), start);
            case DepthSchedule.Linear(int most, int least, int tokens) ->
                Texts.format("traces.depth.linear", most, least, tokens);
            case DepthSchedule.Constant(int depth) -> Texts.format("traces.depth.constant", constant(order), depth);
        };
    }

    private static String constant(String order) {
        return switch (order) {
            case SkipOrder.DEEPEST_FIRST -> Texts.get("preset.early-exit");
            case SkipOrder.EVEN -> Texts.get("preset.unified");
            case SkipOrder.INFLUENCE -> Texts.get("preset.shortgpt");
            default -> Texts.get("schedule.CONSTANT");
        };
    }

    private static String number(double value) {
        return Double.toString(value);
    }
}
