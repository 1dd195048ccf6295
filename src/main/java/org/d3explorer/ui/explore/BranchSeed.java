package org.d3explorer.ui.explore;

import java.util.List;
import org.d3explorer.decoding.ForcedToken;
import org.d3explorer.trace.Branch;
import org.d3explorer.trace.Candidate;
import org.d3explorer.trace.DepthChange;
import org.d3explorer.trace.Fork;
import org.d3explorer.trace.RunHeader;
import org.d3explorer.trace.TokenRecord;
import org.d3explorer.trace.Trace;

/**
 * What a branch begins with: the run it leaves, as far as it goes along with it, and the token that is another there, if
 * that is what makes it a branch.
 */
final class BranchSeed {
    private final Trace tree;
    private final Fork fork;
    /** What is taken over and what is replaced, from T_0 on. */
    private final Trace taken;

    private BranchSeed(Trace tree, Fork fork, Trace taken) {
        this.tree = tree;
        this.fork = fork;
        this.taken = taken;
    }

    /**
     * Returns the beginning of a branch with another candidate in a token's place.
     *
     * @param tree the run with all its branches
     * @param branch id of the one that is left
     * @param index i of the token T_i to replace, one the branch's path has
     * @param candidate what takes its place
     */
    static BranchSeed alternative(Trace tree, int branch, int index, Candidate candidate) {
        var path = tree.path(branch);
        var upTo = path.upTo(index + 1).root();
        var tokens = new java.util.ArrayList<>(upTo.tokens());
        tokens.set(index, tokens.get(index).choosing(candidate));
        var before = path.upTo(index).root();
        return new BranchSeed(
                tree,
                tree.fork(branch, index, Fork.Reason.ALTERNATIVE_TOKEN),
                new Trace(
                        tree.header(),
                        List.of(new Branch(
                                Branch.ROOT,
                                null,
                                upTo.changes(),
                                tokens,
                                before.references(),
                                before.passes(),
                                before.endReason(),
                                null))));
    }

    /**
     * Returns the beginning of a branch that goes on behind a token with other depth settings.
     *
     * @param tree the run with all its branches
     * @param branch id of the one that is left
     * @param index i of the first token T_i to generate, ≥ 1 and at most one behind the branch's last
     */
    static BranchSeed depth(Trace tree, int branch, int index) {
        return new BranchSeed(
                tree,
                tree.fork(branch, index, Fork.Reason.DEPTH),
                tree.path(branch).upTo(index));
    }

    /** Returns the run as the branch begins, from T_0 on: figures are carried on from here. */
    Trace taken() {
        return taken;
    }

    /** Returns how many tokens there are before the branch generates its first. */
    int size() {
        return fork.firstGenerated();
    }

    /** Returns the records that are already the branch's own: with another candidate the token that has it. */
    List<TokenRecord> ownTokens() {
        return taken.tokens().subList(fork.index(), size());
    }

    /** Returns the depth configurations that are already the branch's own. */
    List<DepthChange> ownChanges() {
        return taken.changes().stream()
                .filter(change -> change.index() >= fork.index())
                .toList();
    }

    /** Returns the tokens as the token loop takes them over, each with the KV policy that was in force for it. */
    List<ForcedToken> prefix() {
        return taken.tokens().stream()
                .map(token -> new ForcedToken(
                        token.id(),
                        token.executed(),
                        taken.inForce(token.index()).kvPolicy()))
                .toList();
    }

    /**
     * Says whether a run belongs to the tree as a branch, or was made with other settings than depth: a trace names
     * sampling, model and machine once for all its branches. The bound on tokens may be another.
     */
    boolean belongsTo(RunHeader header) {
        var kept = tree.header();
        return kept.manifestSha256().equals(header.manifestSha256())
                && kept.programVersion().equals(header.programVersion())
                && kept.executionProvider().equals(header.executionProvider())
                && kept.threads() == header.threads()
                && kept.promptIds().equals(header.promptIds())
                && kept.ignoreEndTokens() == header.ignoreEndTokens()
                && kept.sampling().equals(header.sampling())
                && kept.referenceChunk() == header.referenceChunk();
    }

    /**
     * Returns what the branch is added to: the tree where it belongs to it, else a run that consists of what it takes over.
     *
     * @param header of the branch
     */
    Trace base(RunHeader header) {
        return belongsTo(header)
                ? tree
                : new Trace(
                        header, List.of(taken.upTo(Math.max(1, fork.index())).root()));
    }

    /**
     * Returns where the branch leaves {@link #base}.
     *
     * @param header of the branch
     */
    Fork fork(RunHeader header) {
        return belongsTo(header) ? fork : new Fork(Branch.ROOT, fork.index(), fork.reason());
    }
}
