package org.d3explorer.trace;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * All there is to know about a run: what it was made of and on, and a tree of branches of which most runs have one, the
 * root. Every figure shown of a run is computed from this.
 *
 * @param header what the run was made of and on
 * @param branches the root first, then ascending by id
 */
public record Trace(RunHeader header, List<Branch> branches) {
    /** Copies the list and checks the shape of the tree. */
    public Trace {
        branches = List.copyOf(branches);
        if (branches.isEmpty() || branches.getFirst().id() != Branch.ROOT) {
            throw new IllegalArgumentException("a trace begins with its root branch");
        }
        for (int i = 1; i < branches.size(); i++) {
            Branch branch = branches.get(i);
            if (branch.id() <= branches.get(i - 1).id()) {
                throw new IllegalArgumentException("branch " + branch.id() + " stands out of order");
            }
            int parent = Objects.requireNonNull(branch.fork()).parent();
            if (branches.stream().noneMatch(other -> other.id() == parent)) {
                throw new IllegalArgumentException("branch " + branch.id() + " leaves an unknown branch " + parent);
            }
        }
    }

    /**
     * Makes a trace of one branch.
     *
     * @param header what the run was made of and on
     * @param changes depth configurations, the first at token 0
     * @param tokens T_0, T_1, …
     * @param references what the full-depth reference found
     * @param endReason why it ended; null while recording
     */
    public Trace(
            RunHeader header,
            List<DepthChange> changes,
            List<TokenRecord> tokens,
            List<ReferenceRecord> references,
            @Nullable EndReason endReason) {
        this(header, List.of(new Branch(Branch.ROOT, null, changes, tokens, references, List.of(), endReason, null)));
    }

    /** Returns the root branch. */
    public Branch root() {
        return branches.getFirst();
    }

    /** Returns the root's depth configurations, ascending by index. */
    public List<DepthChange> changes() {
        return root().changes();
    }

    /** Returns the root's tokens. */
    public List<TokenRecord> tokens() {
        return root().tokens();
    }

    /** Returns what the full-depth reference found for the root's tokens. */
    public List<ReferenceRecord> references() {
        return root().references();
    }

    /** Returns why the root ended; null where it was cut off. */
    public @Nullable EndReason endReason() {
        return root().endReason();
    }

    /**
     * Returns a branch.
     *
     * @throws IllegalArgumentException if there is none with the id
     */
    public Branch branch(int id) {
        return branches.stream()
                .filter(branch -> branch.id() == id)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("the trace has no branch " + id));
    }

    /**
     * Returns a branch from T_0 on as a trace of its own: its ancestors' records up to each fork, then its own.
     *
     * @param id of the branch
     * @throws IllegalArgumentException if there is none with the id
     */
    public Trace path(int id) {
        Branch branch = branch(id);
        Fork fork = branch.fork();
        if (fork == null) {
            return branches.size() == 1 ? this : new Trace(header, List.of(branch));
        }
        Branch before = path(fork.parent()).upTo(fork.index()).root();
        return new Trace(
                header,
                List.of(new Branch(
                        Branch.ROOT,
                        null,
                        joined(before.changes(), branch.changes()),
                        joined(before.tokens(), branch.tokens()),
                        joined(before.references(), branch.references()),
                        joined(before.passes(), branch.passes()),
                        branch.endReason(),
                        branch.failure())));
    }

    /**
     * Returns what the root has before a token, as a trace of its own that was stopped there.
     *
     * @param end i of the first token T_i that is left out, ≥ 0
     */
    public Trace upTo(int end) {
        return new Trace(
                header,
                List.of(new Branch(
                        Branch.ROOT,
                        null,
                        changes().stream().filter(c -> c.index() < end).toList(),
                        tokens().subList(0, Math.min(end, tokens().size())),
                        references().stream().filter(r -> r.index() < end).toList(),
                        root().passes().stream()
                                .filter(p -> p.index() + p.tokens() <= end)
                                .toList(),
                        EndReason.STOPPED,
                        null)));
    }

    /**
     * Returns where another branch leaves when it goes on along a branch's path up to a token: of the branch itself or an
     * ancestor, the one that has the token before it.
     *
     * @param id of the branch whose path is left
     * @param index i of the first token T_i that is to be the new branch's own
     * @param reason what is to be changed there
     * @throws IllegalArgumentException if there is no such branch
     */
    public Fork fork(int id, int index, Fork.Reason reason) {
        var left = branch(id).fork();
        return left == null || index > left.index() ? new Fork(id, index, reason) : fork(left.parent(), index, reason);
    }

    /**
     * Returns the branch whose own token a token of a branch's path is: the branch itself or an ancestor.
     *
     * @param id of the branch
     * @param index i of the token T_i
     * @throws IllegalArgumentException if there is no such branch
     */
    public int owner(int id, int index) {
        var fork = branch(id).fork();
        return fork == null || index >= fork.index() ? id : owner(fork.parent(), index);
    }

    /** Returns the place of a branch among all, 1 for the root, in the order in which they were made. */
    public int number(int id) {
        return branches.indexOf(branch(id)) + 1;
    }

    /** Returns the figures of the root branch, the reference's cost included; use {@link #path} first for another. */
    public RunStatistics statistics() {
        return accumulator().snapshot();
    }

    /** Returns the figures of the root branch, to be carried on while more tokens come. */
    public RunStatistics.Accumulator accumulator() {
        var accumulator = new RunStatistics.Accumulator(
                header.layers(), header.promptIds().size());
        tokens().forEach(accumulator::add);
        var left = new ArrayList<>(references());
        for (ReferencePass pass : root().passes()) {
            int end = pass.index() + pass.tokens();
            var found = left.stream()
                    .filter(r -> r.index() >= pass.index() && r.index() < end)
                    .toList();
            accumulator.addReferences(found, pass.nanos());
            left.removeAll(found);
        }
        left.forEach(accumulator::addReference);
        return accumulator;
    }

    /**
     * Returns the depth configuration in force at a token of the root.
     *
     * @param i of T_i, ≥ 0
     * @throws IllegalArgumentException if the trace has none
     */
    public DepthChange inForce(int i) {
        return changes().reversed().stream()
                .filter(change -> change.index() <= i)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no depth configuration is in force at token " + i));
    }

    /**
     * Returns the trace with one more branch.
     *
     * @param branch its id above all others
     */
    public Trace with(Branch branch) {
        return new Trace(header, joined(branches, List.of(branch)));
    }

    private static <T> List<T> joined(List<T> first, List<T> second) {
        var all = new ArrayList<T>(first.size() + second.size());
        all.addAll(first);
        all.addAll(second);
        return all;
    }
}
