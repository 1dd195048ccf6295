package org.d3explorer.cli;

import java.math.BigDecimal;
import org.d3explorer.depth.DepthConfiguration;
import org.d3explorer.depth.DepthSchedule;
import org.d3explorer.depth.DepthSchedule.Constant;
import org.d3explorer.depth.DepthSchedule.Full;
import org.d3explorer.depth.DepthSchedule.Linear;
import org.d3explorer.depth.DepthSchedule.PowerLaw;

/** Puts a depth configuration in words. */
final class Schedules {
    private Schedules() {}

    /** Returns the configuration on one line. */
    static String describe(DepthConfiguration configuration) {
        var schedule = describe(configuration.schedule());
        var roles = configuration.roles();
        return schedule + ", core " + roles.coreHead() + " + " + roles.coreTail() + ", order "
                + configuration.order().name();
    }

    private static String describe(DepthSchedule schedule) {
        return switch (schedule) {
            case Full full -> "full depth";
            case PowerLaw d3 ->
                "D³ α = " + trimmed(d3.alpha()) + " (half-life " + halfLife(d3) + ") from token " + d3.start() + " on";
            case Linear linear -> "depth falling from " + linear.maxDepth() + " to " + linear.minDepth();
            case Constant constant -> "constant depth " + constant.depth();
        };
    }

    private static String halfLife(PowerLaw d3) {
        double tokens = d3.halfLifeTokens();
        return Double.isInfinite(tokens) ? "∞" : Math.round(tokens) + " tokens";
    }

    /** Returns α with the decimals it has. */
    static String trimmed(double alpha) {
        return BigDecimal.valueOf(alpha).stripTrailingZeros().toPlainString();
    }
}
