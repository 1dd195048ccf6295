package org.d3explorer.cli;

import java.io.PrintStream;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import org.d3explorer.decoding.RunListener;
import org.d3explorer.trace.EndReason;
import org.d3explorer.trace.ReferenceRecord;
import org.d3explorer.trace.RunHeader;
import org.d3explorer.trace.TokenRecord;
import org.jspecify.annotations.Nullable;

/**
 * Prints a run as JSON lines. With the reference on a token's line waits for its reference figures, which come a chunk
 * at a time.
 */
final class JsonGenerateView implements RunListener {
    private final PrintStream out;
    private final boolean withReference;
    private final RunOutcome outcome;
    private final Queue<TokenRecord> waiting = new ArrayDeque<>();

    JsonGenerateView(PrintStream out, RunHeader header, DepthChoice choice, RunOutcome outcome) {
        this.out = out;
        this.withReference = header.referenceChunk() > 0;
        this.outcome = outcome;
        print(GenerateEvents.Start.of(header, choice));
    }

    @Override
    public void token(TokenRecord token) {
        if (withReference) {
            waiting.add(token);
        } else {
            print(GenerateEvents.Token.of(token, null));
        }
    }

    @Override
    public void reference(List<ReferenceRecord> records, long nanos) {
        for (var record : records) {
            while (!waiting.isEmpty() && waiting.element().index() < record.index()) {
                print(GenerateEvents.Token.of(waiting.remove(), null));
            }
            if (!waiting.isEmpty() && waiting.element().index() == record.index()) {
                print(GenerateEvents.Token.of(waiting.remove(), record));
            }
        }
    }

    @Override
    public void ended(EndReason reason, @Nullable Throwable failure) {
        while (!waiting.isEmpty()) {
            print(GenerateEvents.Token.of(waiting.remove(), null));
        }
        print(GenerateEvents.End.of(reason, outcome.figures()));
    }

    private void print(Object event) {
        out.println(Json.line(event));
        out.flush();
    }
}
