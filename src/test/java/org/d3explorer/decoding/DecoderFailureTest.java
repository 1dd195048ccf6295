package org.d3explorer.decoding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Collections;
import java.util.List;
import org.d3explorer.depth.DepthConfiguration;
import org.d3explorer.depth.DepthSchedule.Constant;
import org.d3explorer.depth.DepthSchedule.Full;
import org.d3explorer.depth.KvPolicy;
import org.d3explorer.depth.SkipOrder;
import org.d3explorer.depth.UserError;
import org.d3explorer.trace.EndReason;
import org.junit.jupiter.api.Test;

class DecoderFailureTest extends DecoderFixture {
    @Test
    void aPromptLongerThanTheContextIsRefused() {
        run(request(Collections.nCopies(513, 2), configuration(new Full()), 5));
        failedWith("the prompt has 513 tokens; expected at most 512");
    }

    @Test
    void anIdOutsideTheVocabularyIsRefused() {
        run(request(List.of(1, 24), configuration(new Full()), 5));
        failedWith("token id 24 is outside the vocabulary; expected 0..23");
    }

    @Test
    void anEmptyPromptIsNoRequest() {
        assertThatThrownBy(() -> request(List.of(), configuration(new Full()), 5))
                .hasMessageContaining("no tokens");
        run(request(new Full(), 1));
    }

    @Test
    void anOrderForAnotherModelIsRefused() {
        var wrong = new DepthConfiguration(new Constant(3), ROLES, new SkipOrder("custom", List.of(2, 9)));
        run(request(PROMPT, wrong, 5));
        failedWith("names layer 9; expected layers 0..5");
    }

    @Test
    void logitsThatAreNotNumbersEndTheRunNamingTokenAndLayer() {
        stack.poisonedLayer = 4;
        stack.poisonedFrom = PROMPT.size() + 2;
        run(request(new Full(), 20));
        assertThat(listener.tokens).hasSize(3);
        failedWith("token 3 (position 7)");
        failedWith("the output of layer 4");
    }

    @Test
    void logitsThatAreNotNumbersAfterThePrefillNameTheLayerToo() {
        stack.poisonedLayer = 2;
        stack.poisonedFrom = 1;
        run(request(new Full(), 20));
        assertThat(listener.tokens).isEmpty();
        failedWith("token 0 (position 4)");
        failedWith("the output of layer 2");
    }

    @Test
    void anExceptionOutOfAListenerEndsTheRunAndIsReported() {
        decoder.run(request(new Full(), 8, NO_CHANGES, KvPolicy.BACKFILL, 2), control, onToken(token -> {
            if (token.index() == 4) {
                throw new IllegalStateException("disk full");
            }
        }));
        assertThat(listener.ends).containsExactly(EndReason.FAILED);
        assertThat(listener.failure).hasMessage("disk full");
        assertThat(listener.tokens).hasSize(5);
    }

    private void failedWith(String part) {
        assertThat(listener.ends).containsExactly(EndReason.FAILED);
        assertThat(listener.failure).isInstanceOf(UserError.class).hasMessageContaining(part);
    }
}
