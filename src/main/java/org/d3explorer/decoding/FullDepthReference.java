package org.d3explorer.decoding;

import java.util.ArrayList;
import java.util.List;
import org.d3explorer.depth.KvPolicy;
import org.d3explorer.depth.LayerSet;
import org.d3explorer.tokenizer.TokenText;
import org.d3explorer.trace.ReferenceRecord;
import org.jspecify.annotations.Nullable;

/**
 * The full-depth reference, or shadow (specification §3): a second sequence that runs the generated tokens through all
 * layers, several tokens per pass, and compares its distributions with the run's.
 */
final class FullDepthReference implements AutoCloseable {
    private final RunRequest request;
    private final TokenText text;
    private final RunListener listener;
    private final LayerSet allLayers;
    private final StepMeasurement measurement;

    /** Tokens the reference sequence has not run yet; the last generated token never is, nothing comes out of it. */
    private final List<Integer> feed = new ArrayList<>();

    private final List<Awaited> awaited = new ArrayList<>();
    private @Nullable LayerSequence sequence;

    /** A generated token that waits for its reference, with the distribution it was chosen from. */
    private record Awaited(int index, int id, LogSoftmax distribution) {}

    /**
     * Makes a reference that does nothing until {@link #begin}.
     *
     * @param layers L
     */
    FullDepthReference(RunRequest request, TokenText text, RunListener listener, int layers) {
        this.request = request;
        this.text = text;
        this.listener = listener;
        allLayers = LayerSet.all(layers);
        measurement = new StepMeasurement(layers);
    }

    /**
     * Begins behind the prompt, whose prefill was full depth and is not repeated. Tokens taken over from an earlier run
     * are run here, so that the first pass that is reported covers the run's own tokens only and costs what they cost.
     *
     * @param promptDone the run's sequence, at the end of the prompt
     * @throws java.util.concurrent.CancellationException if cancelled
     */
    void begin(LayerSequence promptDone, Cancellation cancellation) {
        if (request.referenceChunk() > 0) {
            var begun = promptDone.fork(promptDone.capacity());
            sequence = begun;
            request.prefix().forEach(token -> feed.add(token.id()));
            int before = feed.size() - 1;
            if (before > 0) {
                forward(begun, before, List.of(), new ArrayList<>(), cancellation);
                feed.subList(0, before).clear();
            }
        }
    }

    /**
     * Adds a generated token.
     *
     * @param index i of T_i
     * @param id the token
     * @param distribution it was chosen from; copied
     */
    void add(int index, int id, LogSoftmax distribution) {
        if (sequence != null) {
            awaited.add(new Awaited(index, id, distribution.copy()));
            feed.add(id);
        }
    }

    /** Says whether a whole chunk of tokens waits. */
    boolean isDue() {
        return sequence != null && waiting() >= request.referenceChunk();
    }

    /** Returns the number of tokens that wait for their reference. */
    int waiting() {
        return awaited.size();
    }

    /**
     * Runs the tokens that wait in one pass and reports them.
     *
     * @return what it took, in ns
     * @throws java.util.concurrent.CancellationException if cancelled; the tokens wait on
     */
    long run(Cancellation cancellation) {
        if (sequence == null || awaited.isEmpty()) {
            return 0;
        }
        long began = System.nanoTime();
        var records = new ArrayList<ReferenceRecord>(awaited.size());
        int next = 0;
        if (awaited.getFirst().index() == 0) {
            var first = awaited.get(next++);
            records.add(compare(first, first.distribution()));
        }
        int rows = feed.size() - 1;
        if (rows > 0) {
            forward(sequence, rows, awaited.subList(next, awaited.size()), records, cancellation);
        }
        feed.subList(0, rows).clear();
        awaited.clear();
        long nanos = System.nanoTime() - began;
        listener.reference(records, nanos);
        return nanos;
    }

    private void forward(
            LayerSequence sequence,
            int rows,
            List<Awaited> tokens,
            List<ReferenceRecord> records,
            Cancellation cancellation) {
        int silent = rows - tokens.size();
        var visitor = new RowVisitor() {
            @Override
            public boolean wantsLogits(int row) {
                return row >= silent;
            }

            @Override
            public void logits(int row, float[] logits) {
                var token = tokens.get(row - silent);
                var reference = LogSoftmax.of(logits, token.distribution())
                        .orElseThrow(() -> new NonFiniteLogitsException(
                                "token " + token.index() + " in the full-depth reference", "the full-depth pass"));
                records.add(compare(token, reference));
            }
        };
        measurement.reset();
        var ids = feed.subList(0, rows).stream().mapToInt(Integer::intValue).toArray();
        sequence.forward(ids, row -> allLayers, KvPolicy.BACKFILL, visitor, measurement, cancellation);
    }

    private ReferenceRecord compare(Awaited token, LogSoftmax reference) {
        var own = token.distribution();
        int id = token.id();
        return new ReferenceRecord(
                token.index(),
                -reference.logProbability(id),
                reference.divergenceFrom(own),
                own.probability(id) - reference.probability(id),
                own.top1() == reference.top1(),
                reference.rank(id),
                TopTokens.candidates(reference, request.candidates(), text));
    }

    @Override
    public void close() {
        if (sequence != null) {
            sequence.close();
            sequence = null;
        }
    }
}
