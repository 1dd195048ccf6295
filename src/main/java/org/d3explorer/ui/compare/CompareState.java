package org.d3explorer.ui.compare;

/** What the Compare view is doing. */
public enum CompareState {
    /** Nothing. */
    IDLE,
    /** A configuration generates. */
    GENERATING,
    /** The configurations are scored on full depth's text. */
    SCORING,
    /** Speedups are measured. */
    MEASURING,
    /** What was going on has been asked to stop. */
    STOPPING
}
