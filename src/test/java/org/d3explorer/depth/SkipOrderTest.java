package org.d3explorer.depth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SkipOrderTest {
    private static final int LAYERS = 30;
    private static final LayerRoles ROLES = new LayerRoles(2, 2);

    static Stream<SkipOrder> orders() {
        return Stream.of(
                SkipOrder.middleOut(ROLES, LAYERS),
                SkipOrder.deepestFirst(ROLES, LAYERS),
                SkipOrder.shallowestFirst(ROLES, LAYERS),
                SkipOrder.even(ROLES, LAYERS));
    }

    @ParameterizedTest
    @MethodSource("orders")
    void everyOrderIsAPermutationOfTheFlexLayers(SkipOrder order) {
        assertThat(order.layers())
                .containsExactlyInAnyOrderElementsOf(
                        IntStream.range(2, 28).boxed().toList());
    }

    @ParameterizedTest
    @MethodSource("orders")
    void aSmallerDepthRunsASubsetAndCoreLayersAlwaysRun(SkipOrder order) {
        for (int depth = LAYERS; depth >= 4; depth--) {
            var executed = order.executed(depth, LAYERS);
            assertThat(executed.size()).isEqualTo(depth);
            assertThat(LayerSet.of(0, 1, 28, 29).isSubsetOf(executed)).isTrue();
            assertThat(executed.isSubsetOf(order.executed(depth + 1, LAYERS))).isTrue();
        }
        assertThat(order.executed(1, LAYERS)).isEqualTo(LayerSet.of(0, 1, 28, 29));
    }

    @Test
    void middleOutBeginsInTheCentreWithTheLowerLayer() {
        var layers = SkipOrder.middleOut(ROLES, LAYERS).layers();
        assertThat(layers.subList(0, 5)).containsExactly(14, 15, 13, 16, 12);
        assertThat(layers.subList(24, 26)).containsExactly(2, 27);
    }

    @Test
    void middleOutOfAnOddRangeBeginsWithItsMiddle() {
        assertThat(SkipOrder.middleOut(new LayerRoles(1, 0), 6).layers()).containsExactly(3, 2, 4, 1, 5);
    }

    @Test
    void deepestAndShallowestFirstRunThroughTheRange() {
        assertThat(SkipOrder.deepestFirst(new LayerRoles(1, 1), 5).layers()).containsExactly(3, 2, 1);
        assertThat(SkipOrder.shallowestFirst(new LayerRoles(1, 1), 5).layers()).containsExactly(1, 2, 3);
    }

    @Test
    void evenSpreadsEachPrefixOverTheRange() {
        // Flex layers 1..7: the middle, then the middles of the halves, then the rest from below.
        assertThat(SkipOrder.even(new LayerRoles(1, 1), 9).layers()).containsExactly(4, 2, 6, 1, 3, 5, 7);
    }

    @Test
    void aCalibratedOrderIsCutDownToTheFlexLayers() {
        var all = List.of(3, 0, 1, 4, 2);
        assertThat(SkipOrder.restricted("influence", all, new LayerRoles(1, 1), 5)
                        .layers())
                .containsExactly(3, 1, 2);
    }

    @Test
    void badOrdersAreRefused() {
        var roles = new LayerRoles(1, 1);
        assertThatThrownBy(() -> SkipOrder.restricted("custom", List.of(1, 2), roles, 5))
                .hasMessageContaining("lacks flex layers");
        assertThatThrownBy(() -> SkipOrder.restricted("custom", List.of(1, 2, 3, 5), roles, 5))
                .hasMessageContaining("outside 0..4");
        assertThatThrownBy(() -> new SkipOrder("custom", List.of(1, 2, 1))).hasMessageContaining("twice");
        assertThatThrownBy(() -> new SkipOrder("custom", List.of(-1))).hasMessageContaining("negative");
    }

    @Test
    void layerSetsKnowSubsetsAndComplements() {
        var some = LayerSet.of(4, 1);
        assertThat(some.toArray()).containsExactly(1, 4);
        assertThat(some.complement(5)).isEqualTo(LayerSet.of(0, 2, 3));
        assertThat(some.isSubsetOf(LayerSet.all(5))).isTrue();
        assertThat(LayerSet.all(5).isSubsetOf(some)).isFalse();
        assertThat(LayerSet.empty().isEmpty()).isTrue();
    }
}
