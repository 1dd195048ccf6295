package org.d3explorer.trace;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.d3explorer.depth.DepthConfiguration;
import org.d3explorer.depth.DepthSchedule;
import org.d3explorer.depth.KvPolicy;
import org.d3explorer.depth.LayerRoles;
import org.d3explorer.depth.LayerSet;
import org.d3explorer.depth.SkipOrder;

/** Traces as a run would leave them, with seeded random contents. */
public final class RandomTraces {
    /** Vocabulary size of all of them. */
    public static final int VOCABULARY = 49_152;

    private static final String[] PIECES = {
        " the", " layer", "é", "\n", " <b>", "\"", "&", "日本", "🙂", "\t", " depth", ",", "'", "\\", " \u0001", "=1+1"
    };

    private final SplittableRandom random;
    private int candidatesPerToken = 10;

    /** Makes a source of traces that depends on the seed only. */
    public RandomTraces(long seed) {
        random = new SplittableRandom(seed);
    }

    /** Returns a trace of a 30-layer model with references and three changes of α. */
    public Trace typical(int tokens) {
        var header = header(30, 16);
        var roles = new LayerRoles(2, 2);
        var order = SkipOrder.middleOut(roles, 30);
        var changes = new ArrayList<DepthChange>();
        double[] alphas = {0.995, 0.985, 0.999, 0.99};
        for (int c = 0; c < alphas.length; c++) {
            int at = c * tokens / alphas.length;
            if (c == 0 || at > changes.getLast().index()) {
                changes.add(new DepthChange(
                        at,
                        new DepthConfiguration(new DepthSchedule.PowerLaw(alphas[c], 10), roles, order),
                        KvPolicy.BACKFILL));
            }
        }
        return new Trace(header, List.of(line(0, header, changes, tokens)));
    }

    /** Returns a trace whose tokens all run 30 layers, with references: the largest a token can be. */
    public Trace fullDepth(int tokens) {
        var header = header(30, 16);
        var roles = new LayerRoles(2, 2);
        var full = new DepthConfiguration(new DepthSchedule.Full(), roles, SkipOrder.middleOut(roles, 30));
        return new Trace(
                header, List.of(line(0, header, List.of(new DepthChange(0, full, KvPolicy.BACKFILL)), tokens)));
    }

    /** Returns a trace of two tokens and three layers, for tests that read it thousands of times. */
    public Trace tiny() {
        candidatesPerToken = 1;
        var header = header(3, 2);
        var roles = new LayerRoles(1, 0);
        var constant = new DepthConfiguration(new DepthSchedule.Constant(2), roles, SkipOrder.middleOut(roles, 3));
        return new Trace(header, List.of(line(0, header, List.of(new DepthChange(0, constant, KvPolicy.COPY)), 2)));
    }

    /** Returns any trace the format can hold: any size, schedule, policy, and a tree of branches. */
    public Trace any() {
        int layers = 1 + random.nextInt(70);
        var header = header(layers, random.nextBoolean() ? 0 : 1 + random.nextInt(20));
        var branches = new ArrayList<Branch>();
        branches.add(line(0, header, changes(0, layers), random.nextInt(60)));
        int more = random.nextInt(4);
        for (int b = 0; b < more; b++) {
            Branch parent = branches.get(random.nextInt(branches.size()));
            int own = parent.tokens().size();
            int at = parent.firstIndex() + (own == 0 ? 0 : random.nextInt(own));
            var reason = random.nextBoolean() ? Fork.Reason.ALTERNATIVE_TOKEN : Fork.Reason.DEPTH;
            var line = line(at, header, changes(at, layers), random.nextInt(30));
            branches.add(new Branch(
                    branches.getLast().id() + 1 + random.nextInt(2),
                    new Fork(parent.id(), at, reason),
                    line.changes(),
                    line.tokens(),
                    line.references(),
                    line.passes(),
                    line.endReason(),
                    line.failure()));
        }
        return new Trace(header, branches);
    }

    private RunHeader header(int layers, int referenceChunk) {
        var prompt = new ArrayList<Integer>();
        for (int i = random.nextInt(1, 40); i > 0; i--) {
            prompt.add(random.nextInt(VOCABULARY));
        }
        return new RunHeader(
                "0.1.0",
                Instant.ofEpochMilli(1_790_000_000_000L + random.nextInt(1_000_000)),
                "smollm2-135m-instruct",
                "0123456789abcdef".repeat(4),
                "int8",
                layers,
                VOCABULARY,
                "2 × Some CPU, Linux 6.1, Java 25",
                "CPU",
                2,
                text(5) + "\uD83D\uDE42 \"quoted\" <script>alert(1)</script>",
                "<|im_start|>user\n" + text(5),
                prompt,
                4096,
                random.nextBoolean(),
                new Sampling(random.nextDouble(2), 40, 0.9, 0.05, 1.1, 0.1, 0.2, random.nextLong()),
                referenceChunk);
    }

    private List<DepthChange> changes(int from, int layers) {
        var changes = new ArrayList<DepthChange>();
        int count = 1 + random.nextInt(5);
        int at = from;
        for (int c = 0; c < count; c++) {
            int head = random.nextInt(layers + 1);
            var roles = new LayerRoles(head, random.nextInt(layers - head + 1));
            var order =
                    switch (random.nextInt(3)) {
                        case 0 -> SkipOrder.even(roles, layers);
                        case 1 -> SkipOrder.deepestFirst(roles, layers);
                        default -> SkipOrder.middleOut(roles, layers);
                    };
            DepthSchedule schedule =
                    switch (random.nextInt(4)) {
                        case 0 -> new DepthSchedule.Full();
                        case 1 -> new DepthSchedule.Linear(layers, 1 + random.nextInt(layers), 1 + random.nextInt(50));
                        case 2 -> new DepthSchedule.Constant(1 + random.nextInt(layers));
                        default -> new DepthSchedule.PowerLaw(1 - random.nextDouble(), random.nextInt(30));
                    };
            changes.add(new DepthChange(at, new DepthConfiguration(schedule, roles, order), one(KvPolicy.values())));
            at += 1 + random.nextInt(20);
        }
        return changes;
    }

    /** Makes a root branch whose tokens begin at an index. */
    private Branch line(int from, RunHeader header, List<DepthChange> changes, int count) {
        var tokens = new ArrayList<TokenRecord>();
        var references = new ArrayList<ReferenceRecord>();
        var passes = new ArrayList<ReferencePass>();
        LayerSet before = LayerSet.all(header.layers());
        for (int i = from; i < from + count; i++) {
            int index = i;
            var change = changes.stream()
                    .filter(c -> c.index() <= index)
                    .reduce((a, b) -> b)
                    .orElseThrow();
            var executed = change.configuration().executed(i, header.layers());
            tokens.add(token(i, header, executed, before, change.kvPolicy()));
            before = executed;
        }
        if (header.referenceChunk() > 0) {
            for (int i = 0; i < count; i += header.referenceChunk()) {
                int covered = Math.min(header.referenceChunk(), count - i);
                passes.add(new ReferencePass(from + i, covered, random.nextLong(1_000_000, 90_000_000)));
            }
            tokens.forEach(token -> references.add(reference(token)));
        }
        var end = one(EndReason.values());
        return new Branch(
                0,
                null,
                changes,
                tokens,
                references,
                passes,
                end,
                end == EndReason.FAILED ? "layer 3 gave NaN at token " + count : null);
    }

    private TokenRecord token(int index, RunHeader header, LayerSet executed, LayerSet before, KvPolicy policy) {
        int[] rising = executed.stream().filter(l -> !before.contains(l)).toArray();
        var times = new ArrayList<Long>();
        for (int layer = 0; layer < header.layers(); layer++) {
            times.add(executed.contains(layer) ? (index == 0 ? 20 : 1) * (150_000L + random.nextInt(40_000)) : 0L);
        }
        long layers = times.stream().mapToLong(Long::longValue).sum();
        long backfill = rising.length * 900_000L + (rising.length == 0 ? 0 : random.nextInt(100_000));
        long head = 400_000L + random.nextInt(60_000);
        long sampling = 90_000L + random.nextInt(20_000);
        var candidates = candidates(candidatesPerToken);
        var chosen = candidates.getFirst();
        return new TokenRecord(
                index,
                chosen.id(),
                random.nextInt(9) == 0 ? "" : chosen.text(),
                header.promptIds().size() + index - 1,
                executed.size(),
                executed,
                policy == KvPolicy.BACKFILL ? LayerSet.of(rising) : LayerSet.empty(),
                policy == KvPolicy.COPY ? LayerSet.of(rising) : LayerSet.empty(),
                random.nextDouble(1e-6) - chosen.logProbability(),
                random.nextDouble(6),
                candidates,
                new TokenTimes(
                        layers + backfill + head + sampling + random.nextInt(80_000), times, backfill, head, sampling));
    }

    private ReferenceRecord reference(TokenRecord token) {
        var candidates = new ArrayList<Candidate>();
        for (Candidate candidate : token.candidates()) {
            candidates.add(
                    random.nextInt(10) == 0
                            ? candidate(-random.nextDouble(9))
                            : new Candidate(
                                    candidate.id(),
                                    candidate.text(),
                                    candidate.logProbability() * (1 + random.nextDouble(0.1))));
        }
        return new ReferenceRecord(
                token.index(),
                random.nextDouble(5),
                random.nextDouble(0.4),
                random.nextDouble(-1, 1),
                random.nextBoolean(),
                random.nextInt(30),
                candidates);
    }

    private List<Candidate> candidates(int count) {
        var candidates = new ArrayList<Candidate>();
        double logProbability = -random.nextDouble(1.5);
        for (int c = 0; c < count; c++) {
            candidates.add(candidate(logProbability));
            logProbability -= random.nextDouble();
        }
        return candidates;
    }

    /** Ids follow Zipf's law, as they do in text; an id always has the same text. */
    private Candidate candidate(double logProbability) {
        int id = (int) Math.min(VOCABULARY - 1, Math.exp(random.nextDouble() * Math.log(VOCABULARY)) - 1);
        return new Candidate(id, PIECES[id % PIECES.length] + id % 97, logProbability);
    }

    private <T> T one(T[] values) {
        return values[random.nextInt(values.length)];
    }

    private String text(int pieces) {
        var text = new StringBuilder();
        for (int i = 0; i < pieces; i++) {
            text.append(PIECES[random.nextInt(PIECES.length)]);
        }
        return text.toString();
    }
}
