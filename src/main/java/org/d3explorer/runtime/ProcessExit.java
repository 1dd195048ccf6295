package org.d3explorer.runtime;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets the process end at any moment, by {@code System.exit} or a signal, without a crash. ONNX Runtime's Java API
 * destroys its environment, thread pool included, in a shutdown hook while a call may still be running in it. So a
 * second reference keeps the environment alive, and another hook waits for the call in progress and lets no other begin.
 */
final class ProcessExit {
    private static final Logger LOG = LoggerFactory.getLogger(ProcessExit.class);
    private static final long PATIENCE_SECONDS = 10;

    /** Read: a native call. Write: the end of the process. */
    private static final ReentrantReadWriteLock CALLS = new ReentrantReadWriteLock();

    private ProcessExit() {}

    /** Begins a native call; never returns once the process is ending. */
    static void beginCall() {
        CALLS.readLock().lock();
    }

    /** Ends a native call. */
    static void endCall() {
        CALLS.readLock().unlock();
    }

    /** Guards the environment that was just made; to be called once. */
    static void guard() {
        Runtime.getRuntime().addShutdownHook(new Thread(ProcessExit::waitForCalls, "onnxruntime-exit"));
        if (!NativeApi.instance().map(NativeApi::retainEnvironment).orElse(false)) {
            LOG.warn("Ending the program during a run may crash it: there is no second reference to ONNX Runtime");
        }
    }

    /** Keeps the lock: whoever begins a call now waits until the process is gone. */
    private static void waitForCalls() {
        try {
            if (!CALLS.writeLock().tryLock(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                LOG.warn("A run is still in progress after {} s; ending without it", PATIENCE_SECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
