package org.d3explorer.ui.explore;

import java.util.ArrayList;
import java.util.List;
import org.d3explorer.trace.DepthChange;
import org.d3explorer.trace.EndReason;
import org.d3explorer.trace.ReferencePass;
import org.d3explorer.trace.ReferenceRecord;
import org.d3explorer.trace.RunHeader;
import org.d3explorer.trace.TokenRecord;
import org.jspecify.annotations.Nullable;

/**
 * Carries what a run does from the engine thread to the interface thread, which takes it once a frame: however fast tokens
 * come, the interface does one piece of work.
 */
public final class RunQueue implements RunEvents {
    private Batch filling = new Batch();

    /** What happened since the last time; lists in order. */
    public static final class Batch {
        private final List<DepthChange> changes = new ArrayList<>();
        private final List<TokenRecord> tokens = new ArrayList<>();
        private final List<ReferenceRecord> references = new ArrayList<>();
        private final List<ReferencePass> passes = new ArrayList<>();
        private @Nullable RunHeader header;
        private @Nullable EndReason endReason;
        private @Nullable Throwable failure;
        private int prefillDone;
        private int prefillTotal;
        private long referenceNanos;
        private boolean empty = true;

        private Batch() {}

        /** Returns the depth configurations that came into force. */
        public List<DepthChange> changes() {
            return changes;
        }

        /** Returns the tokens generated. */
        public List<TokenRecord> tokens() {
            return tokens;
        }

        /** Returns the reference records that came. */
        public List<ReferenceRecord> references() {
            return references;
        }

        /** Returns the reference passes that found them. */
        public List<ReferencePass> passes() {
            return passes;
        }

        /** Returns the run's header where it began in this batch. */
        public @Nullable RunHeader header() {
            return header;
        }

        /** Returns why the run ended where it ended in this batch. */
        public @Nullable EndReason endReason() {
            return endReason;
        }

        /** Returns why the run failed, null where it did not. */
        public @Nullable Throwable failure() {
            return failure;
        }

        /** Returns the prompt positions done so far, 0 where none were reported. */
        public int prefillDone() {
            return prefillDone;
        }

        /** Returns the prompt positions there are, 0 where none were reported. */
        public int prefillTotal() {
            return prefillTotal;
        }

        /** Returns what the reference passes of this batch took, in ns. */
        public long referenceNanos() {
            return referenceNanos;
        }

        /** Says whether nothing happened. */
        public boolean isEmpty() {
            return empty;
        }
    }

    /** Returns what happened since the last call. */
    public synchronized Batch take() {
        var taken = filling;
        filling = new Batch();
        return taken;
    }

    @Override
    public synchronized void began(RunHeader header) {
        filling.header = header;
        filling.empty = false;
    }

    @Override
    public synchronized void depthChanged(DepthChange change) {
        filling.changes.add(change);
        filling.empty = false;
    }

    @Override
    public synchronized void prefillProgress(int done, int total) {
        filling.prefillDone = done;
        filling.prefillTotal = total;
        filling.empty = false;
    }

    @Override
    public synchronized void token(TokenRecord token) {
        filling.tokens.add(token);
        filling.empty = false;
    }

    @Override
    public synchronized void reference(List<ReferenceRecord> records, long nanos) {
        filling.references.addAll(records);
        ReferencePass.of(records, nanos).ifPresent(filling.passes::add);
        filling.referenceNanos += nanos;
        filling.empty = false;
    }

    @Override
    public synchronized void ended(EndReason reason, @Nullable Throwable failure) {
        filling.endReason = reason;
        filling.failure = failure;
        filling.empty = false;
    }
}
