package org.d3explorer.ui.explore;

import java.util.ArrayList;
import java.util.List;
import org.d3explorer.decoding.ForcedToken;
import org.d3explorer.trace.Candidate;
import org.d3explorer.trace.DepthChange;
import org.d3explorer.trace.Fork;
import org.d3explorer.trace.ReferenceRecord;
import org.d3explorer.trace.TokenRecord;
import org.d3explorer.ui.view.RunModel;

/**
 * What a run takes over from the one it branches off.
 *
 * @param changes depth configurations up to the branch
 * @param tokens tokens up to the branch, the replaced one last
 * @param references reference records of the tokens before it
 * @param reason what is changed there
 */
record BranchSeed(
        List<DepthChange> changes, List<TokenRecord> tokens, List<ReferenceRecord> references, Fork.Reason reason) {
    /** A run that begins anew. */
    static final BranchSeed NONE = new BranchSeed(List.of(), List.of(), List.of(), Fork.Reason.ALTERNATIVE_TOKEN);

    BranchSeed {
        changes = List.copyOf(changes);
        tokens = List.copyOf(tokens);
        references = List.copyOf(references);
    }

    /**
     * Returns the run up to a token, with another candidate in its place.
     *
     * @param run the run to branch off
     * @param index i of the token to replace
     * @param candidate what takes its place
     */
    static BranchSeed of(RunModel run, int index, Candidate candidate) {
        var replaced = run.tokens().get(index);
        var tokens = new ArrayList<>(run.tokens().subList(0, index));
        tokens.add(replaced.choosing(candidate));
        return new BranchSeed(
                run.changes().stream().filter(change -> change.index() <= index).toList(),
                tokens,
                run.references().stream()
                        .filter(reference -> reference.index() < index)
                        .toList(),
                candidate.id() == replaced.id() ? Fork.Reason.DEPTH : Fork.Reason.ALTERNATIVE_TOKEN);
    }

    /**
     * Returns where a branch with this seed leaves its parent.
     *
     * @param parent id of the branch it leaves
     */
    Fork fork(int parent) {
        return new Fork(parent, tokens.getLast().index(), reason);
    }

    /** Returns the tokens as the token loop takes them over. */
    List<ForcedToken> prefix() {
        return tokens.stream()
                .map(token -> new ForcedToken(token.id(), token.executed()))
                .toList();
    }
}
