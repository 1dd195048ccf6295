package org.d3explorer.ui.traces;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.d3explorer.trace.Branch;
import org.d3explorer.trace.Fork;
import org.d3explorer.trace.RandomTraces;
import org.d3explorer.trace.Trace;
import org.d3explorer.trace.TraceDiff.Field;
import org.d3explorer.ui.traces.Comparison.Outcome;
import org.junit.jupiter.api.Test;

class ComparisonTest {
    private final Trace trace = new RandomTraces(8).typical(20);

    @Test
    void equalRunsAreTheSameToTheEndAndNothingDiffers() {
        var comparison = compare(trace, trace);
        assertThat(comparison.outcome()).isEqualTo(Outcome.SAME);
        assertThat(comparison.verdict()).isEqualTo("Same tokens: all 20");
        assertThat(comparison.details()).contains("equal to the last digit").contains("same layers");
        assertThat(comparison.settings()).isEmpty();
        assertThat(comparison.caution()).isEmpty();
        assertThat(comparison.nllDifference(comparison.tokens().get(19))).isZero();
    }

    @Test
    void theFirstDifferentTokenIsNamedAndNllsBehindItAreNotCompared() {
        var tokens = new ArrayList<>(trace.tokens());
        var other = trace.tokens().get(7).candidates().get(1);
        tokens.set(7, trace.tokens().get(7).choosing(other));
        var comparison = compare(trace, with(tokens.subList(0, 20)));
        assertThat(comparison.outcome()).isEqualTo(Outcome.DIFFERENT);
        assertThat(comparison.firstDifference()).isEqualTo(7);
        assertThat(comparison.verdict()).startsWith("First difference at token 7: ");
        assertThat(comparison.nllDifference(comparison.tokens().get(6))).isZero();
        assertThat(comparison.tokens().get(8).same()).isTrue();
        assertThat(comparison.nllDifference(comparison.tokens().get(7))).isNaN();
        assertThat(comparison.nllDifference(comparison.tokens().get(8))).isNaN();
    }

    @Test
    void aRunThatEndsFirstIsSaidToEnd() {
        assertThat(compare(trace, with(trace.tokens().subList(0, 12))).verdict())
                .isEqualTo("The second run ends at its 12 tokens; the first has the same, and goes on to 20");
        assertThat(compare(with(trace.tokens().subList(0, 12)), trace).verdict())
                .isEqualTo("The first run ends at its 12 tokens; the second has the same, and goes on to 20");
    }

    @Test
    void textsWithoutACommonBeginningSaySo() {
        var other = new ArrayList<>(trace.tokens());
        other.set(0, other.getFirst().choosing(other.getFirst().candidates().get(1)));
        var comparison = compare(trace, with(other));
        assertThat(comparison.verdict()).startsWith("No common beginning: token 0 is ");
        assertThat(comparison.details()).startsWith("No common token to compare NLLs of");
    }

    @Test
    void runsWithoutTokensLeaveNothingToCompare() {
        var empty = with(List.of());
        assertThat(compare(empty, trace).outcome()).isEqualTo(Outcome.NOTHING);
        assertThat(compare(empty, trace).verdict()).startsWith("The first run has no token");
        assertThat(compare(trace, empty).verdict()).startsWith("The second run has no token");
        assertThat(compare(empty, empty).verdict()).isEqualTo("Neither run has a token");
        assertThat(compare(trace, empty).sameTokens()).isFalse();
    }

    @Test
    void anotherPromptIsACaution() {
        var comparison = compare(trace, new RandomTraces(9).typical(20));
        assertThat(comparison.caution()).contains("Prompt tokens");
        assertThat(comparison.settings()).extracting(s -> s.field()).contains(Field.PROMPT_IDS, Field.PROMPT);
    }

    @Test
    void branchesOfOneRunCanBeComparedAndAForkIsNoChangeOfDepth() {
        var candidate = trace.tokens().get(9).candidates().get(1);
        var branch = new Branch(
                1,
                new Fork(Branch.ROOT, 9, Fork.Reason.ALTERNATIVE_TOKEN),
                List.of(),
                List.of(trace.tokens().get(9).choosing(candidate)),
                List.of(),
                List.of(),
                trace.endReason(),
                null);
        var run = new OpenTrace(trace.with(branch), "run", Path.of("run"));
        var comparison = Comparison.of(ComparedRun.first(run), ComparedRun.newest(run));
        assertThat(comparison.firstDifference()).isEqualTo(9);
        assertThat(comparison.left().name()).isEqualTo("run · Branch 1 of 2 · the first text");
        assertThat(comparison.right().path().tokens()).hasSize(10);
        assertThat(comparison.settings()).extracting(s -> s.field()).doesNotContain(Field.PROMPT);
        assertThat(Objects.requireNonNull(comparison.right().chosen()).branches())
                .hasSize(2);
        assertThat(comparison.nllDifference(comparison.tokens().get(8))).isCloseTo(0, within(0.0));
    }

    @Test
    void depthSettingsAreWords() {
        var other = new RandomTraces(8).fullDepth(20);
        assertThat(compare(trace, other).settings()).anySatisfy(setting -> {
            assertThat(setting.field()).isEqualTo(Field.DEPTH);
            assertThat(setting.left())
                    .startsWith("D³ α 0.995 after 10; core 2 + 2, middle-out, KV backfill\nfrom token 5:");
            assertThat(setting.right()).startsWith("Full depth; core 2 + 2");
        });
    }

    private Trace with(List<org.d3explorer.trace.TokenRecord> tokens) {
        return new Trace(trace.header(), trace.changes(), tokens, List.of(), trace.endReason());
    }

    private static Comparison compare(Trace left, Trace right) {
        return Comparison.of(
                ComparedRun.first(new OpenTrace(left, "left", Path.of("left"))),
                ComparedRun.first(new OpenTrace(right, "right", Path.of("right"))));
    }
}
