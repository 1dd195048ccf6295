package org.d3explorer.trace.chart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import org.d3explorer.trace.RandomTraces;
import org.d3explorer.trace.TokenRecord;
import org.d3explorer.trace.Trace;
import org.d3explorer.trace.export.ChartImages;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class NllDifferenceChartTest {
    private static final int TOKENS = 40;

    private final Trace first = new RandomTraces(5).typical(TOKENS);

    private Trace second(int common, double difference, int tokens) {
        var changed = first.tokens().stream()
                .limit(tokens)
                .map(token -> with(
                        token,
                        token.index() < common ? token.id() : token.id() + 1,
                        token.nll() + difference * token.index()))
                .toList();
        return new Trace(first.header(), first.changes(), changed, List.of(), first.endReason());
    }

    private static TokenRecord with(TokenRecord t, int id, double nll) {
        return new TokenRecord(
                t.index(),
                id,
                t.text(),
                t.position(),
                t.depth(),
                t.executed(),
                t.backfilled(),
                t.copied(),
                nll,
                t.entropy(),
                t.candidates(),
                t.times());
    }

    @Test
    void differencesEndWhereTheTextsDifferAndMeansGoOnAsFarAsBothRunsGo() {
        var chart = NllDifferenceChart.of(first, second(12, 0.01, 30));
        assertThat(chart.common()).isEqualTo(12);
        assertThat(chart.both()).isEqualTo(30);
        assertThat(chart.difference(11)).isCloseTo(0.11, within(1e-12));
        assertThat(chart.difference(12)).isNaN();
        assertThat(chart.meanDifference(29)).isCloseTo(0.01 * 29 / 2, within(1e-12));
        assertThat(chart.meanDifference(30)).isNaN();
        assertThat(chart.longer().size()).isEqualTo(TOKENS);
        var painter = chart.painter();
        assertThat(painter.describe(chart.longer(), 5)).contains("difference +0.050000 nats");
        assertThat(painter.describe(chart.longer(), 12)).contains("first different token");
        assertThat(painter.describe(chart.longer(), 20)).contains("texts differ");
        assertThat(painter.describe(chart.longer(), 35)).contains("second run ended");
    }

    @ParameterizedTest
    @EnumSource(Palette.class)
    void barsStandAboveZeroWhereTheSecondRunIsLessSureAndBelowWhereItIsSurer(Palette palette) {
        assertThat(share(image(second(TOKENS, 0.01, TOKENS), palette), palette.first(), true))
                .isGreaterThan(0.9);
        assertThat(share(image(second(TOKENS, -0.01, TOKENS), palette), palette.first(), false))
                .isGreaterThan(0.9);
    }

    @Test
    void equalRunsHaveNoBarsAndTheFirstDifferenceIsMarked() {
        assertThat(count(image(second(TOKENS, 0, TOKENS), Palette.LIGHT), Palette.LIGHT.first()))
                .as("only the legend's mark")
                .isLessThan(150);
        var marked = count(image(second(20, 0, TOKENS), Palette.LIGHT), Palette.LIGHT.text());
        var unmarked = count(image(second(TOKENS, 0, TOKENS), Palette.LIGHT), Palette.LIGHT.text());
        assertThat(marked).isGreaterThan(unmarked + 50);
    }

    @Test
    void runsWithoutTokensAreSaidToBeAndEveryCaseHasAPicture() throws IOException {
        for (var other : List.of(second(0, 0.1, 0), second(0, 0.1, 10), second(10, 0.1, 10), second(3, 1e-7, TOKENS))) {
            for (var chart : List.of(NllDifferenceChart.of(first, other), NllDifferenceChart.of(other, first))) {
                var out = new ByteArrayOutputStream();
                ChartImages.svg(chart, chart.longer(), Viewport.all(chart.longer(), 600, 240, Palette.LIGHT), out);
                assertThat(out.toString(java.nio.charset.StandardCharsets.UTF_8))
                        .contains("<svg")
                        .doesNotContain("NaN");
            }
        }
    }

    private BufferedImage image(Trace second, Palette palette) {
        var chart = NllDifferenceChart.of(first, second);
        return ChartImages.image(chart, chart.longer(), Viewport.all(chart.longer(), 600, 240, palette), 1);
    }

    /** Returns the share of a colour's pixels in the plot's half above, or below, its most common row of zero. */
    private static double share(BufferedImage image, Color color, boolean above) {
        int plotTop = 26;
        int plotBottom = image.getHeight() - 36;
        long upper = 0;
        long lower = 0;
        for (int y = plotTop; y < plotBottom; y++) {
            for (int x = 58; x < image.getWidth() - 14; x++) {
                if (image.getRGB(x, y) == color.getRGB()) {
                    boolean isAbove = y < (above ? plotBottom - 20 : plotTop + 20);
                    upper += isAbove ? 1 : 0;
                    lower += isAbove ? 0 : 1;
                }
            }
        }
        return (double) (above ? upper : lower) / Math.max(1, upper + lower);
    }

    private static long count(BufferedImage image, Color color) {
        long count = 0;
        for (int y = 0; y < image.getHeight(); y++) {
            for (int x = 0; x < image.getWidth(); x++) {
                count += image.getRGB(x, y) == color.getRGB() ? 1 : 0;
            }
        }
        return count;
    }
}
