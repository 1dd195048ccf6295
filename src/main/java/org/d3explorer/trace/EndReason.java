package org.d3explorer.trace;

/** Why a generation ended. */
public enum EndReason {
    /** The model chose an end token. */
    END_TOKEN,
    /** The bound on generated tokens was reached. */
    MAX_NEW_TOKENS,
    /** The context is full. */
    CONTEXT_FULL,
    /** The user stopped it. */
    STOPPED,
    /** An error ended it; what was generated so far stays. */
    FAILED
}
