package org.d3explorer.cli;

import java.util.List;
import org.d3explorer.decoding.RunListener;
import org.d3explorer.trace.DepthChange;
import org.d3explorer.trace.EndReason;
import org.d3explorer.trace.ReferenceRecord;
import org.d3explorer.trace.TokenRecord;
import org.d3explorer.trace.TraceRecorder;
import org.jspecify.annotations.Nullable;

/**
 * Hands a run to a recorder.
 *
 * @param recorder writes the trace; closed by whoever opened it
 */
record TraceListener(TraceRecorder recorder) implements RunListener {
    @Override
    public void depthChanged(DepthChange change) {
        recorder.depthChanged(change);
    }

    @Override
    public void token(TokenRecord token) {
        recorder.token(token);
    }

    @Override
    public void reference(List<ReferenceRecord> records, long nanos) {
        recorder.reference(records, nanos);
    }

    @Override
    public void ended(EndReason reason, @Nullable Throwable failure) {
        recorder.ended(reason, failure == null ? null : String.valueOf(failure.getMessage()));
    }
}
