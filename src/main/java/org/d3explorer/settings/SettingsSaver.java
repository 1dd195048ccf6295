package org.d3explorer.settings;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Saves settings soon after they change, so that a killed program forgets next to nothing: once they have been left alone
 * for a while, and while they keep changing now and then. Saves on a thread of its own and writes nothing where nothing
 * changed. Thread-safe.
 */
public final class SettingsSaver implements AutoCloseable {
    private final SettingsStore store;
    private final long quietNanos;
    private final long mostNanos;
    private final Consumer<IOException> failed;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("settings").factory());
    private @Nullable ScheduledFuture<?> next;
    /** When the first of the changes was made that {@link #next} saves. */
    private long firstChange;

    private boolean closed;
    /** Touched by the saver's thread only. */
    private boolean failing;

    /**
     * Begins to save what changes from now on.
     *
     * @param store the settings
     * @param quiet how long they are left alone before they are saved
     * @param most how long a change waits at most
     * @param failed is told, on the saver's thread, where saving fails, once until it has succeeded again; it is tried
     *     again at the next change
     */
    public SettingsSaver(SettingsStore store, Duration quiet, Duration most, Consumer<IOException> failed) {
        this.store = store;
        this.quietNanos = quiet.toNanos();
        this.mostNanos = most.toNanos();
        this.failed = failed;
        store.onChange(this::changed);
    }

    private synchronized void changed() {
        if (closed) {
            return;
        }
        long now = System.nanoTime();
        if (next == null || !next.cancel(false)) {
            firstChange = now;
        }
        long delay = Math.clamp(firstChange + mostNanos - now, 0, quietNanos);
        next = thread.schedule(this::save, delay, TimeUnit.NANOSECONDS);
    }

    private void save() {
        try {
            store.save();
            failing = false;
        } catch (IOException e) {
            if (!failing) {
                failing = true;
                failed.accept(e);
            }
        }
    }

    /**
     * Saves what is not saved yet, on the calling thread, and saves no more.
     *
     * @throws IOException if that fails; the file is as it was
     */
    @Override
    public void close() throws IOException {
        synchronized (this) {
            closed = true;
            if (next != null) {
                next.cancel(false);
            }
            thread.shutdown();
        }
        store.save();
    }
}
