package org.d3explorer.decoding;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.d3explorer.depth.DepthConfiguration;
import org.d3explorer.depth.KvPolicy;

/**
 * Steers one run from any thread: depth, pause, single steps, stop. Thread-safe; one per run. A run begun with a paused
 * control waits before its prefill, and a step then yields T_0.
 */
public final class RunControl {
    private final Cancellation cancellation;
    private final AtomicReference<Optional<Configured>> configured = new AtomicReference<>(Optional.empty());
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private boolean paused;
    private int steps;

    /** Makes the control of a run that only {@link #stop} ends early. */
    public RunControl() {
        this(new Cancellation());
    }

    /**
     * Makes the control of a run that is a part of longer work.
     *
     * @param cancellation ends the work, and the run with it; wakes no run that is paused
     */
    public RunControl(Cancellation cancellation) {
        this.cancellation = cancellation;
    }

    /** A depth configuration with its KV policy, set while running. */
    record Configured(DepthConfiguration configuration, KvPolicy kvPolicy) {}

    /**
     * Changes the depth configuration from the next token on; the last of several calls between two tokens counts.
     *
     * @param configuration schedule, roles and order
     * @param kvPolicy how missed positions are closed
     */
    public void configure(DepthConfiguration configuration, KvPolicy kvPolicy) {
        configured.set(Optional.of(new Configured(configuration, kvPolicy)));
    }

    /** Holds the run before its next token. */
    public void pause() {
        update(() -> paused = true);
    }

    /** Lets a paused run go on. */
    public void resume() {
        update(() -> {
            paused = false;
            steps = 0;
        });
    }

    /** Lets one token through and pauses then; several calls let as many through. */
    public void step() {
        update(() -> {
            paused = true;
            steps++;
        });
    }

    /** Ends the run: during the prefill within one layer, else before the next token. */
    public void stop() {
        cancellation.cancel();
        update(() -> {});
    }

    /** Says whether the run is held, or will be before its next token. */
    public boolean isPaused() {
        lock.lock();
        try {
            return paused && steps == 0;
        } finally {
            lock.unlock();
        }
    }

    /** Returns what {@link #stop} cancels. */
    public Cancellation cancellation() {
        return cancellation;
    }

    /** Returns what was configured since the last call. */
    Optional<Configured> takeConfigured() {
        return configured.getAndSet(Optional.empty());
    }

    /**
     * Waits while the run is paused and not stopped.
     *
     * @return time waited, in ns
     */
    long awaitTurn() {
        lock.lock();
        try {
            if (!paused) {
                return 0;
            }
            long began = System.nanoTime();
            while (paused && steps == 0 && !cancellation.isRequested()) {
                changed.awaitUninterruptibly();
            }
            if (paused && steps > 0) {
                steps--;
            }
            return System.nanoTime() - began;
        } finally {
            lock.unlock();
        }
    }

    private void update(Runnable change) {
        lock.lock();
        try {
            change.run();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
