package org.d3explorer.ui.explore;

/** What the Explore view is doing. */
public enum RunState {
    /** No model is loaded. */
    NO_MODEL,
    /** A model is being loaded. */
    LOADING,
    /** A model is loaded and nothing runs. */
    READY,
    /** Text is being generated. */
    RUNNING,
    /** A generation is held before its next token. */
    PAUSED,
    /** A generation or measurement has been asked to stop. */
    STOPPING,
    /** A finished run is being repeated: to measure its speedup, or to check it. */
    MEASURING,
    /** Another view has borrowed the engine. */
    LENT;

    /** Says whether a generation exists that has not ended. */
    public boolean isActive() {
        return this == RUNNING || this == PAUSED || this == STOPPING;
    }

    /** Says whether the engine is busy, so that nothing else can begin. */
    public boolean isBusy() {
        return isActive() || this == LOADING || this == MEASURING || this == LENT;
    }
}
