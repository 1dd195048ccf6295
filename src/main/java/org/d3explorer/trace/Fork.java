package org.d3explorer.trace;

/**
 * Where and why a branch leaves its parent.
 *
 * @param parent id of the branch it leaves
 * @param index i of the first token T_i that is the branch's own, ≥ 0; the tokens before it are the parent's
 * @param reason what was changed there
 */
public record Fork(int parent, int index, Reason reason) {
    /** What makes a branch differ from its parent. */
    public enum Reason {
        /** Another candidate was taken for the first token. */
        ALTERNATIVE_TOKEN,
        /** Another depth configuration, such as another α, is in force from the first token on. */
        DEPTH
    }

    /**
     * Returns i of the first token T_i that the branch generated itself. A branch with another candidate begins with the
     * record of its parent's pass, with that candidate chosen; what follows it is generated.
     */
    public int firstGenerated() {
        return reason == Reason.ALTERNATIVE_TOKEN ? index + 1 : index;
    }

    /** Checks the ranges. */
    public Fork {
        if (parent < 0 || index < 0) {
            throw new IllegalArgumentException(
                    "branch leaves branch " + parent + " at token " + index + ", expected 0 or more for both");
        }
    }
}
