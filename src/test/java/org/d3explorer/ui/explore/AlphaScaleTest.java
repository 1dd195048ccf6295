package org.d3explorer.ui.explore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AlphaScaleTest {
    @ParameterizedTest
    @CsvSource({"1, 0.9", "2, 0.99", "3, 0.999", "4, 1", "2.5, 0.99684"})
    void aPositionIsTheLogarithmOfTheDecay(double position, double alpha) {
        assertThat(AlphaScale.alpha(position)).isEqualTo(alpha);
    }

    @ParameterizedTest
    @CsvSource({"0.9", "0.95", "0.998", "0.9995", "1"})
    void alphaAndPositionAreEachOthersInverse(double alpha) {
        assertThat(AlphaScale.alpha(AlphaScale.position(alpha))).isCloseTo(alpha, within(1e-6));
    }

    @Test
    void stepsAreFineNearOneAndReachIt() {
        double coarse = AlphaScale.stepped(0.9, 1) - 0.9;
        double fine = AlphaScale.stepped(0.999, 1) - 0.999;
        assertThat(fine).isPositive().isLessThan(coarse / 50);
        double alpha = 0.9;
        for (int i = 0; i < 100; i++) {
            alpha = AlphaScale.stepped(alpha, 1);
        }
        assertThat(alpha).isEqualTo(1);
        assertThat(AlphaScale.stepped(1, -1)).isLessThan(1).isGreaterThan(0.999);
    }

    @Test
    void stepsNeverLeaveTheRange() {
        double alpha = 0.5;
        for (int i = 0; i < 200; i++) {
            alpha = AlphaScale.stepped(alpha, -1);
        }
        assertThat(alpha).isPositive();
    }
}
