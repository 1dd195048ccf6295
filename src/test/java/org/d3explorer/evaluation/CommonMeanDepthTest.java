package org.d3explorer.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.d3explorer.depth.DepthSettings;
import org.d3explorer.depth.Preset;
import org.d3explorer.depth.ScheduleKind;
import org.d3explorer.depth.SkipOrder;
import org.d3explorer.evaluation.EqualMeanDepth.Match;
import org.junit.jupiter.api.Test;

class CommonMeanDepthTest {
    private static final int LAYERS = 30;
    private static final int TOKENS = 128;
    private static final Map<String, List<Integer>> ORDERS =
            Map.of(SkipOrder.INFLUENCE, IntStream.range(0, LAYERS).boxed().toList());

    private final EqualMeanDepth search = new EqualMeanDepth(TOKENS, LAYERS, ORDERS);

    @Test
    void theFirstOnesMeanIsKeptWhereTheOthersReachIt() {
        var first = settings(Preset.UNIFIED, 1, 22, 7);
        var found = CommonMeanDepth.find(search, List.of(first, settings(Preset.D3, 0.9, 5, 5)));
        assertThat(found.isEqual()).isTrue();
        assertThat(found.matches().getFirst()).isEqualTo(new Match(first, 22));
    }

    @Test
    void wholeLayersMakeThePowerLawMoveToTheNearestMeanThatAllReach() {
        var first = settings(Preset.D3, 0.997, 5, 5);
        double wanted = search.meanDepth(first);
        assertThat(Math.abs(wanted - Math.rint(wanted))).isGreaterThan(CommonMeanDepth.TOLERANCE);
        var found = CommonMeanDepth.find(
                search,
                List.of(
                        first,
                        settings(Preset.UNIFIED, 1, 5, 5),
                        settings(Preset.EARLY_EXIT, 1, 5, 5),
                        settings(Preset.SHORTGPT, 1, 5, 5),
                        settings(Preset.D3, 0.5, 5, 5)));
        assertThat(found.isEqual()).isTrue();
        assertThat(found.matches()).allSatisfy(match -> {
            assertThat(match.meanDepth()).isEqualTo(search.meanDepth(match.settings()));
            assertThat(Math.abs(match.meanDepth() - wanted)).isLessThan(1);
        });
    }

    @Test
    void linearSchedulesMeetConstantOnesForEveryMeanTheyCanShare() {
        for (int depth = 12; depth < LAYERS; depth++) {
            var found = CommonMeanDepth.find(
                    search,
                    List.of(
                            settings(Preset.UNIFIED, 1, depth, 5),
                            settings(Preset.SKIPDECODE, 1, 5, 5),
                            settings(Preset.D3, 0.9, 5, 5)));
            double best = Double.POSITIVE_INFINITY;
            for (int constant = 1; constant < LAYERS; constant++) {
                for (int least = 1; least < LAYERS; least++) {
                    best = Math.min(
                            best,
                            Math.abs(search.meanDepth(settings(Preset.UNIFIED, 1, constant, 5))
                                    - search.meanDepth(settings(Preset.SKIPDECODE, 1, 5, least))));
                }
            }
            assertThat(found.spread())
                    .as("depth %d", depth)
                    .isLessThanOrEqualTo(Math.max(0.5, CommonMeanDepth.TOLERANCE + best));
        }
    }

    @Test
    void allLayersForAllIsNoAnswerWhileTheFirstSkipsSome() {
        var first = settings(Preset.D3, 0.9999, 5, 5);
        var found = CommonMeanDepth.find(search, List.of(first, settings(Preset.UNIFIED, 1, 5, 5)));
        assertThat(found.matches()).anyMatch(match -> match.meanDepth() < LAYERS);
    }

    @Test
    void fullDepthHasNoParameterAndTheSpreadSaysSo() {
        var found = CommonMeanDepth.find(
                search, List.of(settings(Preset.UNIFIED, 1, 20, 5), settings(Preset.FULL, 1, 5, 5)));
        assertThat(found.isEqual()).isFalse();
        assertThat(found.spread()).isEqualTo(10);
        assertThat(found.matches().getFirst().meanDepth()).isEqualTo(20);
    }

    private static DepthSettings settings(Preset preset, double alpha, int constantDepth, int minDepth) {
        return new DepthSettings(
                preset,
                ScheduleKind.POWER_LAW,
                alpha,
                0,
                2,
                2,
                SkipOrder.MIDDLE_OUT,
                List.of(),
                constantDepth,
                minDepth,
                TOKENS);
    }
}
