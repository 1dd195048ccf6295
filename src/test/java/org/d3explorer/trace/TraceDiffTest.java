package org.d3explorer.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import org.d3explorer.trace.TraceDiff.Field;
import org.d3explorer.trace.TraceDiff.Setting;
import org.junit.jupiter.api.Test;

class TraceDiffTest {
    private final Trace trace = new RandomTraces(41).typical(30);

    private Trace with(java.util.List<TokenRecord> tokens) {
        return new Trace(trace.header(), trace.changes(), tokens, java.util.List.of(), trace.endReason());
    }

    @Test
    void equalRunsHaveNoDifference() {
        TraceDiff diff = TraceDiff.of(trace, new RandomTraces(41).typical(30));
        assertThat(diff.sameTokens()).isTrue();
        assertThat(diff.settings()).isEmpty();
        assertThat(diff.firstLayerDifference()).isEmpty();
        assertThat(diff.nllDifferences()).hasSize(30).containsOnly(0.0);
        assertThat(diff.maxNllDifference()).isZero();
    }

    @Test
    void namesTheFirstOtherTokenAndComparesNllBeforeItOnly() {
        var tokens = new ArrayList<>(trace.tokens());
        TokenRecord t = tokens.get(12);
        tokens.set(12, t.choosing(new Candidate((t.id() + 1) % RandomTraces.VOCABULARY, "x", -9)));
        TokenRecord u = tokens.get(5);
        tokens.set(
                5,
                new TokenRecord(
                        5,
                        u.id(),
                        u.text(),
                        u.position(),
                        u.depth(),
                        u.executed(),
                        u.backfilled(),
                        u.copied(),
                        u.nll() + 0.25,
                        u.entropy(),
                        u.candidates(),
                        u.times()));
        TraceDiff diff = TraceDiff.of(trace, with(tokens));
        assertThat(diff.sameTokens()).isFalse();
        assertThat(diff.firstDifference()).hasValue(12);
        assertThat(diff.nllDifferences()).hasSize(12);
        assertThat(diff.nllDifferences().get(5)).isCloseTo(0.25, within(1e-12));
        assertThat(diff.maxNllDifference()).isCloseTo(0.25, within(1e-12));
    }

    @Test
    void aShorterRunDiffersWhereItEnds() {
        TraceDiff diff = TraceDiff.of(trace, with(trace.tokens().subList(0, 20)));
        assertThat(diff.firstDifference()).hasValue(20);
        assertThat(diff.rightTokens()).isEqualTo(20);
    }

    @Test
    void namesSettingsThatDifferAndTheFirstTokenWithOtherLayers() {
        Trace full = new RandomTraces(41).fullDepth(30);
        TraceDiff diff = TraceDiff.of(trace, full);
        assertThat(diff.settings())
                .extracting(Setting::field)
                .contains(Field.DEPTH)
                .doesNotContain(Field.MODEL);
        int expected = 0;
        while (trace.tokens().get(expected).depth() == 30) {
            expected++;
        }
        assertThat(diff.firstLayerDifference()).hasValue(expected);
    }
}
