package org.d3explorer.decoding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Collections;
import java.util.Set;
import org.d3explorer.depth.DepthSchedule.Constant;
import org.d3explorer.depth.DepthSchedule.Full;
import org.d3explorer.depth.DepthSchedule.PowerLaw;
import org.d3explorer.depth.KvPolicy;
import org.d3explorer.depth.LayerSet;
import org.d3explorer.trace.DepthChange;
import org.d3explorer.trace.EndReason;
import org.d3explorer.trace.Sampling;
import org.junit.jupiter.api.Test;

class DecoderTest extends DecoderFixture {
    private static final Sampling WARM = new Sampling(4, 0, 1, 0, 1, 0, 0, 42);

    @Test
    void depthFallsBySchedule() {
        run(request(new PowerLaw(0.8, 1), 8));
        // 6·0.8^(i−1): 6, 4.8, 3.84, 3.07, 2.46, 1.97 → core 2.
        assertThat(listener.depths()).containsExactly(6, 6, 4, 3, 3, 2, 2, 2);
        assertThat(listener.tokens.get(2).executed()).isEqualTo(LayerSet.of(0, 1, 4, 5));
        assertThat(listener.tokens.get(0).position()).isEqualTo(PROMPT.size() - 1);
        assertThat(listener.tokens.get(7).position()).isEqualTo(PROMPT.size() + 6);
        assertThat(listener.ends).containsExactly(EndReason.MAX_NEW_TOKENS);
        assertThat(listener.changes)
                .containsExactly(new DepthChange(0, configuration(new PowerLaw(0.8, 1)), KvPolicy.BACKFILL));
    }

    @Test
    void alphaOneEqualsFullDepthBitForBit() {
        run(request(new Full(), 20));
        var other = runAnother(request(new PowerLaw(1, 0), 20));
        assertThat(other.ids()).isEqualTo(listener.ids());
        assertThat(other.nlls()).isEqualTo(listener.nlls());
    }

    @Test
    void eachTokenCarriesWhatTheModelSaidOfIt() {
        run(request(new Constant(4), 6));
        var token = listener.tokens.get(3);
        var best = token.candidates().getFirst();
        assertThat(best.id()).isEqualTo(token.id());
        assertThat(best.logProbability()).isCloseTo(-token.nll(), within(1e-6));
        assertThat(best.text()).isEqualTo(new LetterText().tokenText(token.id()));
        assertThat(token.candidates())
                .hasSize(3)
                .isSortedAccordingTo((a, b) -> Double.compare(b.logProbability(), a.logProbability()));
        assertThat(token.entropy()).isBetween(0.0, Math.log(ToyLayerStack.VOCABULARY));
        assertThat(token.times().layerNanos()).filteredOn(nanos -> nanos > 0).hasSize(4);
        assertThat(token.times().totalNanos()).isPositive();
        assertThat(listener.text())
                .isEqualTo(listener.ids().stream()
                                .map(id -> new LetterText().tokenText(id))
                                .reduce("", String::concat) + ".");
    }

    @Test
    void sameSeedGivesSameTokensAndAnotherSeedOthers() {
        run(request(WARM, NO_CHANGES, 30, Set.of()));
        var again = runAnother(request(WARM, NO_CHANGES, 30, Set.of()));
        var other = runAnother(request(new Sampling(4, 0, 1, 0, 1, 0, 0, 43), NO_CHANGES, 30, Set.of()));
        assertThat(again.ids()).isEqualTo(listener.ids());
        assertThat(other.ids()).isNotEqualTo(listener.ids());
    }

    @Test
    void anEndTokenEndsTheAnswer() {
        run(request(Sampling.greedy(), NO_CHANGES, 20, Set.of()));
        int end = listener.ids().get(6);
        int first = listener.ids().indexOf(end);
        var ended = runAnother(request(Sampling.greedy(), NO_CHANGES, 20, Set.of(end)));
        assertThat(ended.tokens).hasSize(first + 1);
        assertThat(ended.ends).containsExactly(EndReason.END_TOKEN);
    }

    @Test
    void aFullContextEndsTheAnswer() {
        run(request(new Full(), 1_000));
        assertThat(listener.ends).containsExactly(EndReason.CONTEXT_FULL);
        assertThat(listener.tokens).hasSize(ToyLayerStack.CONTEXT - PROMPT.size() + 1);
    }

    @Test
    void aPromptOfTheWholeContextStillYieldsOneToken() {
        run(request(Collections.nCopies(ToyLayerStack.CONTEXT, 2), configuration(new Full()), 5));
        assertThat(listener.failure).isNull();
        assertThat(listener.tokens).hasSize(1);
        assertThat(listener.references).hasSize(1);
        assertThat(listener.ends).containsExactly(EndReason.CONTEXT_FULL);
    }

    @Test
    void aLongPromptIsPrefilledInChunks() {
        run(request(Collections.nCopies(300, 2), configuration(new Full()), 2));
        assertThat(listener.prefill).containsExactly(128, 256, 300);
    }
}
