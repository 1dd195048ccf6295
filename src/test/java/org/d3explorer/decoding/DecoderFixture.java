package org.d3explorer.decoding;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.d3explorer.depth.DepthConfiguration;
import org.d3explorer.depth.DepthSchedule;
import org.d3explorer.depth.KvPolicy;
import org.d3explorer.depth.LayerRoles;
import org.d3explorer.depth.SkipOrder;
import org.d3explorer.trace.Sampling;
import org.d3explorer.trace.TokenRecord;
import org.junit.jupiter.api.AfterEach;

/** Runs the token loop on a toy model; every run must end once and close what it opened. */
abstract class DecoderFixture {
    static final int LAYERS = ToyLayerStack.LAYERS;
    static final LayerRoles ROLES = new LayerRoles(1, 1);
    static final List<Integer> PROMPT = List.of(3, 1, 4, 1, 5);
    static final Map<Integer, DepthConfiguration> NO_CHANGES = Map.of();

    final ToyLayerStack stack = new ToyLayerStack();
    final Decoder decoder = new Decoder(stack, new LetterText());
    final RunControl control = new RunControl();
    final RecordingListener listener = new RecordingListener();

    @AfterEach
    void everyRunEndsOnceAndClosesItsSequences() {
        assertThat(listener.ends).hasSize(1);
        assertThat(stack.openSequences()).isZero();
    }

    void run(RunRequest request) {
        decoder.run(request, control, listener);
    }

    RecordingListener runAnother(RunRequest request) {
        var other = new RecordingListener();
        decoder.run(request, new RunControl(), other);
        return other;
    }

    /** Returns the recording listener, which also does something with each token. */
    RecordingListener onToken(Consumer<TokenRecord> action) {
        listener.onToken = action;
        return listener;
    }

    static DepthConfiguration configuration(DepthSchedule schedule) {
        return new DepthConfiguration(schedule, ROLES, SkipOrder.middleOut(ROLES, LAYERS));
    }

    static RunRequest request(DepthSchedule schedule, int tokens) {
        return request(schedule, tokens, NO_CHANGES, KvPolicy.BACKFILL, 0);
    }

    static RunRequest request(
            DepthSchedule schedule,
            int tokens,
            Map<Integer, DepthConfiguration> changes,
            KvPolicy policy,
            int referenceChunk) {
        return new RunRequest(
                PROMPT,
                configuration(schedule),
                new TreeMap<>(changes),
                policy,
                Sampling.greedy(),
                tokens,
                Set.of(),
                referenceChunk,
                3);
    }

    static RunRequest request(List<Integer> prompt, DepthConfiguration configuration, int tokens) {
        return new RunRequest(
                prompt,
                configuration,
                new TreeMap<>(),
                KvPolicy.BACKFILL,
                Sampling.greedy(),
                tokens,
                Set.of(),
                RunRequest.DEFAULT_REFERENCE_CHUNK,
                3);
    }

    static RunRequest request(
            Sampling sampling, Map<Integer, DepthConfiguration> changes, int tokens, Set<Integer> ends) {
        return new RunRequest(
                PROMPT,
                configuration(new DepthSchedule.PowerLaw(0.95, 0)),
                new TreeMap<>(changes),
                KvPolicy.BACKFILL,
                sampling,
                tokens,
                ends,
                4,
                3);
    }
}
