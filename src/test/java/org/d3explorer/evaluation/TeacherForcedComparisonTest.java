package org.d3explorer.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.stream.IntStream;
import org.d3explorer.decoding.Cancellation;
import org.d3explorer.decoding.Scorer;
import org.d3explorer.decoding.ToyLayerStack;
import org.d3explorer.depth.DepthConfiguration;
import org.d3explorer.depth.DepthSchedule;
import org.d3explorer.depth.LayerRoles;
import org.d3explorer.depth.SkipOrder;
import org.junit.jupiter.api.Test;

class TeacherForcedComparisonTest {
    private static final int LAYERS = ToyLayerStack.LAYERS;
    private static final LayerRoles ROLES = new LayerRoles(1, 1);
    private static final int[] PROMPT =
            new Random(3).ints(9, 0, ToyLayerStack.VOCABULARY).toArray();
    private static final int[] TEXT =
            new Random(4).ints(150, 0, ToyLayerStack.VOCABULARY).toArray();
    private static final List<DepthConfiguration> CONFIGURATIONS = List.of(
            configuration(new DepthSchedule.PowerLaw(0.98, 10)),
            configuration(new DepthSchedule.Constant(3)),
            configuration(new DepthSchedule.Full()));

    private final ToyLayerStack stack = new ToyLayerStack();
    private final TeacherForcedComparison comparison = new TeacherForcedComparison(stack);

    @Test
    void everyTokensFiguresAreThoseOfScoringTheWholeTextAtOnce() {
        var progress = new ArrayList<Integer>();
        var scores = comparison.run(
                PROMPT, TEXT, CONFIGURATIONS, (done, total) -> progress.add(total - done), new Cancellation());
        assertThat(scores).hasSize(3);
        assertThat(progress).hasSize(12).endsWith(0);
        assertThat(stack.openSequences()).isZero();
        int[] all = IntStream.concat(IntStream.of(PROMPT), IntStream.of(TEXT)).toArray();
        for (int c = 0; c < 3; c++) {
            var configuration = CONFIGURATIONS.get(c);
            var expected = new Scorer(stack)
                    .score(all, PROMPT.length, configuration, true, new Cancellation())
                    .rows();
            var tokens = scores.get(c).tokens();
            assertThat(tokens).hasSize(TEXT.length);
            for (int i = 0; i < TEXT.length; i++) {
                var token = tokens.get(i);
                var row = expected.get(PROMPT.length - 1 + i);
                assertThat(token.index()).isEqualTo(i);
                assertThat(token.id()).isEqualTo(TEXT[i]);
                assertThat(token.executed()).isEqualTo(configuration.executed(i, LAYERS));
                assertThat(token.nll()).isCloseTo(row.nextNll(), within(1e-6));
                assertThat(token.kl()).isCloseTo(row.kl(), within(1e-6));
                assertThat(token.sameTop1()).isEqualTo(row.sameTop1());
                assertThat(token.top1()).isEqualTo(row.top1());
                assertThat(token.deltaProbability())
                        .isCloseTo(Math.exp(-token.nll()) - Math.exp(-token.referenceNll()), within(1e-9));
            }
        }
    }

    @Test
    void theSummaryIsTakenOverTheTokens() {
        var score = run().getFirst();
        assertThat(score.meanDepth()).isCloseTo(CONFIGURATIONS.getFirst().meanDepth(TEXT.length, LAYERS), within(1e-9));
        var tokens = score.tokens();
        double kl =
                tokens.stream().mapToDouble(TeacherForcedToken::kl).average().orElseThrow();
        assertThat(score.kl().mean()).isCloseTo(kl, within(1e-9)).isPositive();
        assertThat(score.maxKl())
                .isEqualTo(tokens.stream()
                        .mapToDouble(TeacherForcedToken::kl)
                        .max()
                        .orElseThrow());
        double nll =
                tokens.stream().mapToDouble(TeacherForcedToken::nll).average().orElseThrow();
        assertThat(score.perplexity()).isCloseTo(Math.exp(nll), within(1e-9));
        assertThat(score.top1Agreement().mean())
                .isCloseTo(tokens.stream().filter(TeacherForcedToken::sameTop1).count() / 150.0, within(1e-9));
        var summary = ComparisonSummary.of(score, LAYERS, 1.5);
        assertThat(summary.operationsRatio()).isCloseTo(LAYERS / score.meanDepth(), within(1e-9));
        assertThat(summary.idealSpeedup()).isEqualTo(1.5);
        var full = run().getLast();
        assertThat(full.maxKl()).isZero();
        assertThat(full.top1Agreement().mean()).isEqualTo(1);
    }

    @Test
    void cancellingClosesEverySequence() {
        var cancellation = new Cancellation();
        assertThatThrownBy(() -> comparison.run(
                        PROMPT, TEXT, CONFIGURATIONS, (done, total) -> cancellation.cancel(), cancellation))
                .isInstanceOf(CancellationException.class);
        assertThat(stack.openSequences()).isZero();
    }

    @Test
    void textsThatAreEmptyOrTooLongAreRefused() {
        assertThatThrownBy(() ->
                        comparison.run(PROMPT, new int[0], CONFIGURATIONS, StudyProgress.NONE, new Cancellation()))
                .isInstanceOf(EvaluationException.class)
                .hasMessageContaining("the text 0");
        assertThatThrownBy(() -> comparison.run(
                        PROMPT, new int[ToyLayerStack.CONTEXT], CONFIGURATIONS, StudyProgress.NONE, new Cancellation()))
                .isInstanceOf(EvaluationException.class)
                .hasMessageContaining("521 tokens; expected at most 512");
    }

    @Test
    void textsDivergeWhereTheyDifferOrWhereOneEndsEarlier() {
        var reference = List.of(5, 6, 7, 8);
        assertThat(FirstDivergence.of(reference, List.of(5, 6, 9, 8), false)).isEqualTo(OptionalInt.of(2));
        assertThat(FirstDivergence.of(reference, reference, true)).isEmpty();
        assertThat(FirstDivergence.of(reference, List.of(5, 6), false)).isEmpty();
        assertThat(FirstDivergence.of(reference, List.of(5, 6), true)).isEqualTo(OptionalInt.of(2));
        assertThat(FirstDivergence.of(reference, List.of(5, 6, 7, 8, 9), false)).isEqualTo(OptionalInt.of(4));
    }

    private List<TeacherForcedScore> run() {
        return comparison.run(PROMPT, TEXT, CONFIGURATIONS, StudyProgress.NONE, new Cancellation());
    }

    private static DepthConfiguration configuration(DepthSchedule schedule) {
        return new DepthConfiguration(schedule, ROLES, SkipOrder.middleOut(ROLES, LAYERS));
    }
}
