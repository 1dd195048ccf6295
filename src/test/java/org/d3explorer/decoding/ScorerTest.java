package org.d3explorer.decoding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.stream.IntStream;
import org.d3explorer.depth.DepthSchedule.Constant;
import org.d3explorer.depth.DepthSchedule.Full;
import org.d3explorer.depth.DepthSchedule.PowerLaw;
import org.d3explorer.depth.KvPolicy;
import org.d3explorer.depth.LayerSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ScorerTest {
    private static final int[] TEXT = IntStream.range(0, 200)
            .map(n -> (n * n + 3 * n) % ToyLayerStack.VOCABULARY)
            .toArray();

    private final ToyLayerStack stack = new ToyLayerStack();
    private final Scorer scorer = new Scorer(stack);

    @AfterEach
    void allSequencesAreClosed() {
        assertThat(stack.openSequences()).isZero();
    }

    @Test
    void scoringAGeneratedTextGivesWhatGeneratingGave() {
        var configuration = DecoderFixture.configuration(new PowerLaw(0.9, 1));
        var listener = new RecordingListener();
        new Decoder(stack, new LetterText())
                .run(
                        DecoderFixture.request(new PowerLaw(0.9, 1), 12, Map.of(), KvPolicy.BACKFILL, 5),
                        new RunControl(),
                        listener);
        var ids = new ArrayList<>(DecoderFixture.PROMPT);
        ids.addAll(listener.ids());
        int prompt = DecoderFixture.PROMPT.size();
        var score = scorer.score(
                ids.stream().mapToInt(Integer::intValue).toArray(), prompt, configuration, true, new Cancellation());
        for (var token : listener.tokens) {
            var row = score.rows().get(prompt - 1 + token.index());
            assertThat(row.depth()).isEqualTo(token.depth());
            assertThat(row.top1()).isEqualTo(token.id());
            assertThat(row.nextNll()).isCloseTo(token.nll(), within(1e-6));
            assertThat(row.entropy()).isCloseTo(token.entropy(), within(1e-6));
            assertThat(row.kl())
                    .isCloseTo(listener.references.get(token.index()).kl(), within(1e-6));
            assertThat(row.sameTop1())
                    .isEqualTo(listener.references.get(token.index()).sameTop1());
        }
        assertThat(score.rows().getLast().nextNll()).isNaN();
        assertThat(score.rows()).hasSize(ids.size());
    }

    @Test
    void withoutAReferenceThereIsNoDivergence() {
        var score = scorer.score(
                new int[] {1, 2, 3}, 3, DecoderFixture.configuration(new Constant(2)), false, new Cancellation());
        assertThat(score.rows()).allMatch(row -> Double.isNaN(row.kl()) && row.depth() == ToyLayerStack.LAYERS);
        assertThat(score.meanNll())
                .isCloseTo((score.rows().get(0).nextNll() + score.rows().get(1).nextNll()) / 2, within(1e-12));
    }

    @Test
    void perplexityScoresTheSecondHalfOfEachWindow() {
        var request = new PerplexityRequest(16, 0, Optional.empty(), DecoderFixture.configuration(new Constant(3)));
        var progress = new ArrayList<Integer>();
        var result = scorer.perplexity(
                TEXT, request, (done, total, soFar) -> progress.add(done * 100 + total), new Cancellation());
        var expected = new ArrayList<Double>();
        var means = new ArrayList<Double>();
        for (int w = 0; w < 12; w++) {
            var window = Arrays.copyOfRange(TEXT, 16 * w, 16 * w + 16);
            var rows = scorer.score(window, 8, request.configuration(), false, new Cancellation())
                    .rows()
                    .subList(8, 15);
            assertThat(rows).allMatch(row -> row.depth() == 3);
            var nlls = rows.stream().map(ScoredRow::nextNll).toList();
            expected.addAll(nlls);
            means.add(mean(nlls));
        }
        double mean = mean(expected);
        double squares =
                expected.stream().mapToDouble(x -> (x - mean) * (x - mean)).sum();
        assertThat(result.scored()).isEqualTo(12 * 7);
        assertThat(result.lnPerplexity().mean()).isCloseTo(mean, within(1e-9));
        assertThat(result.lnPerplexity().standardError()).isCloseTo(Math.sqrt(squares / 83 / 84), within(1e-9));
        assertThat(result.perplexity()).isCloseTo(Math.exp(mean), within(1e-6));
        for (int w = 0; w < 12; w++) {
            assertThat(result.windowMeans().get(w)).isCloseTo(means.get(w), within(1e-9));
        }
        assertThat(result.tokensPerSecond()).isPositive();
        assertThat(progress).hasSize(12).startsWith(112).endsWith(1212);
    }

    @Test
    void bosTakesTheFirstPlaceOfEachWindow() {
        var configuration = DecoderFixture.configuration(new Full());
        var changed = TEXT.clone();
        changed[0] = 23;
        changed[16] = 23;
        var with = scorer.perplexity(
                TEXT,
                new PerplexityRequest(16, 2, Optional.of(23), configuration),
                ScoringListener.NONE,
                new Cancellation());
        var same = scorer.perplexity(
                changed,
                new PerplexityRequest(16, 2, Optional.empty(), configuration),
                ScoringListener.NONE,
                new Cancellation());
        assertThat(with.windowMeans()).isEqualTo(same.windowMeans()).hasSize(2);
    }

    @Test
    void textsThatDoNotFitAreRefused() {
        var configuration = DecoderFixture.configuration(new Full());
        var cancellation = new Cancellation();
        assertThatThrownBy(() -> scorer.score(new int[0], 0, configuration, false, cancellation))
                .isInstanceOf(DecodingException.class)
                .hasMessageContaining("no tokens");
        assertThatThrownBy(() -> scorer.score(new int[513], 1, configuration, false, cancellation))
                .hasMessageContaining("513 tokens");
        assertThatThrownBy(() -> scorer.score(new int[] {1, 99}, 1, configuration, false, cancellation))
                .hasMessageContaining("token id 99");
        assertThatThrownBy(() -> scorer.score(new int[] {1, 2}, 3, configuration, false, cancellation))
                .hasMessageContaining("expected 1..2");
        var longWindow = new PerplexityRequest(256, 0, Optional.empty(), configuration);
        assertThatThrownBy(() -> scorer.perplexity(TEXT, longWindow, ScoringListener.NONE, cancellation))
                .hasMessageContaining("200 tokens; expected at least one window of 256");
    }

    @Test
    void cancellingStopsBetweenWindows() {
        var cancellation = new Cancellation();
        var request = new PerplexityRequest(16, 0, Optional.empty(), DecoderFixture.configuration(new Full()));
        assertThatThrownBy(() ->
                        scorer.perplexity(TEXT, request, (done, total, soFar) -> cancellation.cancel(), cancellation))
                .isInstanceOf(CancellationException.class);
    }

    @Test
    void theLastRowOfTheLensIsTheModelsOwnPrediction() {
        var lens = new LogitLens(stack, new LetterText());
        var ids = Arrays.copyOf(TEXT, 20);
        var skipping = LayerSet.of(0, 1, 4, 5);
        var rows = lens.look(ids, row -> row < 19 ? LayerSet.all(6) : skipping, 4, share -> {}, new Cancellation());
        assertThat(rows).hasSize(7);
        assertThat(rows).extracting(LogitLens.LensRow::layer).isEqualTo(List.of(-1, 0, 1, 2, 3, 4, 5));
        assertThat(rows)
                .extracting(LogitLens.LensRow::executed)
                .isEqualTo(List.of(true, true, true, false, false, true, true));
        assertThat(rows.get(3).candidates()).isEqualTo(rows.get(2).candidates());
        var sequence = stack.open(20);
        sequence.forward(
                Arrays.copyOf(ids, 19),
                row -> LayerSet.all(6),
                KvPolicy.BACKFILL,
                RowVisitor.NONE,
                new StepMeasurement(6),
                new Cancellation());
        var direct = LogSoftmax.of(sequence.step(ids[19], skipping, KvPolicy.BACKFILL, new StepMeasurement(6)))
                .orElseThrow();
        sequence.close();
        assertThat(rows.getLast().candidates()).hasSize(4);
        assertThat(rows.getLast().candidates().getFirst().id()).isEqualTo(direct.top1());
        assertThat(rows.getLast().entropy()).isCloseTo(direct.entropy(), within(1e-9));
    }

    private static double mean(List<Double> values) {
        return values.stream().mapToDouble(Double::doubleValue).average().orElseThrow();
    }
}
