package org.d3explorer.trace.export;

import java.util.Locale;
import org.d3explorer.depth.DepthSchedule;

/** Settings in words. */
final class Words {
    private Words() {}

    static String of(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    static String of(DepthSchedule schedule) {
        return switch (schedule) {
            case DepthSchedule.Full() -> "full depth";
            case DepthSchedule.PowerLaw(double alpha, int start) -> "D³, α = " + alpha + ", start " + start;
            case DepthSchedule.Linear(int max, int min, int tokens) ->
                "linear, " + max + " to " + min + " layers over " + tokens + " tokens";
            case DepthSchedule.Constant(int depth) -> "constant, " + depth + " layers";
        };
    }
}
