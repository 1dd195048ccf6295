package org.d3explorer.evaluation;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import org.d3explorer.decoding.Decoder;
import org.d3explorer.decoding.RunControl;
import org.d3explorer.decoding.RunListener;
import org.d3explorer.decoding.RunRequest;
import org.d3explorer.trace.DepthChange;
import org.d3explorer.trace.EndReason;
import org.d3explorer.trace.ReferenceRecord;
import org.d3explorer.trace.TokenRecord;
import org.d3explorer.trace.Trace;
import org.jspecify.annotations.Nullable;

/**
 * Runs a recorded run again: the same prompt, sampling and seed, and every change of depth at the token at which it took
 * effect. On the same machine and build the tokens have to be the same.
 */
public final class Rerun {
    private Rerun() {}

    /**
     * Runs it again, as far as the recorded run went.
     *
     * @param recorded one branch, with at least one token; see {@link Trace#path}
     * @param decoder of the bundle the run was made with
     * @param endTokens the model's end tokens
     * @param control stops it
     * @param listener follows it
     * @return the new run with the recorded one's header
     * @throws EvaluationException if the trace has nothing to run again
     * @throws RuntimeException the run's failure, if it fails
     */
    public static Trace run(
            Trace recorded, Decoder decoder, Set<Integer> endTokens, RunControl control, RunListener listener) {
        if (recorded.tokens().isEmpty() || recorded.changes().isEmpty()) {
            throw new EvaluationException("the trace has no tokens; expected at least one to run again");
        }
        var header = recorded.header();
        var first = recorded.changes().getFirst();
        var request = new RunRequest(
                header.promptIds(),
                first.configuration(),
                new TreeMap<>(),
                first.kvPolicy(),
                header.sampling(),
                recorded.tokens().size(),
                header.ignoreEndTokens() ? Set.of() : endTokens,
                header.referenceChunk(),
                recorded.tokens().getFirst().candidates().size());
        var collector = new Collector(recorded.changes(), control, listener);
        decoder.run(request, control, collector);
        return collector.trace(recorded);
    }

    /** Collects the run, and hands it the recorded changes before the tokens they apply to. */
    private static final class Collector implements RunListener {
        private final List<DepthChange> toCome;
        private final RunControl control;
        private final RunListener listener;
        private final List<DepthChange> changes = new ArrayList<>();
        private final List<TokenRecord> tokens = new ArrayList<>();
        private final List<ReferenceRecord> references = new ArrayList<>();
        private @Nullable EndReason reason;
        private @Nullable Throwable failure;

        Collector(List<DepthChange> recorded, RunControl control, RunListener listener) {
            this.toCome = recorded.subList(1, recorded.size());
            this.control = control;
            this.listener = listener;
        }

        @Override
        public void depthChanged(DepthChange change) {
            changes.add(change);
            listener.depthChanged(change);
        }

        @Override
        public void token(TokenRecord token) {
            tokens.add(token);
            toCome.stream()
                    .filter(change -> change.index() == token.index() + 1)
                    .forEach(change -> control.configure(change.configuration(), change.kvPolicy()));
            listener.token(token);
        }

        @Override
        public void reference(List<ReferenceRecord> records, long nanos) {
            references.addAll(records);
            listener.reference(records, nanos);
        }

        @Override
        public void ended(EndReason end, @Nullable Throwable cause) {
            reason = end;
            failure = cause;
            listener.ended(end, cause);
        }

        Trace trace(Trace recorded) {
            if (failure instanceof RuntimeException e) {
                throw e;
            }
            if (failure instanceof Error e) {
                throw e;
            }
            // The bound on new tokens is where the recorded run ended, whatever ended it then.
            boolean whole = reason == EndReason.MAX_NEW_TOKENS
                    && tokens.size() == recorded.tokens().size();
            return new Trace(
                    recorded.header(),
                    Collections.unmodifiableList(changes),
                    tokens,
                    references,
                    whole ? recorded.endReason() : reason);
        }
    }
}
