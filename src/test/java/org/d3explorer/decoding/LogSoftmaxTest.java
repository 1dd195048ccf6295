package org.d3explorer.decoding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LogSoftmaxTest {
    private static LogSoftmax of(double... logits) {
        var floats = new float[logits.length];
        for (int v = 0; v < logits.length; v++) {
            floats[v] = (float) logits[v];
        }
        return LogSoftmax.of(floats).orElseThrow();
    }

    @Test
    void probabilitiesEntropyAndRankOfASmallDistribution() {
        // p = 1/8, 1/2, 1/4, 1/8.
        var distribution = of(0, 2 * Math.log(2), Math.log(2), 0);
        assertThat(distribution.top1()).isEqualTo(1);
        assertThat(distribution.probability(0)).isCloseTo(0.125, within(1e-7));
        assertThat(distribution.logProbability(1)).isCloseTo(Math.log(0.5), within(1e-7));
        assertThat(distribution.entropy()).isCloseTo(1.75 * Math.log(2), within(1e-7));
        assertThat(distribution.rank(1)).isZero();
        assertThat(distribution.rank(2)).isEqualTo(1);
        assertThat(distribution.rank(0)).isEqualTo(2);
        assertThat(distribution.rank(3))
                .as("after the equally probable lower id")
                .isEqualTo(3);
    }

    @Test
    void divergenceOfSmallDistributions() {
        var even = of(0, 0);
        var skewed = of(Math.log(3), 0);
        // KL({½, ½} ‖ {¾, ¼}) = ½ ln(2/3) + ½ ln 2.
        assertThat(even.divergenceFrom(skewed)).isCloseTo(0.5 * Math.log(2 / 3.0) + 0.5 * Math.log(2), within(1e-7));
        assertThat(skewed.divergenceFrom(even)).isCloseTo(0.75 * Math.log(1.5) + 0.25 * Math.log(0.5), within(1e-7));
        assertThat(skewed.divergenceFrom(skewed)).isZero();
    }

    @Test
    void divergenceComputedAlongIsThatComputedAfterwards() {
        var random = new Random(2);
        var logits = new float[50_000];
        var others = new float[logits.length];
        for (int v = 0; v < logits.length; v++) {
            logits[v] = (float) (random.nextGaussian() * 5);
            others[v] = (float) (logits[v] + random.nextGaussian());
        }
        var other = LogSoftmax.of(others).orElseThrow();
        var after = LogSoftmax.of(logits).orElseThrow();
        var along = LogSoftmax.of(logits, other).orElseThrow();

        assertThat(along.divergenceFrom(other)).isCloseTo(after.divergenceFrom(other), within(1e-12));
        assertThat(along.logProbability(7)).isEqualTo(after.logProbability(7));
        assertThat(along.entropy()).isEqualTo(after.entropy());
        assertThat(along.divergenceFrom(after)).isZero();
        logits[3] = Float.NaN;
        assertThat(LogSoftmax.of(logits, other)).isEmpty();
    }

    @Test
    void largeVocabulariesAgreeWithTheDefinitionInDoublePrecision() {
        var random = new Random(1);
        var logits = new float[50_000];
        for (int v = 0; v < logits.length; v++) {
            logits[v] = (float) (random.nextGaussian() * 6 - 3);
        }
        double sum = 0;
        for (float logit : logits) {
            sum += Math.exp(logit);
        }
        double entropy = 0;
        for (float logit : logits) {
            entropy -= Math.exp(logit) / sum * (logit - Math.log(sum));
        }
        var distribution = LogSoftmax.of(logits).orElseThrow();
        assertThat(distribution.logProbability(17)).isCloseTo(logits[17] - Math.log(sum), within(1e-11));
        assertThat(distribution.entropy()).isCloseTo(entropy, within(1e-10));
    }

    @Test
    void oneCertainTokenHasNoEntropyAndOthersNoOverflow() {
        var distribution = of(3e38, -3e38, 0);
        assertThat(distribution.logProbability(0)).isZero();
        assertThat(distribution.entropy()).isZero();
        assertThat(distribution.probability(1)).isZero();
    }

    @Test
    void ofEquallyLargeLogitsTheLowestIdIsFirst() {
        assertThat(of(1, 5, 5, 2).top1()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY})
    void logitsThatAreNotFiniteGiveNoDistribution(float bad) {
        assertThat(LogSoftmax.of(new float[] {1, 2, bad})).isEmpty();
        assertThat(LogSoftmax.of(new float[] {bad, 2, 1})).isEmpty();
    }

    @Test
    void copyDoesNotFollowTheArray() {
        var logits = new float[] {1, 2};
        var copy = LogSoftmax.of(logits).orElseThrow().copy();
        double before = copy.logProbability(0);
        logits[0] = 50;
        assertThat(copy.logProbability(0)).isEqualTo(before);
    }

    @Test
    void exponentialIsExactToAFewUlps() {
        for (double x = 0; x > -700; x -= 0.0137) {
            assertThat(Exponential.exp(x) / Math.exp(x)).isCloseTo(1, within(2e-15));
        }
        assertThat(Exponential.exp(0)).isEqualTo(1);
        assertThat(Exponential.exp(-709)).isZero();
        assertThat(Exponential.exp(Double.NEGATIVE_INFINITY)).isZero();
    }
}
