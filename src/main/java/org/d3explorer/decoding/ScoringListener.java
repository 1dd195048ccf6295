package org.d3explorer.decoding;

/** Follows a perplexity as its windows are done. */
public interface ScoringListener {
    /** Wants to know nothing. */
    ScoringListener NONE = (done, total, soFar) -> {};

    /**
     * A window is done.
     *
     * @param done number of windows done
     * @param total number of windows there will be
     * @param soFar the figures over the windows done
     */
    void window(int done, int total, Perplexity soFar);
}
