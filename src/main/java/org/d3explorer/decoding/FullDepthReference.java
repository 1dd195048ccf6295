package org.d3explorer.decoding;

import java.util.ArrayList;
import java.util.List;
import org.d3explorer.depth.KvPolicy;
import org.d3explorer.depth.LayerSet;
import org.d3explorer.tokenizer.TokenText;
import org.d3explorer.trace.Candidate;
import org.d3explorer.trace.ReferenceRecord;
import org.jspecify.annotations.Nullable;

/**
 * The full-depth reference, or shadow (specification §3): a second sequence that runs the generated tokens through all
 * layers, several tokens per pass, and compares its distributions with the run's.
 *
 * <p>As long as the run itself skips nothing, it is the full-depth pass: its caches and distributions are the reference's,
 * and there is no second pass over its tokens. The second sequence begins where the first layer is skipped.
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
    /** What copying the run's caches took, until a pass reports it. */
    private long partingNanos;

    /**
     * A generated token that waits for its reference, with the distribution it was chosen from.
     *
     * @param isReference whether that distribution is the reference's too
     */
    private record Awaited(int index, int id, LogSoftmax distribution, boolean isReference) {}

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
     * that skipped layers are run here, so that the first pass that is reported covers the run's own tokens only and costs
     * what they cost.
     *
     * @param promptDone the run's sequence, at the end of the prompt
     * @throws java.util.concurrent.CancellationException if cancelled
     */
    void begin(LayerSequence promptDone, Cancellation cancellation) {
        var prefix = request.prefix();
        if (!isOn() || prefix.stream().allMatch(token -> token.executed().equals(allLayers))) {
            return;
        }
        var begun = promptDone.fork(promptDone.capacity());
        sequence = begun;
        prefix.forEach(token -> feed.add(token.id()));
        int before = feed.size() - 1;
        if (before > 0) {
            forward(begun, before, List.of(), new ArrayList<>(), cancellation);
            feed.subList(0, before).clear();
        }
    }

    /**
     * Parts from the run where it is about to skip its first layer.
     *
     * @param run the run's sequence before the step
     * @param previous the token the step runs
     * @param executed the layers it runs
     */
    void beforeStep(LayerSequence run, int previous, LayerSet executed) {
        if (isOn() && sequence == null && !executed.equals(allLayers)) {
            long began = System.nanoTime();
            sequence = run.fork(run.capacity());
            feed.add(previous);
            partingNanos = System.nanoTime() - began;
        }
    }

    private boolean isOn() {
        return request.referenceChunk() > 0;
    }

    /**
     * Adds a generated token.
     *
     * @param index i of T_i
     * @param id the token
     * @param distribution it was chosen from; copied
     */
    void add(int index, int id, LogSoftmax distribution) {
        if (isOn()) {
            awaited.add(new Awaited(index, id, distribution.copy(), sequence == null));
            if (sequence != null) {
                feed.add(id);
            }
        }
    }

    /** Says whether a whole chunk of tokens waits. */
    boolean isDue() {
        return isOn() && waiting() >= request.referenceChunk();
    }

    /** Returns the number of tokens that wait for their reference. */
    int waiting() {
        return awaited.size();
    }

    /**
     * Runs the tokens that wait in one pass and reports them.
     *
     * @return what this call took, in ns
     * @throws java.util.concurrent.CancellationException if cancelled; the tokens wait on
     */
    long run(Cancellation cancellation) {
        if (awaited.isEmpty()) {
            return 0;
        }
        long began = System.nanoTime();
        var records = new ArrayList<ReferenceRecord>(awaited.size());
        int own = 0;
        while (own < awaited.size() && awaited.get(own).isReference()) {
            var token = awaited.get(own++);
            records.add(compare(token, token.distribution()));
        }
        int rows = awaited.size() - own;
        if (sequence != null && rows > 0) {
            forward(sequence, rows, awaited.subList(own, awaited.size()), records, cancellation);
            feed.subList(0, rows).clear();
        }
        awaited.clear();
        long nanos = System.nanoTime() - began;
        listener.reference(records, nanos + partingNanos);
        partingNanos = 0;
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
        var candidates = TopTokens.candidates(reference, request.candidates(), text);
        return new ReferenceRecord(
                token.index(),
                -reference.logProbability(id),
                reference.divergenceFrom(own),
                own.probability(id) - reference.probability(id),
                own.top1() == reference.top1(),
                rank(id, reference, candidates),
                candidates);
    }

    /** Returns a token's rank: its place among the candidates, where nearly every token is, or else among all V. */
    private static int rank(int id, LogSoftmax reference, List<Candidate> candidates) {
        for (int rank = 0; rank < candidates.size(); rank++) {
            if (candidates.get(rank).id() == id) {
                return rank;
            }
        }
        return reference.rank(id);
    }

    @Override
    public void close() {
        if (sequence != null) {
            sequence.close();
            sequence = null;
        }
    }
}
