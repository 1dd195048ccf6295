package org.d3explorer.cli;

import java.io.PrintStream;
import org.d3explorer.decoding.RunControl;
import org.d3explorer.decoding.RunListener;
import org.d3explorer.trace.TokenRecord;

/** Ends a run whose reader has gone, as behind {@code | head}. */
record StopOnClosedPipe(PrintStream out, RunControl control) implements RunListener {
    @Override
    public void token(TokenRecord token) {
        if (out.checkError()) {
            control.stop();
        }
    }
}
