package org.d3explorer.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.d3explorer.depth.DepthException;
import org.d3explorer.depth.DepthSettings;
import org.d3explorer.depth.Preset;
import org.d3explorer.depth.ScheduleKind;
import org.d3explorer.depth.SkipOrder;
import org.junit.jupiter.api.Test;

class EqualMeanDepthTest {
    private static final int LAYERS = 30;
    private static final int TOKENS = 200;
    private static final Map<String, List<Integer>> ORDERS =
            Map.of(SkipOrder.INFLUENCE, IntStream.range(0, LAYERS).boxed().toList());

    private final EqualMeanDepth search = new EqualMeanDepth(TOKENS, LAYERS, ORDERS);

    @Test
    void alphaGivesTheWantedMeanDepthAndNoNeighbourIsNearer() {
        for (double target : new double[] {8, 17.3, 22.5, 26.01, 29.4}) {
            var match = search.nearest(settings(Preset.D3, 0.5, 20, 1, 1), target);
            double distance = Math.abs(match.meanDepth() - target);
            assertThat(distance).isLessThan(target < 27 ? 0.05 : 0.5);
            assertThat(match.meanDepth()).isEqualTo(search.meanDepth(match.settings()));
            for (double alpha = 0.9; alpha <= 1; alpha += 0.0003) {
                double other = Math.abs(search.meanDepth(settings(Preset.D3, alpha, 20, 1, 1)) - target);
                assertThat(distance).isLessThanOrEqualTo(other + 1e-12);
            }
        }
    }

    @Test
    void constantAndLinearPresetsGetTheBestOfAllDepths() {
        for (var preset : List.of(Preset.EARLY_EXIT, Preset.UNIFIED, Preset.SHORTGPT, Preset.SKIPDECODE)) {
            for (double target : new double[] {3, 14.4, 21.6, 30}) {
                var match = search.nearest(settings(preset, 1, 0, 7, 7), target);
                double best = IntStream.rangeClosed(1, LAYERS)
                        .mapToDouble(depth -> Math.abs(search.meanDepth(settings(preset, 1, 0, depth, depth)) - target))
                        .min()
                        .orElseThrow();
                assertThat(Math.abs(match.meanDepth() - target))
                        .as("%s %s", preset, target)
                        .isEqualTo(best, within(1e-12));
                boolean linear = preset == Preset.SKIPDECODE;
                assertThat(
                                linear
                                        ? match.settings().constantDepth()
                                        : match.settings().minDepth())
                        .as("the parameter the preset does not use stays")
                        .isEqualTo(7);
            }
        }
    }

    @Test
    void fullDepthIsAlphaOneAndFullStaysAsItIs() {
        assertThat(search.nearest(settings(Preset.D3, 0.9, 0, 1, 1), LAYERS)
                        .settings()
                        .alpha())
                .isEqualTo(1);
        var full = settings(Preset.FULL, 0.9, 0, 1, 1);
        assertThat(search.nearest(full, 12)).isEqualTo(new EqualMeanDepth.Match(full, LAYERS));
    }

    @Test
    void oneTokenHasNoMeanDepthAndAMissingOrderIsNamed() {
        assertThatThrownBy(() -> new EqualMeanDepth(1, LAYERS, ORDERS))
                .isInstanceOf(EvaluationException.class)
                .hasMessageContaining("1 tokens; expected 2");
        assertThatThrownBy(() ->
                        new EqualMeanDepth(9, LAYERS, Map.of()).nearest(settings(Preset.SHORTGPT, 1, 0, 5, 5), 10))
                .isInstanceOf(DepthException.class)
                .hasMessageContaining("influence");
    }

    private static DepthSettings settings(Preset preset, double alpha, int start, int constantDepth, int minDepth) {
        return new DepthSettings(
                preset,
                ScheduleKind.POWER_LAW,
                alpha,
                start,
                2,
                2,
                SkipOrder.MIDDLE_OUT,
                List.of(),
                constantDepth,
                minDepth,
                TOKENS);
    }
}
