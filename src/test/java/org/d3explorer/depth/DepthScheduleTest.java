package org.d3explorer.depth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.d3explorer.depth.DepthSchedule.Constant;
import org.d3explorer.depth.DepthSchedule.Full;
import org.d3explorer.depth.DepthSchedule.Linear;
import org.d3explorer.depth.DepthSchedule.PowerLaw;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DepthScheduleTest {
    private static final int LAYERS = 30;

    @Test
    void powerLawFollowsTheReferenceDepthsOfA30LayerModel() {
        // Depths of an independent implementation: α = 0.995 from the first token; α = 0.99 after 16 tokens.
        assertThat(depths(new PowerLaw(0.995, 0), 4, 24))
                .containsExactly(
                        30, 29, 29, 29, 29, 29, 29, 28, 28, 28, 28, 28, 28, 28, 27, 27, 27, 27, 27, 27, 27, 27, 26, 26);
        assertThat(depths(new PowerLaw(0.99, 16), 8, 28))
                .containsExactly(
                        30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 29, 29, 29, 28, 28, 28, 27,
                        27, 27, 27, 26);
    }

    @Test
    void powerLawGivesWholeNumbersThatRoundingWouldMiss() {
        // 30·0.9 = 27.000000000000004 or 26.999…, whichever way the product is rounded; 10·0.1^1 = 1.
        assertThat(new PowerLaw(0.9, 0).depth(1, LAYERS, 0)).isEqualTo(27);
        assertThat(new PowerLaw(0.1, 0).depth(1, 10, 0)).isEqualTo(1);
        assertThat(new PowerLaw(0.7, 0).depth(1, LAYERS, 0)).isEqualTo(21);
    }

    @Test
    void alphaOneIsFullDepthForEver() {
        var one = new PowerLaw(1, 3);
        assertThat(IntStream.range(0, 10_000).map(i -> one.depth(i, LAYERS, 4))).allMatch(d -> d == LAYERS);
        assertThat(new Full().depth(9_999, LAYERS, 4)).isEqualTo(LAYERS);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 4, 30})
    void depthStaysBetweenCoreAndAllLayersAndNeverRises(int core) {
        var schedule = new PowerLaw(0.9, 2);
        int before = LAYERS;
        for (int i = 0; i < 500; i++) {
            int depth = schedule.depth(i, LAYERS, core);
            assertThat(depth).isBetween(Math.max(1, core), before);
            before = depth;
        }
        assertThat(before).isEqualTo(Math.max(1, core));
    }

    @Test
    void halfLifeIsTheNumberOfTokensAfterWhichHalfTheDepthIsLeft() {
        assertThat(new PowerLaw(0.99, 0).halfLifeTokens()).isCloseTo(68.9675639, within(1e-6));
        assertThat(new PowerLaw(1, 0).halfLifeTokens()).isInfinite();
    }

    @Test
    void linearFallsFromTheFirstToTheLastTokenAndStaysThere() {
        var schedule = new Linear(30, 10, 21);
        assertThat(depths(schedule, 4, 24))
                .containsExactly(
                        30, 29, 28, 27, 26, 25, 24, 23, 22, 21, 20, 19, 18, 17, 16, 15, 14, 13, 12, 11, 10, 10, 10, 10);
        assertThat(new Linear(30, 2, 21).depth(20, LAYERS, 4)).isEqualTo(4);
    }

    @Test
    void constantIsClampedToTheModel() {
        assertThat(new Constant(12).depth(7, LAYERS, 4)).isEqualTo(12);
        assertThat(new Constant(2).depth(7, LAYERS, 4)).isEqualTo(4);
        assertThat(new Constant(99).depth(7, LAYERS, 4)).isEqualTo(LAYERS);
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, -0.1, 1.0000001, Double.NaN, Double.POSITIVE_INFINITY})
    void alphaOutsideItsRangeIsRefused(double alpha) {
        assertThatThrownBy(() -> new PowerLaw(alpha, 0)).hasMessageContaining("alpha is " + alpha);
    }

    @Test
    void parametersOutOfRangeAreRefused() {
        assertThatThrownBy(() -> new PowerLaw(0.9, -1)).hasMessageContaining("start is -1");
        assertThatThrownBy(() -> new Linear(5, 6, 10)).hasMessageContaining("from 5 to 6");
        assertThatThrownBy(() -> new Linear(5, 5, 0)).hasMessageContaining("tokens is 0");
        assertThatThrownBy(() -> new Constant(0)).hasMessageContaining("depth is 0");
    }

    @Test
    void configurationRunsAllLayersForTheFirstTokenAndAveragesOverTheOthers() {
        var roles = new LayerRoles(2, 2);
        var configuration = new DepthConfiguration(new Constant(10), roles, SkipOrder.middleOut(roles, LAYERS));
        assertThat(configuration.depth(0, LAYERS)).isEqualTo(LAYERS);
        assertThat(configuration.executed(0, LAYERS)).isEqualTo(LayerSet.all(LAYERS));
        assertThat(configuration.executed(1, LAYERS).size()).isEqualTo(10);
        assertThat(configuration.meanDepth(5, LAYERS)).isEqualTo(10);
        var falling = configuration.withSchedule(new Linear(30, 28, 5));
        // T_1..T_4: 29.5 → 30, 29, 28.5 → 29, 28.
        assertThat(falling.meanDepth(5, LAYERS)).isEqualTo((30 + 29 + 29 + 28) / 4.0);
    }

    @Test
    void theMeanIsThatOfEveryTokensDepth() {
        var roles = new LayerRoles(2, 2);
        var order = SkipOrder.middleOut(roles, LAYERS);
        var schedules = List.of(
                new Full(),
                new Constant(17),
                new Constant(1),
                new Linear(30, 7, 400),
                new Linear(12, 12, 3),
                new PowerLaw(1, 0),
                new PowerLaw(0.9, 0),
                new PowerLaw(0.99, 64),
                new PowerLaw(0.9997, 5),
                new PowerLaw(0.5, 10_000));
        for (var schedule : schedules) {
            var configuration = new DepthConfiguration(schedule, roles, order);
            for (int tokens : new int[] {2, 3, 31, 400, 1_000}) {
                double expected = IntStream.range(1, tokens)
                        .map(i -> configuration.executed(i, LAYERS).size())
                        .average()
                        .orElseThrow();
                assertThat(configuration.meanDepth(tokens, LAYERS))
                        .as("%s over %d tokens", schedule, tokens)
                        .isEqualTo(expected);
            }
        }
    }

    private static int[] depths(DepthSchedule schedule, int core, int tokens) {
        var depths = new int[tokens];
        Arrays.setAll(depths, i -> schedule.depth(i, LAYERS, core));
        return depths;
    }
}
