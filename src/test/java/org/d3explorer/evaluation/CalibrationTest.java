package org.d3explorer.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.d3explorer.decoding.Cancellation;
import org.d3explorer.decoding.RowVisitor;
import org.d3explorer.decoding.ScoredRow;
import org.d3explorer.decoding.Scorer;
import org.d3explorer.decoding.StepMeasurement;
import org.d3explorer.decoding.ToyLayerStack;
import org.d3explorer.depth.DepthConfiguration;
import org.d3explorer.depth.DepthSchedule.Constant;
import org.d3explorer.depth.DepthSchedule.PowerLaw;
import org.d3explorer.depth.KvPolicy;
import org.d3explorer.depth.LayerRoles;
import org.d3explorer.depth.LayerSet;
import org.d3explorer.depth.SkipOrder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CalibrationTest {
    private static final int LAYERS = ToyLayerStack.LAYERS;
    private static final LayerRoles NO_CORE = new LayerRoles(0, 0);
    private static final int[] IDS = IntStream.range(0, 100)
            .map(n -> (n * n + 3 * n) % ToyLayerStack.VOCABULARY)
            .toArray();
    private static final WindowText TEXT = WindowText.of(IDS, 16, 1, 3);

    private final ToyLayerStack stack = new ToyLayerStack();
    private final Calibration calibration = new Calibration(stack);

    @AfterEach
    void allSequencesAreClosed() {
        assertThat(stack.openSequences()).isZero();
    }

    @Test
    void studyAgreesWithScoringEachWindow() {
        var shallow = new DepthConfiguration(new PowerLaw(0.9, 1), NO_CORE, SkipOrder.middleOut(NO_CORE, LAYERS));
        var full = new DepthConfiguration(new Constant(LAYERS), NO_CORE, SkipOrder.middleOut(NO_CORE, LAYERS));
        var progress = new ArrayList<Integer>();
        var results = new DepthStudy(stack)
                .run(
                        TEXT,
                        List.of(shallow, full),
                        (done, total) -> progress.add(10 * done + total),
                        new Cancellation());
        var rows = new ArrayList<ScoredRow>();
        for (int w = 1; w < 4; w++) {
            rows.addAll(new Scorer(stack)
                    .score(Arrays.copyOfRange(IDS, 16 * w, 16 * w + 16), 8, shallow, true, new Cancellation())
                    .rows()
                    .subList(8, 15));
        }
        var result = results.getFirst();
        assertThat(result.nll().mean()).isCloseTo(mean(rows.stream().map(ScoredRow::nextNll)), within(1e-6));
        assertThat(result.kl().mean()).isCloseTo(mean(rows.stream().map(ScoredRow::kl)), within(1e-6));
        assertThat(result.sameTop1().mean())
                .isCloseTo(mean(rows.stream().map(row -> row.sameTop1() ? 1.0 : 0.0)), within(1e-9));
        assertThat(result.meanDepth()).isCloseTo(mean(rows.stream().map(row -> (double) row.depth())), within(1e-9));
        assertThat(result.perplexity()).isCloseTo(Math.exp(result.nll().mean()), within(1e-9));
        assertThat(results.getLast().kl().mean()).isZero();
        assertThat(results.getLast().lnPerplexityRatio().mean()).isZero();
        assertThat(result.lnPerplexityRatio().mean())
                .isCloseTo(result.nll().mean() - results.getLast().nll().mean(), within(1e-9));
        assertThat(progress).containsExactly(16, 26, 36, 46, 56, 66);
    }

    @Test
    void singleLayerAblationIsTheNllWithoutThatLayer() {
        var ablations = calibration.singleLayerAblation(TEXT, StudyProgress.NONE, new Cancellation());
        assertThat(ablations).hasSize(LAYERS);
        for (var ablation : ablations) {
            assertThat(ablation.nll()).isCloseTo(nll(List.of(ablation.layer())), within(1e-9));
        }
    }

    @Test
    void greedyRemovesTheLayerThatCostsLeastEachTime() {
        var progress = new ArrayList<Integer>();
        var removed = calibration.greedy(TEXT, (done, total) -> progress.add(total - done), new Cancellation());
        var order = new ArrayList<Integer>();
        for (var step : removed.subList(0, LAYERS - 1)) {
            double best = IntStream.range(0, LAYERS)
                    .filter(layer -> !order.contains(layer))
                    .mapToDouble(layer -> {
                        var tried = new ArrayList<>(order);
                        tried.add(layer);
                        return nll(tried);
                    })
                    .min()
                    .orElseThrow();
            order.add(step.layer());
            assertThat(step.nll()).isCloseTo(best, within(1e-9));
            assertThat(nll(order)).isCloseTo(best, within(1e-9));
        }
        order.add(removed.getLast().layer());
        assertThat(order).containsExactlyInAnyOrder(0, 1, 2, 3, 4, 5);
        assertThat(Calibration.greedyOrder(removed)).isEqualTo(new SkipOrder(SkipOrder.GREEDY, order));
        assertThat(progress).hasSize(3 * 21).endsWith(0);
    }

    @Test
    void influenceIsOneMinusTheMeanCosineAndOrdersAscending() {
        var influences = calibration.blockInfluence(TEXT, StudyProgress.NONE, new Cancellation());
        assertThat(influences).hasSize(LAYERS).allMatch(i -> i.influence() >= 0 && i.influence() <= 2);
        assertThat(influences.get(2).influence()).isCloseTo(influenceOfLayer2(), within(1e-6));
        var order = Calibration.influenceOrder(influences).layers();
        assertThat(order)
                .isSortedAccordingTo(
                        Comparator.comparingDouble(l -> influences.get(l).influence()))
                .hasSize(LAYERS);
    }

    @Test
    void cancellingStopsTheSearch() {
        var cancellation = new Cancellation();
        assertThatThrownBy(() -> calibration.greedy(TEXT, (done, total) -> cancellation.cancel(), cancellation))
                .isInstanceOf(CancellationException.class);
    }

    @Test
    void textsTooShortOrOddAreRefused() {
        assertThatThrownBy(() -> WindowText.of(IDS, 16, 0, 7))
                .isInstanceOf(EvaluationException.class)
                .hasMessageContaining("100 tokens; expected at least 112");
        assertThatThrownBy(() -> WindowText.of(IDS, 15, 0, 2)).hasMessageContaining("[15]");
        assertThatThrownBy(() -> new WindowText(List.of())).hasMessageContaining("no calibration windows");
    }

    private double nll(List<Integer> skipped) {
        var configuration = new DepthConfiguration(
                new Constant(LAYERS - skipped.size()), NO_CORE, new SkipOrder(SkipOrder.CUSTOM, skipped));
        return new DepthStudy(stack)
                .run(TEXT, List.of(configuration), StudyProgress.NONE, new Cancellation())
                .getFirst()
                .nll()
                .mean();
    }

    /** 1 − the mean cosine of what enters and leaves layer 2, over the three windows. */
    private double influenceOfLayer2() {
        double cosines = 0;
        for (int w = 1; w < 4; w++) {
            var states = new ArrayList<float[]>();
            try (var sequence = stack.open(16)) {
                sequence.forward(
                        Arrays.copyOfRange(IDS, 16 * w, 16 * w + 16),
                        row -> LayerSet.all(LAYERS),
                        KvPolicy.BACKFILL,
                        new HiddenStates(states),
                        new StepMeasurement(LAYERS),
                        new Cancellation());
            }
            for (int row = 0; row < 16; row++) {
                cosines += cosine(states.get(2 * row), states.get(2 * row + 1));
            }
        }
        return 1 - cosines / 48;
    }

    private static double cosine(float[] a, float[] b) {
        double ab = 0;
        double aa = 0;
        double bb = 0;
        for (int h = 0; h < a.length; h++) {
            ab += (double) a[h] * b[h];
            aa += (double) a[h] * a[h];
            bb += (double) b[h] * b[h];
        }
        return ab / Math.sqrt(aa) / Math.sqrt(bb);
    }

    /** Keeps each row's states behind layers 1 and 2, in the order they come: row by row from the toy model. */
    private record HiddenStates(List<float[]> states) implements RowVisitor {
        @Override
        public boolean wantsLogits(int row) {
            return false;
        }

        @Override
        public void logits(int row, float[] logits) {
            throw new AssertionError("not asked for");
        }

        @Override
        public boolean wantsHidden() {
            return true;
        }

        @Override
        public void hidden(int layer, int row, float[] hidden) {
            if (layer == 1 || layer == 2) {
                states.add(hidden.clone());
            }
        }
    }

    private static double mean(Stream<Double> values) {
        return values.mapToDouble(Double::doubleValue).average().orElseThrow();
    }
}
