package org.d3explorer.decoding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import org.d3explorer.trace.Sampling;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SamplerTest {
    /** Probabilities 0.1, 0.4, 0.2, 0.3. */
    private static final float[] LOGITS = logits(0.1, 0.4, 0.2, 0.3);

    private static final int DRAWS = 20_000;

    private static float[] logits(double... probabilities) {
        var logits = new float[probabilities.length];
        for (int v = 0; v < logits.length; v++) {
            logits[v] = (float) Math.log(probabilities[v]);
        }
        return logits;
    }

    private static Sampling sampling(double temperature, int topK, double topP, double minP) {
        return new Sampling(temperature, topK, topP, minP, 1, 0, 0, 5);
    }

    private static double[] frequencies(Sampling sampling, float[] logits, int... seen) {
        var sampler = new Sampler(sampling, logits.length);
        IntStream.of(seen).forEach(sampler::see);
        var distribution = LogSoftmax.of(logits).orElseThrow();
        var frequencies = new double[logits.length];
        for (int n = 0; n < DRAWS; n++) {
            frequencies[sampler.next(distribution)] += 1.0 / DRAWS;
        }
        return frequencies;
    }

    private static int greedy(Sampling sampling, float[] logits, int... seen) {
        var sampler = new Sampler(sampling, logits.length);
        IntStream.of(seen).forEach(sampler::see);
        return sampler.next(LogSoftmax.of(logits).orElseThrow());
    }

    @Test
    void greedyTakesTheMostProbableAndTheLowestIdOfEqualOnes() {
        assertThat(greedy(Sampling.greedy(), LOGITS)).isEqualTo(1);
        assertThat(greedy(Sampling.greedy(), new float[] {0, 7, 7})).isEqualTo(1);
    }

    @Test
    void temperatureOneDrawsByProbability() {
        assertThat(frequencies(sampling(1, 0, 1, 0), LOGITS))
                .containsExactly(new double[] {0.1, 0.4, 0.2, 0.3}, within(0.02));
    }

    @Test
    void temperatureSharpensAndFlattens() {
        // T = ½ squares the probabilities: 1, 16, 4, 9 of 30.
        assertThat(frequencies(sampling(0.5, 0, 1, 0), LOGITS))
                .containsExactly(new double[] {1 / 30.0, 16 / 30.0, 4 / 30.0, 9 / 30.0}, within(0.02));
    }

    @Test
    void topKKeepsTheMostProbable() {
        assertThat(frequencies(sampling(1, 2, 1, 0), LOGITS))
                .containsExactly(new double[] {0, 4 / 7.0, 0, 3 / 7.0}, within(0.02));
    }

    @Test
    void topPKeepsTheSmallestSetThatReachesIt() {
        assertThat(frequencies(sampling(1, 0, 0.69, 0), LOGITS))
                .containsExactly(new double[] {0, 4 / 7.0, 0, 3 / 7.0}, within(0.02));
        assertThat(frequencies(sampling(1, 0, 0.71, 0), LOGITS))
                .containsExactly(new double[] {0, 4 / 9.0, 2 / 9.0, 3 / 9.0}, within(0.02));
        assertThat(frequencies(sampling(1, 0, 0.01, 0), LOGITS))
                .containsExactly(new double[] {0, 1, 0, 0}, within(1e-9));
    }

    @Test
    void topPWorksOnWhatTopKLeft() {
        // Of 4/9, 3/9 and 2/9 the first two reach 0.7; of all four, three would be needed.
        assertThat(frequencies(sampling(1, 3, 0.72, 0), LOGITS))
                .containsExactly(new double[] {0, 4 / 7.0, 0, 3 / 7.0}, within(0.02));
    }

    @Test
    void minPDropsTokensFarBelowTheMostProbable() {
        assertThat(frequencies(sampling(1, 0, 1, 0.6), LOGITS))
                .containsExactly(new double[] {0, 4 / 7.0, 0, 3 / 7.0}, within(0.02));
    }

    @Test
    void temperatureComesBeforeTheFilters() {
        // At T = ½ token 3 has 9/16 of token 1's weight, so min-p 0.6 drops it.
        assertThat(frequencies(sampling(0.5, 0, 1, 0.6), LOGITS))
                .containsExactly(new double[] {0, 1, 0, 0}, within(1e-9));
    }

    @Test
    void repetitionPenaltyDividesPositiveAndMultipliesNegativeLogits() {
        var repetition = new Sampling(0, 0, 1, 0, 2, 0, 0, 0);
        assertThat(greedy(repetition, new float[] {3, 5, 2}, 1)).isZero();
        assertThat(greedy(repetition, new float[] {-3, -2, -9}, 1)).isZero();
        assertThat(greedy(repetition, new float[] {-5, -2, -9}, 1)).isEqualTo(1);
    }

    @Test
    void presenceCountsOnceAndFrequencyEachTime() {
        var presence = new Sampling(0, 0, 1, 0, 1, 1.5, 0, 0);
        assertThat(greedy(presence, new float[] {3, 5}, 1, 1, 1)).isEqualTo(1);
        var frequency = new Sampling(0, 0, 1, 0, 1, 0, 1.5, 0);
        assertThat(greedy(frequency, new float[] {3, 5}, 1)).isEqualTo(1);
        assertThat(greedy(frequency, new float[] {3, 5}, 1, 1)).isZero();
    }

    @Test
    void drawsAreThoseOfTheNamedGenerator() {
        // L64X128MixRandom with seed 42, mapped through the cumulative probabilities in order of id.
        var generator =
                java.util.random.RandomGeneratorFactory.of("L64X128MixRandom").create(42);
        var sampler = new Sampler(new Sampling(1, 0, 1, 0, 1, 0, 0, 42), 4);
        var distribution = LogSoftmax.of(LOGITS).orElseThrow();
        for (int n = 0; n < 200; n++) {
            double u = generator.nextDouble();
            int expected = u < 0.1 ? 0 : u < 0.5 ? 1 : u < 0.7 ? 2 : 3;
            assertThat(sampler.next(distribution)).isEqualTo(expected);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 256, 257, 5_000, 20_000})
    void selectionEqualsSorting(int k) {
        var random = new Random(3);
        var scores = new float[20_000];
        for (int v = 0; v < scores.length; v++) {
            scores[v] = random.nextInt(2_000) / 10f - 100;
        }
        var sorted = IntStream.range(0, scores.length)
                .boxed()
                .sorted((a, b) -> scores[a] != scores[b] ? Float.compare(scores[b], scores[a]) : a - b)
                .limit(k)
                .toList();
        assertThat(Arrays.stream(TopTokens.select(scores, k)).boxed().toList()).isEqualTo(sorted);
    }

    @Test
    void aWideTopPLooksBeyondItsFirstGuess() {
        // Half of 4,000 equal tokens, the lower ids: far more than the first look at the most probable ones holds.
        var sampler = new Sampler(sampling(1, 0, 0.5, 0), 4_000);
        var flat = LogSoftmax.of(new float[4_000]).orElseThrow();
        var drawn = IntStream.range(0, 1_000).map(n -> sampler.next(flat)).toArray();
        assertThat(Arrays.stream(drawn).boxed()).allMatch(id -> id < 2_000);
        assertThat(Arrays.stream(drawn).filter(id -> id >= 1_000).count()).isBetween(400L, 600L);
    }
}
