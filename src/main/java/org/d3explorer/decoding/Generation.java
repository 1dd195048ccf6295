package org.d3explorer.decoding;

import java.util.Arrays;
import java.util.concurrent.CancellationException;
import java.util.stream.IntStream;
import org.d3explorer.depth.LayerSet;
import org.d3explorer.tokenizer.StreamingDetokenizer;
import org.d3explorer.tokenizer.TokenText;
import org.d3explorer.trace.EndReason;
import org.d3explorer.trace.TokenRecord;
import org.d3explorer.trace.TokenTimes;
import org.jspecify.annotations.Nullable;

/**
 * One run of the token loop. The prompt runs through all layers and yields T_0; each later token T_i comes out of T_(i−1)
 * run at position P + i − 1 through the layers that the depth configuration in force gives for i.
 */
final class Generation {
    private final LayerStack stack;
    private final TokenText text;
    private final RunRequest request;
    private final RunControl control;
    private final RunListener listener;

    private final TokenClock clock = new TokenClock();
    private final ModelShape shape;
    private final int promptLength;
    private final DepthInForce depth;
    private final Sampler sampler;
    private final StreamingDetokenizer detokenizer;
    private final StepMeasurement measurement;

    Generation(LayerStack stack, TokenText text, RunRequest request, RunControl control, RunListener listener) {
        this.stack = stack;
        this.text = text;
        this.request = request;
        this.control = control;
        this.listener = listener;
        shape = stack.shape();
        promptLength = request.promptIds().size();
        requireFits();
        depth = new DepthInForce(request, control, shape.layers());
        sampler = new Sampler(request.sampling(), shape.vocabularySize());
        detokenizer = text.newDetokenizer();
        measurement = new StepMeasurement(shape.layers());
    }

    EndReason run() {
        int capacity = Math.min(shape.contextLength(), promptLength + request.maxNewTokens() - 1);
        takeOverHistory();
        try (var sequence = stack.open(capacity);
                var reference = new FullDepthReference(request, text, listener, shape.layers())) {
            var reason = generate(sequence, reference);
            finish(reference, reason);
            return reason;
        }
    }

    private EndReason generate(LayerSequence sequence, FullDepthReference reference) {
        int previous = request.promptIds().getLast();
        try {
            for (int i = request.firstIndex(); ; i++) {
                clock.exclude(control.awaitTurn());
                control.cancellation().check();

                depth.advance(i).ifPresent(listener::depthChanged);
                LayerSet executed = depth.executed(i);
                float[] logits = i == request.firstIndex()
                        ? prefill(sequence, reference, executed)
                        : step(sequence, reference, previous, executed);

                long samplingBegan = System.nanoTime();
                LogSoftmax distribution = distribution(logits, i, previous, executed, sequence);
                int token = sampler.next(distribution);
                var candidates = TopTokens.candidates(distribution, request.candidates(), text);
                long samplingNanos = System.nanoTime() - samplingBegan;
                long totalNanos = clock.lap();

                var end = endAfter(i, token);
                listener.token(new TokenRecord(
                        i,
                        token,
                        detokenizer.append(token) + (end == null ? "" : detokenizer.finish()),
                        promptLength + i - 1,
                        executed.size(),
                        executed,
                        measurement.backfilled(),
                        measurement.copied(),
                        -distribution.logProbability(token),
                        distribution.entropy(),
                        candidates,
                        times(totalNanos, samplingNanos, executed)));

                reference.add(i, token, distribution);
                if (end != null) {
                    return end;
                }
                if (reference.isDue()) {
                    clock.exclude(reference.run(control.cancellation()));
                }
                sampler.see(token);
                previous = token;
            }
        } catch (CancellationException e) {
            return EndReason.STOPPED;
        }
    }

    /**
     * Runs everything before the first token, and lets the reference begin where the prompt ends.
     *
     * <p>A continued run has T_(n−1) already; only its caches have to be made anew. That is the prefill of tokens whose
     * times the earlier run recorded, and specification §4 counts a token from having the one before it. So the clock
     * begins behind it, and the first token generated is a decode step like every other: prefill never counts as decode
     * time, and a branch's rate compares with its parent's.
     */
    private float[] prefill(LayerSequence sequence, FullDepthReference reference, LayerSet executed) {
        measurement.reset();
        var prefill = new Prefill(sequence, request, shape.layers(), listener, control.cancellation());
        float[] logits = prefill.prompt(measurement);
        long began = System.nanoTime();
        reference.begin(sequence, control.cancellation());
        clock.exclude(System.nanoTime() - began);
        if (request.prefix().isEmpty()) {
            return logits;
        }
        prefill.takenOver(measurement);
        clock.lap();
        return step(sequence, reference, request.prefix().getLast().id(), executed);
    }

    private float[] step(LayerSequence sequence, FullDepthReference reference, int previous, LayerSet executed) {
        long began = System.nanoTime();
        reference.beforeStep(sequence, previous, executed);
        clock.exclude(System.nanoTime() - began);
        measurement.reset();
        return sequence.step(previous, executed, depth.kvPolicy(), measurement);
    }

    private LogSoftmax distribution(float[] logits, int i, int previous, LayerSet executed, LayerSequence sequence) {
        var distribution = LogSoftmax.of(logits);
        if (distribution.isPresent()) {
            return distribution.get();
        }
        var where = "token " + i + " (position " + (promptLength + i - 1) + ")";
        if (i > request.firstIndex()) {
            int position = sequence.length() - 1;
            throw NonFiniteSearch.locate(
                    where, sequence, position, new int[] {previous}, row -> executed, shape.layers());
        }
        var all = LayerSet.all(shape.layers());
        int known = request.prefix().size();
        var ids = new int[promptLength + known];
        Arrays.setAll(
                ids,
                row -> row < promptLength
                        ? request.promptIds().get(row)
                        : request.prefix().get(row - promptLength).id());
        throw NonFiniteSearch.locate(
                where,
                sequence,
                0,
                ids,
                row -> row < promptLength
                        ? all
                        : row + 1 < ids.length
                                ? request.prefix().get(row + 1 - promptLength).executed()
                                : executed,
                shape.layers());
    }

    private @Nullable EndReason endAfter(int i, int token) {
        if (request.endTokens().contains(token)) {
            return EndReason.END_TOKEN;
        }
        if (i + 1 >= request.maxNewTokens()) {
            return EndReason.MAX_NEW_TOKENS;
        }
        return promptLength + i >= shape.contextLength() ? EndReason.CONTEXT_FULL : null;
    }

    /** Returns where a token's time went; a layer that did not run for it has none. */
    private TokenTimes times(long totalNanos, long samplingNanos, LayerSet executed) {
        long[] layerNanos = measurement.layerNanos();
        return new TokenTimes(
                totalNanos,
                IntStream.range(0, layerNanos.length)
                        .mapToObj(layer -> executed.contains(layer) ? layerNanos[layer] : 0L)
                        .toList(),
                measurement.backfillNanos(),
                measurement.headNanos(),
                samplingNanos);
    }

    /** Lets the reference catch up; a stopped run waits for no more than a default chunk. */
    private void finish(FullDepthReference reference, EndReason reason) {
        if (reason != EndReason.STOPPED) {
            try {
                reference.run(control.cancellation());
            } catch (CancellationException e) {
                return;
            }
        } else if (reference.waiting() <= RunRequest.DEFAULT_REFERENCE_CHUNK) {
            reference.run(new Cancellation());
        }
    }

    /** Brings penalties, random draws and text to where they stood when the tokens taken over had been generated. */
    private void takeOverHistory() {
        request.promptIds().forEach(sampler::see);
        for (var token : request.prefix()) {
            sampler.see(token.id());
            sampler.skipDraw();
            detokenizer.append(token.id());
        }
    }

    private void requireFits() {
        int context = shape.contextLength();
        int known = promptLength + request.prefix().size();
        if (known > context) {
            throw new DecodingException("the prompt has " + known + " tokens; expected at most " + context
                    + ", the model's context length; shorten the prompt");
        }
        request.promptIds().forEach(shape::requireInVocabulary);
        request.prefix().forEach(token -> shape.requireInVocabulary(token.id()));
    }
}
