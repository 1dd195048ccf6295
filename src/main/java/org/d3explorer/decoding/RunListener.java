package org.d3explorer.decoding;

import java.util.List;
import org.d3explorer.trace.DepthChange;
import org.d3explorer.trace.EndReason;
import org.d3explorer.trace.ReferenceRecord;
import org.d3explorer.trace.TokenRecord;
import org.jspecify.annotations.Nullable;

/**
 * Follows one run, on the thread that runs it. Window, terminal, trace and sweep are all listeners of the one loop. An
 * exception out of a listener ends the run with {@link EndReason#FAILED} and that exception as the cause.
 */
public interface RunListener {
    /** A depth configuration is in force from {@code change.index()} on; called for the first one too. */
    default void depthChanged(DepthChange change) {}

    /** Prompt positions done so far, while the prefill runs in chunks; the tokens a continued run takes over count too. */
    default void prefillProgress(int done, int total) {}

    /** A token was generated. */
    default void token(TokenRecord token) {}

    /**
     * A reference chunk has been computed, some tokens behind the last generated one.
     *
     * @param records in ascending order of index
     * @param nanos what the pass took
     */
    default void reference(List<ReferenceRecord> records, long nanos) {}

    /**
     * The run is over; called exactly once.
     *
     * @param failure the cause where the reason is {@link EndReason#FAILED}
     */
    default void ended(EndReason reason, @Nullable Throwable failure) {}
}
