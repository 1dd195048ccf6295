package org.d3explorer.importing;

import java.util.concurrent.CancellationException;

/** Counts one stage of an import, reports it about two hundred times and stops it when cancelled. */
final class ImportProgress {
    private static final int REPORTS = 200;

    private final ImportListener listener;
    private final ImportListener.Stage stage;
    private final long total;
    private long done;
    private long reported;

    ImportProgress(ImportListener listener, ImportListener.Stage stage, long total) {
        this.listener = listener;
        this.stage = stage;
        this.total = total;
        listener.progress(stage, 0, total);
    }

    /**
     * Counts on.
     *
     * @param more in the stage's unit
     * @throws CancellationException if the import was cancelled
     */
    void advance(long more) {
        if (listener.isCancelled() || Thread.currentThread().isInterrupted()) {
            throw new CancellationException("import cancelled");
        }
        done += more;
        if (done - reported >= Math.max(1, total / REPORTS) || (done >= total && reported < total)) {
            reported = done;
            listener.progress(stage, Math.min(done, total), total);
        }
    }
}
