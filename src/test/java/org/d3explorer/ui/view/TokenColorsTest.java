package org.d3explorer.ui.view;

import static org.assertj.core.api.Assertions.assertThat;

import org.d3explorer.depth.KvPolicy;
import org.junit.jupiter.api.Test;

class TokenColorsTest {
    private final SyntheticRun run = new SyntheticRun(12, 100, KvPolicy.BACKFILL);
    private final RunModel model = new RunModel();
    private final TokenColors colors = new TokenColors(model);

    @Test
    void textCanBeReadOnEveryColourOfTheRamp() {
        for (int i = 0; i <= 255; i++) {
            var background = TokenColors.ramp(i / 255.0);
            assertThat(TokenColors.contrast(TokenColors.textOn(background), background))
                    .as("contrast at %d of 255", i)
                    .isGreaterThanOrEqualTo(4.5);
        }
    }

    @Test
    void valuesAreTheRecords() {
        show();
        var token = run.tokens().get(60);
        assertThat(colors.value(ColorMode.DEPTH, 60)).isEqualTo(token.depth());
        assertThat(colors.value(ColorMode.NLL, 60)).isEqualTo(token.nll());
        assertThat(colors.value(ColorMode.LATENCY, 60)).isEqualTo(token.times().totalNanos() / 1e6);
        assertThat(colors.value(ColorMode.KL, 30))
                .isEqualTo(run.references().get(30).kl());
    }

    @Test
    void aTokenTheReferenceHasNotReachedHasNoKlAndNoColour() {
        show();
        assertThat(colors.value(ColorMode.KL, 60)).isNaN();
        assertThat(colors.background(ColorMode.KL, 60)).isNull();
        assertThat(colors.background(ColorMode.KL, 30)).isNotNull();
    }

    @Test
    void thePrefillDoesNotStretchTheLatencyScale() {
        show();
        colors.fitLatency();
        double first = run.tokens().getFirst().times().totalNanos() / 1e6;
        assertThat(colors.high(ColorMode.LATENCY)).isLessThan(first);
        long slower = run.tokens().stream()
                .skip(1)
                .filter(token -> token.times().totalNanos() / 1e6 > colors.high(ColorMode.LATENCY))
                .count();
        assertThat(slower).isLessThanOrEqualTo(2);
    }

    private void show() {
        model.begin(run.header());
        model.append(run.changes(), run.tokens(), run.references().subList(0, 48));
    }
}
