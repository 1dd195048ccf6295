package org.d3explorer.cli;

import java.io.PrintStream;
import org.d3explorer.decoding.RunListener;
import org.d3explorer.trace.EndReason;
import org.d3explorer.trace.TokenRecord;
import org.jspecify.annotations.Nullable;

/** Prints the generated text as it comes and nothing else: what a pipe gets. */
final class PlainView implements RunListener {
    private final PrintStream out;
    private final ReadableText readable;
    private boolean lineOpen;

    PlainView(PrintStream out, ReadableText readable) {
        this.out = out;
        this.readable = readable;
    }

    @Override
    public void token(TokenRecord token) {
        var text = readable.of(token);
        if (!text.isEmpty()) {
            out.print(text);
            out.flush();
            lineOpen = !text.endsWith("\n");
        }
    }

    @Override
    public void ended(EndReason reason, @Nullable Throwable failure) {
        if (lineOpen) {
            out.println();
        }
    }
}
