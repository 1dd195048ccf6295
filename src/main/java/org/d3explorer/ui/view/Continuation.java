package org.d3explorer.ui.view;

import org.d3explorer.trace.Candidate;

/** What is done when the user goes on from a token with another candidate. */
@FunctionalInterface
public interface Continuation {
    /**
     * Makes a branch.
     *
     * @param token i of the token T_i that is replaced
     * @param candidate what stands in its place
     */
    void continueWith(int token, Candidate candidate);
}
