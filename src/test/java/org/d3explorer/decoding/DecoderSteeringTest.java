package org.d3explorer.decoding;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.Map;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.TimeUnit;
import org.d3explorer.depth.DepthSchedule.Constant;
import org.d3explorer.depth.DepthSchedule.Full;
import org.d3explorer.depth.KvPolicy;
import org.d3explorer.depth.LayerSet;
import org.d3explorer.trace.DepthChange;
import org.d3explorer.trace.EndReason;
import org.junit.jupiter.api.Test;

class DecoderSteeringTest extends DecoderFixture {
    @Test
    void aChangeMadeWhileATokenIsReportedHoldsFromTheNextOn() {
        var shallow = configuration(new Constant(3));
        decoder.run(request(new Full(), 8), control, onToken(token -> {
            if (token.index() == 3) {
                control.configure(configuration(new Constant(5)), KvPolicy.BACKFILL);
                control.configure(shallow, KvPolicy.COPY);
            }
        }));
        assertThat(listener.depths()).containsExactly(6, 6, 6, 6, 3, 3, 3, 3);
        assertThat(listener.changes).hasSize(2).last().isEqualTo(new DepthChange(4, shallow, KvPolicy.COPY));
    }

    @Test
    void plannedChangesTakeOverAtTheirTokenAndRaisingDepthBackfills() {
        var changes = Map.of(4, configuration(new Full()));
        run(request(new Constant(3), 7, changes, KvPolicy.BACKFILL, 0));
        assertThat(listener.depths()).containsExactly(6, 3, 3, 3, 6, 6, 6);
        assertThat(listener.changes).extracting(DepthChange::index).containsExactly(0, 4);
        var raised = listener.tokens.get(4);
        assertThat(raised.backfilled()).isEqualTo(LayerSet.of(1, 2, 3));
        assertThat(raised.times().backfillNanos()).isPositive();
        assertThat(listener.tokens.get(5).backfilled().isEmpty()).isTrue();
    }

    @Test
    void copyReportsCopiedLayersInsteadOfBackfilled() {
        var changes = Map.of(3, configuration(new Full()));
        run(request(new Constant(3), 5, changes, KvPolicy.COPY, 0));
        assertThat(listener.tokens.get(3).copied().size()).isEqualTo(3);
        assertThat(listener.tokens.get(3).backfilled().isEmpty()).isTrue();
    }

    @Test
    void holdNeverLetsDepthRise() {
        var changes = Map.of(3, configuration(new Full()), 5, configuration(new Constant(2)));
        run(request(new Constant(4), 7, changes, KvPolicy.HOLD, 0));
        assertThat(listener.depths()).containsExactly(6, 4, 4, 4, 4, 2, 2);
        assertThat(listener.tokens).allMatch(token -> token.backfilled().isEmpty());
    }

    @Test
    void aStoppedRunEndsBeforeItsNextTokenAndItsReferenceCatchesUp() {
        decoder.run(request(new Full(), 50, NO_CHANGES, KvPolicy.BACKFILL, 16), control, onToken(token -> {
            if (token.index() == 20) {
                control.stop();
            }
        }));
        assertThat(listener.ends).containsExactly(EndReason.STOPPED);
        assertThat(listener.tokens).hasSize(21);
        assertThat(listener.references).hasSize(21);
    }

    @Test
    void aPrefillStopsBetweenItsChunks() {
        listener.onPrefill = done -> control.stop();
        run(request(Collections.nCopies(300, 2), configuration(new Full()), 2));
        assertThat(listener.prefill).containsExactly(128);
        assertThat(listener.ends).containsExactly(EndReason.STOPPED);
    }

    @Test
    void stepsLetOneTokenThroughEachAndResumeTheRest() throws InterruptedException {
        var seen = new SynchronousQueue<Integer>();
        control.pause();
        var thread = Thread.ofVirtual()
                .start(() -> decoder.run(request(new Full(), 6), control, onToken(token -> put(seen, token.index()))));
        assertThat(seen.poll(50, TimeUnit.MILLISECONDS)).isNull();
        control.step();
        assertThat(seen.poll(10, TimeUnit.SECONDS)).isZero();
        assertThat(seen.poll(50, TimeUnit.MILLISECONDS)).isNull();
        assertThat(control.isPaused()).isTrue();
        control.step();
        control.step();
        assertThat(seen.poll(10, TimeUnit.SECONDS)).isEqualTo(1);
        assertThat(seen.poll(10, TimeUnit.SECONDS)).isEqualTo(2);
        assertThat(seen.poll(50, TimeUnit.MILLISECONDS)).isNull();
        control.resume();
        for (int i = 3; i < 6; i++) {
            assertThat(seen.poll(10, TimeUnit.SECONDS)).isEqualTo(i);
        }
        thread.join();
        assertThat(control.isPaused()).isFalse();
    }

    @Test
    void aPausedRunCanBeStopped() throws InterruptedException {
        control.pause();
        var thread = Thread.ofVirtual().start(() -> decoder.run(request(new Full(), 6), control, listener));
        control.stop();
        thread.join();
        assertThat(listener.ends).containsExactly(EndReason.STOPPED);
        assertThat(listener.tokens).isEmpty();
    }

    private static void put(SynchronousQueue<Integer> queue, int index) {
        try {
            queue.put(index);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
