package org.d3explorer.ui.explore;

import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CancellationException;
import java.util.function.DoubleConsumer;
import org.d3explorer.decoding.Cancellation;
import org.d3explorer.decoding.Decoder;
import org.d3explorer.decoding.RunControl;
import org.d3explorer.decoding.RunListener;
import org.d3explorer.decoding.RunRequest;
import org.d3explorer.depth.DepthConfiguration;
import org.d3explorer.depth.DepthSchedule;
import org.d3explorer.depth.KvPolicy;
import org.d3explorer.trace.EndReason;
import org.d3explorer.trace.Sampling;
import org.d3explorer.trace.TokenRecord;
import org.jspecify.annotations.Nullable;

/**
 * Times a run against full depth. Both are run in turn with the same loop, greedily and past end tokens so that they cover
 * the same positions; which token is chosen does not change what a position costs.
 */
final class SpeedupMeasurement {
    private final Decoder decoder;
    private final SpeedupRequest request;
    private final Cancellation cancellation;

    SpeedupMeasurement(Decoder decoder, SpeedupRequest request, Cancellation cancellation) {
        this.decoder = decoder;
        this.request = request;
        this.cancellation = cancellation;
    }

    MeasuredSpeedup run(DoubleConsumer progress) {
        var first = request.changes().getFirst();
        var changes = new TreeMap<Integer, DepthConfiguration>();
        request.changes().stream()
                .filter(change -> change.index() > 0)
                .forEach(change -> changes.put(change.index(), change.configuration()));
        var full = first.configuration().withSchedule(new DepthSchedule.Full());
        var ratios = new ArrayList<Double>();
        var fullTimes = new ArrayList<Double>();
        var d3Times = new ArrayList<Double>();
        for (int i = 0; i < request.repetitions(); i++) {
            double done = (double) i / request.repetitions();
            progress.accept(done);
            double fullMillis = millisPerToken(full, new TreeMap<>(), first.kvPolicy());
            progress.accept(done + 0.5 / request.repetitions());
            double d3Millis = millisPerToken(first.configuration(), changes, first.kvPolicy());
            fullTimes.add(fullMillis);
            d3Times.add(d3Millis);
            ratios.add(fullMillis / d3Millis);
        }
        progress.accept(1);
        return new MeasuredSpeedup(ratios, medianOf(fullTimes), medianOf(d3Times));
    }

    private double millisPerToken(
            DepthConfiguration configuration, NavigableMap<Integer, DepthConfiguration> changes, KvPolicy kvPolicy) {
        var total = new TotalTime();
        decoder.run(
                new RunRequest(
                        request.promptIds(),
                        configuration,
                        changes,
                        kvPolicy,
                        Sampling.greedy(),
                        request.tokens(),
                        Set.of(),
                        0,
                        0),
                new RunControl(cancellation),
                total);
        cancellation.check();
        return total.millisPerToken();
    }

    private static double medianOf(List<Double> values) {
        return MeasuredSpeedup.median(values.stream().sorted().toList());
    }

    /** Sums the time of the tokens after T_0. */
    private static final class TotalTime implements RunListener {
        private long nanos;
        private int tokens;
        private @Nullable Throwable failure;

        @Override
        public void token(TokenRecord token) {
            if (token.index() > 0) {
                nanos += token.times().totalNanos();
                tokens++;
            }
        }

        @Override
        public void ended(EndReason reason, @Nullable Throwable cause) {
            failure = cause;
        }

        double millisPerToken() {
            if (failure instanceof RuntimeException unchecked) {
                throw unchecked;
            }
            if (failure instanceof Error error) {
                throw error;
            }
            if (tokens == 0) {
                throw new CancellationException("no token was timed");
            }
            return nanos / 1e6 / tokens;
        }
    }
}
