package org.d3explorer.ui.compare;

/** How configurations are compared with full depth. */
public enum CompareMode {
    /** Each generates its own text. */
    FREE_RUNNING,
    /** Each is scored on full depth's text. */
    TEACHER_FORCED
}
