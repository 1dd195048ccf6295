package org.d3explorer.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.stream.LongStream;
import org.d3explorer.depth.LayerSet;
import org.junit.jupiter.api.Test;

class RunStatisticsTest {
    private static final int LAYERS = 4;
    private static final int PROMPT_TOKENS = 10;

    private final RunStatistics.Accumulator accumulator = new RunStatistics.Accumulator(LAYERS, PROMPT_TOKENS);

    @Test
    void figuresFollowTheirDefinitions() {
        // T_0: 200 ms, 100 of them sampling. T_1: depth 4, T_2: depth 2 with 1 ms backfill; a layer takes 2 ms.
        accumulator.add(token(0, 1.0, 4, 200, 0, 100));
        accumulator.add(token(1, 2.0, 4, 12, 0, 1));
        accumulator.add(token(2, 0.0, 2, 9, 1, 1));
        var figures = accumulator.snapshot();
        assertThat(figures.tokens()).isEqualTo(3);
        assertThat(figures.ttftMillis()).isEqualTo(200);
        assertThat(figures.prefillTokensPerSecond()).isCloseTo(10 / 0.1, within(1e-9));
        assertThat(figures.tokensPerSecond()).isCloseTo(2 / 0.021, within(1e-9));
        assertThat(figures.meanDepth()).isEqualTo(3);
        assertThat(figures.operationsRatio()).isCloseTo(4.0 / 3, within(1e-12));
        // t_layer = 12 ms / 6 layers = 2; t_rest = (21 − 12 − 1) / 2 = 4: (4 + 4·2) / (4 + 3·2).
        assertThat(figures.idealSpeedup()).isCloseTo(1.2, within(1e-12));
        assertThat(figures.perplexity()).isCloseTo(Math.E, within(1e-12));
        assertThat(figures.backfillShare()).isCloseTo(1 / 21.0, within(1e-12));
    }

    @Test
    void windowedPerplexityLooksAtTheLast32Tokens() {
        for (int i = 0; i < 40; i++) {
            accumulator.add(token(i, i < 8 ? 5.0 : 0.5, 4, 10, 0, 1));
        }
        assertThat(accumulator.snapshot().windowedPerplexity()).isCloseTo(Math.exp(0.5), within(1e-12));
        assertThat(accumulator.snapshot().perplexity()).isCloseTo(Math.exp((8 * 5 + 32 * 0.5) / 40), within(1e-12));
    }

    @Test
    void referenceFiguresCoverTheTokensWhoseReferenceHasCome() {
        accumulator.add(token(0, 1.0, 4, 200, 0, 1));
        accumulator.add(token(1, 2.0, 3, 10, 0, 1));
        accumulator.add(token(2, 9.0, 3, 10, 0, 1));
        accumulator.addReferences(List.of(reference(0, 1.0, 0.0, true), reference(1, 1.5, 0.2, false)), 4_000_000);
        var figures = accumulator.snapshot();
        assertThat(figures.referenced()).isEqualTo(2);
        assertThat(figures.kl().mean()).isCloseTo(0.1, within(1e-12));
        // Sample standard deviation of {0, 0.2} is 0.1·√2; divided by √2.
        assertThat(figures.kl().standardError()).isCloseTo(0.1, within(1e-12));
        assertThat(figures.maxKl()).isEqualTo(0.2);
        assertThat(figures.top1Agreement().mean()).isEqualTo(0.5);
        assertThat(figures.lnPerplexityRatio().mean()).isCloseTo(0.25, within(1e-12));
        assertThat(figures.lnPerplexityRatio().standardError()).isCloseTo(0.25, within(1e-12));
        // One token ran in the pass (T_0 needs none): 4 ms against 10 ms a token.
        assertThat(figures.referenceCost()).isCloseTo(0.4, within(1e-12));
    }

    @Test
    void whatCannotBeComputedIsNotANumber() {
        var none = accumulator.snapshot();
        assertThat(none.ttftMillis()).isNaN();
        assertThat(none.perplexity()).isNaN();
        assertThat(none.kl().mean()).isNaN();
        accumulator.add(token(0, 1.0, 4, 200, 0, 1));
        var first = accumulator.snapshot();
        assertThat(first.ttftMillis()).isEqualTo(200);
        assertThat(first.tokensPerSecond()).isNaN();
        assertThat(first.meanDepth()).isNaN();
        assertThat(first.operationsRatio()).isNaN();
        assertThat(first.idealSpeedup()).isNaN();
        assertThat(first.referenceCost()).isNaN();
        assertThat(first.top1Agreement()).isEqualTo(Estimate.NONE);
    }

    @Test
    void aContinuedRunHasNoTimeToFirstTokenAndAllItsTokensAreDecoded() {
        accumulator.add(token(5, 1.0, 3, 10, 0, 0));
        accumulator.add(token(6, 1.0, 2, 10, 0, 0));
        var figures = accumulator.snapshot();
        assertThat(figures.ttftMillis()).isNaN();
        assertThat(figures.prefillTokensPerSecond()).isNaN();
        assertThat(figures.tokensPerSecond()).isCloseTo(100, within(1e-9));
        assertThat(figures.meanDepth()).isEqualTo(2.5);
    }

    @Test
    void aReferenceWithoutItsTokenIsRefused() {
        assertThatThrownBy(() -> accumulator.addReference(reference(3, 1, 0, true)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("token 3");
    }

    private static TokenRecord token(
            int index, double nll, int depth, long totalMillis, long backfillMillis, long samplingMillis) {
        var layerNanos = LongStream.range(0, LAYERS)
                .map(l -> l < depth ? 2_000_000 : 0)
                .boxed()
                .toList();
        var times = new TokenTimes(
                totalMillis * 1_000_000, layerNanos, backfillMillis * 1_000_000, 500_000, samplingMillis * 1_000_000);
        return new TokenRecord(
                index,
                7,
                "x",
                PROMPT_TOKENS + index - 1,
                depth,
                LayerSet.all(depth),
                LayerSet.empty(),
                LayerSet.empty(),
                nll,
                0.5,
                List.of(),
                times);
    }

    private static ReferenceRecord reference(int index, double nll, double kl, boolean sameTop1) {
        return new ReferenceRecord(index, nll, kl, 0, sameTop1, 0, List.of());
    }
}
