package org.d3explorer.ui.explore;

import org.jspecify.annotations.Nullable;

/**
 * Under which id a run is kept in the library. Traces are immutable, so each branch makes another file that takes the place
 * of the one before. Engine thread only.
 */
final class KeptTrace {
    private @Nullable String id;

    /** Returns the id; null while no branch of the run has ended. */
    @Nullable
    String id() {
        return id;
    }

    void moveTo(String next) {
        id = next;
    }
}
