package org.d3explorer.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.onnxruntime.OrtException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.function.IntFunction;
import java.util.stream.Stream;
import org.d3explorer.decoding.Cancellation;
import org.d3explorer.decoding.RowVisitor;
import org.d3explorer.decoding.StepMeasurement;
import org.d3explorer.depth.DepthConfiguration;
import org.d3explorer.depth.DepthSchedule;
import org.d3explorer.depth.KvPolicy;
import org.d3explorer.depth.LayerRoles;
import org.d3explorer.depth.LayerSet;
import org.d3explorer.depth.SkipOrder;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class OnnxLayerSequenceTest {
    private static final int LAYERS = 4;
    private static final LayerSet ALL = LayerSet.all(LAYERS);
    private static final float TOLERANCE = 1e-5f;

    private static OnnxLayerStack stack;

    private final StepMeasurement measurement = new StepMeasurement(LAYERS);

    @BeforeAll
    static void load() {
        stack = TinyModel.open();
    }

    @AfterAll
    static void unload() {
        stack.close();
    }

    /** Layers 1 and 2 are skipped for a while, run again, are skipped apart, and run again. */
    private static LayerSet risingPlan(int row) {
        if (row < 3) {
            return ALL;
        }
        if (row < 8) {
            return LayerSet.of(0, 3);
        }
        if (row < 10) {
            return ALL;
        }
        return row % 3 == 0 ? LayerSet.of(0, 2, 3) : row % 3 == 1 ? LayerSet.of(0, 1) : ALL;
    }

    private static LayerSet fallingPlan(int row) {
        return row < 5 ? ALL : row < 9 ? LayerSet.of(0, 1, 3) : LayerSet.of(0, 3);
    }

    @Test
    void alphaOneEqualsFullDepthBitForBit() {
        var order = SkipOrder.middleOut(new LayerRoles(1, 1), LAYERS);
        var full = new DepthConfiguration(new DepthSchedule.Full(), new LayerRoles(1, 1), order);
        var one = full.withSchedule(new DepthSchedule.PowerLaw(1, 0));
        assertThat(decode(i -> one.executed(i, LAYERS)).toArray(float[][]::new))
                .isDeepEqualTo(decode(i -> full.executed(i, LAYERS)).toArray(float[][]::new));
    }

    private List<float[]> decode(IntFunction<LayerSet> plan) {
        try (var sequence = stack.open(TinyModel.CAPACITY)) {
            return steps(sequence, TinyModel.tokens(20), plan, KvPolicy.BACKFILL);
        }
    }

    private List<float[]> steps(OnnxLayerSequence sequence, int[] tokens, IntFunction<LayerSet> plan, KvPolicy policy) {
        var logits = new ArrayList<float[]>();
        for (int row = 0; row < tokens.length; row++) {
            logits.add(sequence.step(tokens[row], plan.apply(row), policy, measurement)
                    .clone());
        }
        return logits;
    }

    @ParameterizedTest
    @MethodSource("policies")
    void cachesAndLogitsEqualTheDefinition(KvPolicy policy) throws OrtException {
        var tokens = TinyModel.tokens(24);
        try (var sequence = stack.open(TinyModel.CAPACITY);
                var definition = new DefinitionOfSkipping(TinyModel.CAPACITY, policy)) {
            for (int row = 0; row < tokens.length; row++) {
                var plan = risingPlan(row);
                assertThat(sequence.step(tokens[row], plan, policy, measurement))
                        .as("logits after position %d", row)
                        .containsExactly(definition.step(tokens[row], plan), within(TOLERANCE));
            }
            for (int layer = 0; layer < LAYERS; layer++) {
                for (int position = 0; position < sequence.cacheLength(layer); position++) {
                    assertThat(sequence.cacheRows(layer, position))
                            .as("K and V of layer %d at position %d", layer, position)
                            .containsExactly(definition.cacheRows(layer, position), within(TOLERANCE));
                }
            }
        }
    }

    private static Stream<KvPolicy> policies() {
        return Stream.of(KvPolicy.BACKFILL, KvPolicy.COPY);
    }

    @Test
    void skippedLayersFallBehindAndCatchUp() {
        var tokens = TinyModel.tokens(9);
        try (var sequence = stack.open(TinyModel.CAPACITY)) {
            steps(sequence, tokens, OnnxLayerSequenceTest::risingPlan, KvPolicy.BACKFILL);
            assertThat(sequence.cacheLength(1)).isEqualTo(9);
            assertThat(measurement.backfilled()).isEqualTo(LayerSet.of(1, 2));
            assertThat(measurement.copied().isEmpty()).isTrue();
            assertThat(measurement.backfillNanos()).isPositive();
            sequence.truncate(8);
            measurement.reset();
            sequence.step(tokens[8], LayerSet.of(0), KvPolicy.BACKFILL, measurement);
            assertThat(sequence.cacheLength(0)).isEqualTo(9);
            assertThat(sequence.cacheLength(2)).isEqualTo(8);
            assertThat(measurement.layerNanos()[0]).isPositive();
            assertThat(measurement.layerNanos()[2]).isZero();
            assertThat(measurement.backfillNanos()).isZero();
        }
    }

    @ParameterizedTest
    @MethodSource("plans")
    void forwardEqualsSteppingTokenByToken(String name, IntFunction<LayerSet> plan, KvPolicy policy, int split) {
        var tokens = TinyModel.tokens(24);
        try (var stepped = stack.open(TinyModel.CAPACITY);
                var forwarded = stack.open(TinyModel.CAPACITY)) {
            var expected = steps(stepped, tokens, plan, policy);
            var actual = new ArrayList<float[]>();
            for (int first = 0; first < tokens.length; first += split) {
                int from = first;
                int end = Math.min(first + split, tokens.length);
                actual.addAll(
                        forward(forwarded, Arrays.copyOfRange(tokens, from, end), r -> plan.apply(from + r), policy));
            }
            assertThat(actual).hasSameSizeAs(expected);
            for (int row = 0; row < tokens.length; row++) {
                assertThat(actual.get(row)).as("row %d", row).containsExactly(expected.get(row), within(TOLERANCE));
            }
            assertThat(forwarded.step(9, ALL, policy, measurement))
                    .containsExactly(stepped.step(9, ALL, policy, measurement), within(TOLERANCE));
        }
    }

    private static Stream<Arguments> plans() {
        IntFunction<LayerSet> full = row -> ALL;
        IntFunction<LayerSet> rising = OnnxLayerSequenceTest::risingPlan;
        IntFunction<LayerSet> falling = OnnxLayerSequenceTest::fallingPlan;
        return Stream.of(
                Arguments.of("full", full, KvPolicy.BACKFILL, 24),
                Arguments.of("falling", falling, KvPolicy.BACKFILL, 24),
                Arguments.of("falling in parts", falling, KvPolicy.BACKFILL, 7),
                Arguments.of("rising", rising, KvPolicy.BACKFILL, 24),
                Arguments.of("rising in parts", rising, KvPolicy.BACKFILL, 6),
                Arguments.of("falling, copy", falling, KvPolicy.COPY, 24),
                Arguments.of("rising, copy", rising, KvPolicy.COPY, 24),
                Arguments.of("rising in parts, copy", rising, KvPolicy.COPY, 6),
                Arguments.of("rising, hold backfills", rising, KvPolicy.HOLD, 24));
    }

    private List<float[]> forward(
            OnnxLayerSequence sequence, int[] tokens, IntFunction<LayerSet> plan, KvPolicy policy) {
        var logits = new ArrayList<float[]>();
        var visitor = new RowVisitor() {
            @Override
            public boolean wantsLogits(int row) {
                return true;
            }

            @Override
            public void logits(int row, float[] values) {
                assertThat(row).isEqualTo(logits.size());
                logits.add(values.clone());
            }
        };
        sequence.forward(tokens, plan, policy, visitor, measurement, new Cancellation());
        return logits;
    }

    @Test
    void callsOverManyChunksEqualManyCalls() {
        int positions = 300;
        var manifest = TinyModel.with(TinyModel.config(32, 512, null));
        var tokens = TinyModel.tokens(positions);
        try (var longContext = TinyModel.open(manifest);
                var whole = longContext.open(positions);
                var parts = longContext.open(positions)) {
            var expected = new ArrayList<float[]>();
            for (int first = 0; first < positions; first += 100) {
                expected.addAll(
                        forward(parts, Arrays.copyOfRange(tokens, first, first + 100), r -> ALL, KvPolicy.BACKFILL));
            }
            var actual = forward(whole, tokens, r -> ALL, KvPolicy.BACKFILL);
            for (int row = 0; row < positions; row++) {
                assertThat(actual.get(row)).as("row %d", row).containsExactly(expected.get(row), within(TOLERANCE));
            }
        }
    }

    @Test
    void onlyWantedRowsReachTheHead() {
        var tokens = TinyModel.tokens(10);
        try (var sequence = stack.open(TinyModel.CAPACITY)) {
            var rows = new ArrayList<Integer>();
            sequence.forward(
                    tokens,
                    r -> ALL,
                    KvPolicy.BACKFILL,
                    new RowVisitor() {
                        @Override
                        public boolean wantsLogits(int row) {
                            return row == 3 || row == 9;
                        }

                        @Override
                        public void logits(int row, float[] values) {
                            rows.add(row);
                        }
                    },
                    measurement,
                    new Cancellation());
            assertThat(rows).containsExactly(3, 9);
        }
    }

    @Test
    void hiddenTapsShowTheResidualStreamAndItsPassingBy() {
        var tokens = TinyModel.tokens(6);
        var taps = new float[LAYERS + 1][tokens.length][];
        var logits = new float[tokens.length][];
        try (var sequence = stack.open(TinyModel.CAPACITY)) {
            sequence.forward(
                    tokens,
                    r -> r == 4 ? LayerSet.of(0, 3) : ALL,
                    KvPolicy.BACKFILL,
                    new RowVisitor() {
                        @Override
                        public boolean wantsLogits(int row) {
                            return true;
                        }

                        @Override
                        public void logits(int row, float[] values) {
                            logits[row] = values.clone();
                        }

                        @Override
                        public boolean wantsHidden() {
                            return true;
                        }

                        @Override
                        public void hidden(int layer, int row, float[] hidden) {
                            taps[layer + 1][row] = hidden.clone();
                        }
                    },
                    measurement,
                    new Cancellation());
        }
        assertThat(taps[2][4]).isEqualTo(taps[1][4]);
        assertThat(taps[3][4]).isEqualTo(taps[1][4]);
        assertThat(taps[4][4]).isNotEqualTo(taps[1][4]);
        assertThat(taps[2][3]).isNotEqualTo(taps[1][3]);
        for (int row = 0; row < tokens.length; row++) {
            assertThat(stack.logits(taps[LAYERS][row])).containsExactly(logits[row], within(TOLERANCE));
        }
    }

    @Test
    void truncatingForgetsThePositionsBehind() {
        var tokens = TinyModel.tokens(20);
        try (var sequence = stack.open(TinyModel.CAPACITY);
                var fresh = stack.open(TinyModel.CAPACITY)) {
            steps(sequence, tokens, OnnxLayerSequenceTest::risingPlan, KvPolicy.BACKFILL);
            sequence.truncate(6);
            assertThat(sequence.length()).isEqualTo(6);
            steps(fresh, Arrays.copyOf(tokens, 6), OnnxLayerSequenceTest::risingPlan, KvPolicy.BACKFILL);
            var other = new int[] {40, 41, 42};
            var expected = steps(fresh, other, r -> ALL, KvPolicy.BACKFILL);
            var actual = steps(sequence, other, r -> ALL, KvPolicy.BACKFILL);
            for (int row = 0; row < other.length; row++) {
                assertThat(actual.get(row)).containsExactly(expected.get(row), within(TOLERANCE));
            }
            assertThatThrownBy(() -> sequence.truncate(10))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("0..9");
        }
    }

    @Test
    void aForkContinuesAsTheOriginalWould() {
        var tokens = TinyModel.tokens(7);
        try (var sequence = stack.open(TinyModel.CAPACITY)) {
            steps(sequence, tokens, OnnxLayerSequenceTest::risingPlan, KvPolicy.BACKFILL);
            try (var fork = sequence.fork(20)) {
                assertThat(fork.length()).isEqualTo(7);
                assertThat(fork.cacheLength(1)).isEqualTo(3);
                assertThat(fork.step(5, ALL, KvPolicy.BACKFILL, measurement).clone())
                        .isEqualTo(sequence.step(5, ALL, KvPolicy.BACKFILL, measurement));
            }
            assertThat(sequence.length()).isEqualTo(8);
        }
    }

    @Test
    void aCancelledCallLeavesNoTrace() {
        var tokens = TinyModel.tokens(20);
        try (var sequence = stack.open(TinyModel.CAPACITY);
                var undisturbed = stack.open(TinyModel.CAPACITY)) {
            for (var s : List.of(sequence, undisturbed)) {
                steps(s, Arrays.copyOf(tokens, 8), OnnxLayerSequenceTest::risingPlan, KvPolicy.BACKFILL);
            }
            var cancellation = new Cancellation();
            var visitor = new RowVisitor() {
                @Override
                public boolean wantsLogits(int row) {
                    return true;
                }

                @Override
                public void logits(int row, float[] values) {
                    throw new AssertionError("the call went on after it was cancelled");
                }

                @Override
                public boolean wantsHidden() {
                    return true;
                }

                @Override
                public void hidden(int layer, int row, float[] hidden) {
                    if (layer == 1) {
                        cancellation.cancel();
                    }
                    assertThat(layer).isLessThan(2);
                }
            };
            assertThatThrownBy(() ->
                            sequence.forward(tokens, r -> ALL, KvPolicy.BACKFILL, visitor, measurement, cancellation))
                    .isInstanceOf(CancellationException.class);
            assertThat(sequence.length()).isEqualTo(8);
            assertThat(sequence.step(3, ALL, KvPolicy.BACKFILL, measurement).clone())
                    .containsExactly(undisturbed.step(3, ALL, KvPolicy.BACKFILL, measurement), within(TOLERANCE));
        }
    }

    @Test
    void aFullSequenceRefusesMore() {
        try (var sequence = stack.open(4)) {
            steps(sequence, TinyModel.tokens(4), r -> ALL, KvPolicy.BACKFILL);
            assertThatThrownBy(() -> sequence.step(5, ALL, KvPolicy.BACKFILL, measurement))
                    .isInstanceOf(EngineException.class)
                    .hasMessageContaining("holds 4 positions")
                    .hasMessageContaining("room for 4");
            assertThat(sequence.length()).isEqualTo(4);
        }
    }

    @Test
    void aTokenOutsideTheVocabularyIsRefused() {
        try (var sequence = stack.open(4)) {
            assertThatThrownBy(() -> sequence.step(320, ALL, KvPolicy.BACKFILL, measurement))
                    .isInstanceOf(EngineException.class)
                    .hasMessageContaining("320")
                    .hasMessageContaining("0..319");
            assertThat(sequence.length()).isZero();
        }
    }
}
