package org.d3explorer.cli;

import java.util.ArrayList;
import java.util.List;
import org.d3explorer.decoding.Cancellation;
import org.jline.utils.Signals;

/**
 * Lets Ctrl+C end a command or the window in order: the work is asked to stop, writes its trace and closes its model, and
 * only then the program ends. A second Ctrl+C ends it at once.
 */
public final class Interruption {
    private static final List<String> SIGNALS = List.of("INT", "TERM", "HUP");

    private final Cancellation cancellation = new Cancellation();
    private final List<Runnable> stops = new ArrayList<>();

    /** Makes Ctrl+C and termination signals interrupt instead of ending the virtual machine under the work. */
    public void attachToSignals() {
        SIGNALS.forEach(signal -> Signals.register(signal, this::signalled));
    }

    /** Returns the request to stop, for work that checks it. */
    Cancellation cancellation() {
        return cancellation;
    }

    /** Says whether a stop was asked for. */
    public boolean isRequested() {
        return cancellation.isRequested();
    }

    /** Calls the given action when a stop is asked for, at once if it already was. */
    public synchronized void onInterrupt(Runnable stop) {
        stops.add(stop);
        if (cancellation.isRequested()) {
            stop.run();
        }
    }

    /** Asks the command to stop; returns at once. */
    synchronized void interrupt() {
        cancellation.cancel();
        stops.forEach(Runnable::run);
    }

    private void signalled() {
        if (isRequested()) {
            Runtime.getRuntime().halt(ExitCode.CANCELLED.code());
        }
        interrupt();
    }
}
