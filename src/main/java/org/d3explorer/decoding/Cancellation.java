package org.d3explorer.decoding;

import java.util.concurrent.CancellationException;

/** A request to stop, made by any thread and checked by the one that works. */
public final class Cancellation {
    private volatile boolean requested;

    /** Asks for the work to stop. */
    public void cancel() {
        requested = true;
    }

    /** Says whether a stop was asked for. */
    public boolean isRequested() {
        return requested;
    }

    /**
     * Returns normally unless a stop was asked for.
     *
     * @throws CancellationException if it was
     */
    public void check() {
        if (requested) {
            throw new CancellationException("cancelled");
        }
    }
}
