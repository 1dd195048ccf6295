package org.d3explorer.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.d3explorer.decoding.Cancellation;
import org.d3explorer.decoding.StepMeasurement;
import org.d3explorer.depth.KvPolicy;
import org.d3explorer.depth.LayerRoles;
import org.d3explorer.depth.LayerSet;
import org.d3explorer.depth.SkipOrder;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class BenchmarkTest {
    private static final LayerRoles ROLES = new LayerRoles(1, 1);

    private static OnnxLayerStack stack;

    @BeforeAll
    static void load() {
        stack = TinyModel.open();
    }

    @AfterAll
    static void unload() {
        stack.close();
    }

    private static BenchmarkSettings settings(double... meanDepths) {
        var depths = Arrays.stream(meanDepths).boxed().toList();
        return new BenchmarkSettings(3, 5, 12, depths, ROLES, SkipOrder.middleOut(ROLES, 4), true);
    }

    private static Benchmark open(BenchmarkSettings settings) {
        return new Benchmark(stack, TinyModel.FOLDER, TinyModel.manifest(), settings);
    }

    @Test
    void theJoinedGraphComputesWhatTheLayersCompute() {
        var tokens = TinyModel.tokens(10);
        var logits = new float[320];
        var measurement = new StepMeasurement(4);
        try (var sequence = stack.open(16);
                var joined = MonolithicModel.open(stack.environment(), TinyModel.FOLDER, TinyModel.manifest(), 16)) {
            for (int token : tokens) {
                joined.step(token, logits);
                assertThat(logits)
                        .containsExactly(
                                sequence.step(token, LayerSet.all(4), KvPolicy.BACKFILL, measurement), within(1e-5f));
            }
        }
    }

    @Test
    void everyFigureIsMeasuredAndTheRatiosFollowFromTheDepths() {
        var rounds = new ArrayList<Integer>();
        try (var benchmark = open(settings(3.2, 2.5))) {
            var result = benchmark.run((done, total) -> rounds.add(done), new Cancellation());
            assertThat(rounds).containsExactly(0, 1, 2, 3);
            assertThat(result.executionProvider()).isEqualTo("CPU");
            assertThat(result.fullDepthMillis().median()).isPositive();
            assertThat(result.monolithicMillis().orElseThrow().median()).isPositive();
            assertThat(result.perLayerToMonolithic().orElseThrow().median()).isPositive();
            assertThat(result.backfillMillisPerPosition().median()).isPositive();
            assertThat(result.prefillMillisPerPosition().median()).isPositive();
            assertThat(result.depths()).hasSize(2);
            var first = result.depths().getFirst();
            assertThat(first.meanDepth()).isCloseTo(3.2, within(0.1));
            assertThat(first.alpha()).isBetween(0.5, 1.0);
            assertThat(first.operationsRatio()).isCloseTo(4 / first.meanDepth(), within(1e-9));
            assertThat(first.idealSpeedup().median()).isBetween(1.0, first.operationsRatio());
            assertThat(result.depths().get(1).meanDepth()).isCloseTo(2.5, within(0.1));
        }
    }

    @Test
    void aMeanDepthBelowTheCoreIsRefused() {
        assertThatThrownBy(() -> open(settings(1.5)))
                .isInstanceOf(EngineException.class)
                .hasMessageContaining("mean depth is 1.5")
                .hasMessageContaining("2..4");
    }

    @Test
    void cancellingStopsIt() {
        var cancellation = new Cancellation();
        try (var benchmark = open(settings())) {
            assertThatThrownBy(() -> benchmark.run((done, total) -> cancellation.cancel(), cancellation))
                    .isInstanceOf(CancellationException.class);
        }
    }

    @Test
    void spreadGivesMedianAndQuartiles() {
        assertThat(Spread.of(5, 1, 2, 4, 3)).isEqualTo(new Spread(3, 2, 4));
        assertThat(Spread.of(1, 2)).isEqualTo(new Spread(1.5, 1.25, 1.75));
        assertThat(List.of(Spread.of(7))).containsExactly(new Spread(7, 7, 7));
    }
}
