package org.d3explorer.trace;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One line of generation. The root has all its tokens; any other branch holds only what follows its fork.
 *
 * @param id 0 for the root; a branch's id is above its parent's
 * @param fork where it leaves its parent; null for the root only
 * @param changes depth configurations in force, ascending by index; the root's first is at 0
 * @param tokens its own tokens, consecutive, the first at the fork's index (0 for the root)
 * @param references what the full-depth reference found for its own tokens, ascending by index, may have gaps
 * @param passes the reference passes that found it, ascending by index
 * @param endReason why it ended; null while it is being recorded or where recording was cut off
 * @param failure one line of cause where the reason is {@link EndReason#FAILED}, else null
 */
public record Branch(
        int id,
        @Nullable Fork fork,
        List<DepthChange> changes,
        List<TokenRecord> tokens,
        List<ReferenceRecord> references,
        List<ReferencePass> passes,
        @Nullable EndReason endReason,
        @Nullable String failure) {
    /** Id of the branch every trace has. */
    public static final int ROOT = 0;

    /** Copies the lists and checks that only the root lacks a fork. */
    public Branch {
        changes = List.copyOf(changes);
        tokens = List.copyOf(tokens);
        references = List.copyOf(references);
        passes = List.copyOf(passes);
        if ((id == ROOT) != (fork == null)) {
            throw new IllegalArgumentException(
                    "branch " + id + " leaves " + fork + ", expected none for the root only");
        }
        if (fork != null && fork.parent() >= id) {
            throw new IllegalArgumentException(
                    "branch " + id + " leaves branch " + fork.parent() + ", expected one made before it");
        }
    }

    /** Returns i of its first own token T_i. */
    public int firstIndex() {
        return fork == null ? 0 : fork.index();
    }
}
