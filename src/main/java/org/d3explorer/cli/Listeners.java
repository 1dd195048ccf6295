package org.d3explorer.cli;

import java.util.List;
import java.util.function.Consumer;
import org.d3explorer.decoding.RunListener;
import org.d3explorer.trace.DepthChange;
import org.d3explorer.trace.EndReason;
import org.d3explorer.trace.ReferenceRecord;
import org.d3explorer.trace.TokenRecord;
import org.jspecify.annotations.Nullable;

/**
 * Several listeners as one, told in order.
 *
 * @param all the listeners
 */
record Listeners(List<RunListener> all) implements RunListener {
    Listeners {
        all = List.copyOf(all);
    }

    @Override
    public void depthChanged(DepthChange change) {
        tell(listener -> listener.depthChanged(change));
    }

    @Override
    public void prefillProgress(int done, int total) {
        tell(listener -> listener.prefillProgress(done, total));
    }

    @Override
    public void token(TokenRecord token) {
        tell(listener -> listener.token(token));
    }

    @Override
    public void reference(List<ReferenceRecord> records, long nanos) {
        tell(listener -> listener.reference(records, nanos));
    }

    @Override
    public void ended(EndReason reason, @Nullable Throwable failure) {
        tell(listener -> listener.ended(reason, failure));
    }

    private void tell(Consumer<RunListener> what) {
        all.forEach(what);
    }
}
