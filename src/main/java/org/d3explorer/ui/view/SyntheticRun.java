package org.d3explorer.ui.view;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;
import org.d3explorer.depth.DepthConfiguration;
import org.d3explorer.depth.DepthSchedule;
import org.d3explorer.depth.KvPolicy;
import org.d3explorer.depth.LayerRoles;
import org.d3explorer.depth.LayerSet;
import org.d3explorer.depth.SkipOrder;
import org.d3explorer.trace.Candidate;
import org.d3explorer.trace.DepthChange;
import org.d3explorer.trace.ReferenceRecord;
import org.d3explorer.trace.RunHeader;
import org.d3explorer.trace.Sampling;
import org.d3explorer.trace.TokenRecord;
import org.d3explorer.trace.TokenTimes;

/**
 * A made-up run of any length for measuring how fast the views draw. Its text, depths, times and figures are shaped like
 * those of a real run; none was measured, and the model's name says so. The same seed gives the same run.
 */
final class SyntheticRun {
    private static final Pattern PIECE =
            Pattern.compile("\\n| ?[\\p{L}\\p{N}]{1,6}|[\\p{L}\\p{N}]{1,6}| ?[^\\p{L}\\p{N}\\s]|\\s");
    private static final String TEXT = """
            A transformer writes one token after another. Each token passes through every layer, but not every token \
            needs all of them: once the beginning of an answer is settled, what follows is easier to foresee, and its \
            perplexity falls. Position-aware decay makes use of that observation, without any training whatsoever.

            First, the early layers gather what the words mean in their context; last, the final layers shape the \
            output for the vocabulary. Between them lie layers that can be passed by – 中間層は省略できる、跳过中间层也可以 – \
            with little harm ☃ if α stays close to one.
            """;
    private static final int PROMPT_TOKENS = 37;
    private static final int CANDIDATES = 8;
    private static final double LAYER_MILLIS = 0.16;

    private final int layers;
    private final Random random = new Random(7);
    private final List<String> pieces = new ArrayList<>();
    private final List<DepthChange> changes = new ArrayList<>();
    private final List<TokenRecord> tokens = new ArrayList<>();
    private final List<ReferenceRecord> references = new ArrayList<>();

    /**
     * Makes a run whose α falls at a third of it and is raised again at two thirds, where layers are backfilled or copied.
     *
     * @param layers L, ≥ 8
     * @param count number of tokens, ≥ 3
     * @param policy what happens to layers that missed positions
     */
    SyntheticRun(int layers, int count, KvPolicy policy) {
        this.layers = layers;
        var matcher = PIECE.matcher(TEXT);
        while (matcher.find()) {
            pieces.add(matcher.group());
        }
        var roles = new LayerRoles(2, 3);
        var order = SkipOrder.middleOut(roles, layers);
        double alpha = Math.pow(0.55, 1.0 / count);
        var schedules = List.of(
                new DepthSchedule.PowerLaw(alpha, count / 10),
                new DepthSchedule.PowerLaw(Math.pow(alpha, 1.6), count / 10),
                new DepthSchedule.PowerLaw(Math.pow(alpha, 0.5), count / 10));
        for (int i = 0; i < schedules.size(); i++) {
            changes.add(new DepthChange(
                    i * count / schedules.size(), new DepthConfiguration(schedules.get(i), roles, order), policy));
        }
        LayerSet before = LayerSet.all(layers);
        for (int i = 0; i < count; i++) {
            before = addToken(i, before, policy);
        }
    }

    /** Returns what the run claims to have been made of. */
    RunHeader header() {
        return new RunHeader(
                "benchmark",
                Instant.EPOCH,
                "synthetic",
                "0".repeat(64),
                "none",
                layers,
                50_000,
                "none",
                "none",
                0,
                "Why can a language model skip layers for later tokens?",
                "Why can a language model skip layers for later tokens?",
                List.of(),
                tokens.size(),
                true,
                Sampling.greedy(),
                16);
    }

    /** Returns all tokens. */
    List<TokenRecord> tokens() {
        return tokens;
    }

    /** Returns the reference record of every token. */
    List<ReferenceRecord> references() {
        return references;
    }

    /** Returns the depth configurations. */
    List<DepthChange> changes() {
        return changes;
    }

    /** Returns the depth configurations that come into force at tokens from..to−1. */
    List<DepthChange> changes(int from, int to) {
        return changes.stream()
                .filter(change -> change.index() >= from && change.index() < to)
                .toList();
    }

    private LayerSet addToken(int i, LayerSet before, KvPolicy policy) {
        var configuration = changes.stream()
                .filter(change -> change.index() <= i)
                .toList()
                .getLast()
                .configuration();
        LayerSet executed = configuration.executed(i, layers);
        LayerSet missed = LayerSet.of(
                executed.stream().filter(layer -> !before.contains(layer)).toArray());
        List<Long> times = new ArrayList<>();
        long sum = 0;
        for (int layer = 0; layer < layers; layer++) {
            long nanos = executed.contains(layer) ? nanos(LAYER_MILLIS * (i == 0 ? 12 : 1)) : 0;
            times.add(nanos);
            sum += nanos;
        }
        long head = nanos(0.5);
        long sampling = nanos(0.06);
        boolean backfill = policy == KvPolicy.BACKFILL && !missed.isEmpty();
        long closing = backfill ? nanos(missed.size() * 0.9) : 0;
        double nll = -Math.log(1 - 0.98 * random.nextDouble()) * (0.9 + 0.5 * i / (tokens.size() + 200.0));
        String text = pieces.get(i % pieces.size());
        tokens.add(new TokenRecord(
                i,
                i * 7919 % 50_000,
                text,
                PROMPT_TOKENS + i - 1,
                executed.size(),
                executed,
                backfill ? missed : LayerSet.empty(),
                backfill || policy == KvPolicy.HOLD ? LayerSet.empty() : missed,
                nll,
                0.4 + nll / 2,
                candidates(text, nll),
                new TokenTimes(sum + closing + head + sampling + nanos(0.05), times, closing, head, sampling)));
        double skipped = 1 - (double) executed.size() / layers;
        double referenceNll = Math.max(0.01, nll - skipped * random.nextDouble());
        boolean same = random.nextDouble() > 0.3 * skipped;
        references.add(new ReferenceRecord(
                i,
                referenceNll,
                skipped * skipped * 0.9 * random.nextDouble(),
                Math.exp(-nll) - Math.exp(-referenceNll),
                same,
                same ? 0 : 1 + random.nextInt(4),
                candidates(same ? text : pieces.get((i + 5) % pieces.size()), referenceNll)));
        return executed;
    }

    private long nanos(double millis) {
        return (long) (millis * 1e6 * (0.85 + 0.4 * random.nextDouble()));
    }

    private List<Candidate> candidates(String first, double nll) {
        var candidates = new ArrayList<Candidate>();
        candidates.add(new Candidate(random.nextInt(50_000), first, -nll));
        for (int rank = 1; rank < CANDIDATES; rank++) {
            candidates.add(new Candidate(
                    random.nextInt(50_000),
                    pieces.get(random.nextInt(pieces.size())),
                    candidates.getLast().logProbability() - 0.3 - random.nextDouble()));
        }
        return candidates;
    }
}
