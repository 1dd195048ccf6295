package org.d3explorer.decoding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.d3explorer.depth.DepthSchedule.Constant;
import org.d3explorer.depth.DepthSchedule.Full;
import org.d3explorer.depth.DepthSchedule.PowerLaw;
import org.d3explorer.depth.KvPolicy;
import org.d3explorer.depth.LayerSet;
import org.d3explorer.trace.DepthChange;
import org.d3explorer.trace.Sampling;
import org.junit.jupiter.api.Test;

class DecoderReferenceTest extends DecoderFixture {
    @Test
    void referenceAtFullDepthFindsNoDifference() {
        run(request(new Full(), 21, NO_CHANGES, KvPolicy.BACKFILL, 8));
        assertThat(listener.referenceSizes).containsExactly(8, 8, 5);
        assertThat(listener.references).hasSize(21).allSatisfy(reference -> {
            assertThat(reference.kl()).isCloseTo(0, within(1e-9));
            assertThat(reference.sameTop1()).isTrue();
            assertThat(reference.rank()).isZero();
            assertThat(reference.nll())
                    .isCloseTo(listener.tokens.get(reference.index()).nll(), within(1e-6));
        });
        assertThat(stack.forwardRows).as("the run is its own reference").containsExactly(5);
    }

    @Test
    void theSecondPassBeginsWhereTheFirstLayerIsSkipped() {
        run(request(new PowerLaw(0.8, 6), 21, NO_CHANGES, KvPolicy.BACKFILL, 8));
        assertThat(listener.tokens.subList(0, 7)).allMatch(token -> token.depth() == LAYERS);
        assertThat(listener.tokens.get(7).depth()).isLessThan(LAYERS);
        assertThat(listener.referenceSizes).containsExactly(8, 8, 5);
        assertThat(stack.forwardRows).as("T_0..T_6 ran all layers").containsExactly(5, 1, 8, 5);
        assertReferencesAreThoseOfAFullDepthPass();
        assertThat(listener.references.subList(0, 7)).allMatch(reference -> reference.kl() == 0);
        assertThat(listener.references.subList(7, 21)).anyMatch(reference -> reference.kl() > 0.001);
    }

    @Test
    void aBranchOffTokensOfFullDepthNeedsNoPassOverThem() {
        var request = request(new PowerLaw(0.8, 6), 21, NO_CHANGES, KvPolicy.BACKFILL, 8);
        run(request);
        var all = LayerSet.all(LAYERS);
        var taken = listener.tokens.subList(0, 4).stream()
                .map(token -> new ForcedToken(token.id(), all, KvPolicy.BACKFILL))
                .toList();
        stack.forwardRows.clear();
        var branch = runAnother(request.continuing(taken));
        assertThat(stack.forwardRows).containsExactly(5, 5, 8, 1);
        assertThat(branch.references)
                .extracting(reference -> reference.kl())
                .usingElementComparator((a, b) -> Math.abs(a - b) < 1e-6 ? 0 : Double.compare(a, b))
                .containsExactlyElementsOf(listener.references.subList(4, 21).stream()
                        .map(reference -> reference.kl())
                        .toList());
    }

    @Test
    void referenceComparesWithAFullDepthPassOverTheSameTokens() {
        run(request(new Constant(3), 21, NO_CHANGES, KvPolicy.BACKFILL, 8));
        assertThat(stack.forwardRows)
                .as("prompt once, then chunks; T_0 needs no pass")
                .containsExactly(5, 7, 8, 5);
        assertReferencesAreThoseOfAFullDepthPass();
        assertThat(listener.references.getFirst().kl()).isZero();
        assertThat(listener.references).anyMatch(reference -> reference.kl() > 0.01);
    }

    private void assertReferencesAreThoseOfAFullDepthPass() {
        var ids = new ArrayList<>(PROMPT);
        ids.addAll(listener.ids());
        var full =
                new Scorer(stack).score(array(ids), ids.size(), configuration(new Full()), false, new Cancellation());
        assertThat(listener.references)
                .extracting(r -> r.index())
                .containsExactlyElementsOf(
                        IntStream.range(0, listener.tokens.size()).boxed().toList());
        for (var reference : listener.references) {
            var token = listener.tokens.get(reference.index());
            var row = full.rows().get(PROMPT.size() - 1 + reference.index());
            assertThat(reference.nll()).isCloseTo(row.nextNll(), within(1e-6));
            assertThat(reference.deltaProbability())
                    .isCloseTo(Math.exp(-token.nll()) - Math.exp(-reference.nll()), within(1e-9));
            assertThat(reference.sameTop1()).isEqualTo(row.top1() == token.id());
            assertThat(reference.rank() == 0).isEqualTo(row.top1() == token.id());
            assertThat(reference.candidates().getFirst().id()).isEqualTo(row.top1());
        }
    }

    @Test
    void referenceDoesNotChangeTheRun() {
        run(request(new PowerLaw(0.9, 0), 20, NO_CHANGES, KvPolicy.BACKFILL, 4));
        var without = runAnother(request(new PowerLaw(0.9, 0), 20));
        assertThat(without.nlls()).isEqualTo(listener.nlls());
    }

    @Test
    void aContinuedRunGoesOnAsIfItHadNeverStopped() {
        var sampling = new Sampling(4, 10, 0.95, 0.01, 1.1, 0.1, 0.1, 7);
        var request = request(sampling, Map.of(6, configuration(new Constant(5))), 20, Set.of());
        run(request);
        var taken = listener.tokens.subList(0, 9).stream()
                .map(token -> new ForcedToken(token.id(), token.executed(), KvPolicy.BACKFILL))
                .toList();
        var rest = runAnother(request.continuing(taken));
        assertThat(rest.tokens).hasSize(11);
        for (int n = 0; n < 11; n++) {
            var expected = listener.tokens.get(9 + n);
            var found = rest.tokens.get(n);
            assertThat(found.index()).isEqualTo(expected.index());
            assertThat(found.id()).isEqualTo(expected.id());
            assertThat(found.position()).isEqualTo(expected.position());
            assertThat(found.executed()).isEqualTo(expected.executed());
            assertThat(found.nll()).isEqualTo(expected.nll());
            assertThat(rest.references.get(n).nll())
                    .isCloseTo(listener.references.get(9 + n).nll(), within(1e-6));
        }
        assertThat(rest.changes).containsExactly(new DepthChange(9, configuration(new Constant(5)), KvPolicy.BACKFILL));
    }

    @Test
    void theFirstTokenOfAContinuedRunHasOneStepsTimeAndItsReferenceCoversNoEarlierToken() {
        var request = request(new PowerLaw(0.9, 0), 20, NO_CHANGES, KvPolicy.BACKFILL, 4);
        run(request);
        var taken = listener.tokens.subList(0, 9).stream()
                .map(token -> new ForcedToken(token.id(), token.executed(), KvPolicy.BACKFILL))
                .toList();
        var prefilled = new ArrayList<Long>();
        var generated = new ArrayList<Long>();
        var branch = new RecordingListener();
        branch.onPrefill = done -> prefilled.add(System.nanoTime());
        branch.onToken = token -> generated.add(System.nanoTime());
        stack.forwardRows.clear();
        decoder.run(request.continuing(taken), new RunControl(), branch);
        assertThat(branch.tokens.getFirst().times().totalNanos())
                .as("no more than what passed since the prefill")
                .isPositive()
                .isLessThanOrEqualTo(generated.getFirst() - prefilled.getLast());
        assertThat(stack.forwardRows)
                .as("the prompt, the tokens taken over at full depth, then chunks of the run's own")
                .startsWith(5, 8, 4, 4);
    }

    @Test
    void aBranchGoesOnFromAnotherToken() {
        run(request(new Full(), 10));
        int other = (listener.ids().get(2) + 1) % ToyLayerStack.VOCABULARY;
        var all = LayerSet.all(LAYERS);
        var taken = List.of(
                new ForcedToken(listener.ids().get(0), all, KvPolicy.BACKFILL),
                new ForcedToken(listener.ids().get(1), all, KvPolicy.BACKFILL),
                new ForcedToken(other, all, KvPolicy.BACKFILL));
        var branch = runAnother(request(new Full(), 10).continuing(taken));
        assertThat(branch.tokens).hasSize(7);
        var prompt = new ArrayList<>(PROMPT);
        prompt.addAll(List.of(listener.ids().get(0), listener.ids().get(1), other));
        var direct = runAnother(request(prompt, configuration(new Full()), 7));
        assertThat(branch.ids()).isEqualTo(direct.ids());
    }

    private static int[] array(List<Integer> ids) {
        return ids.stream().mapToInt(Integer::intValue).toArray();
    }
}
