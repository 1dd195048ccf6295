package org.d3explorer.bundle;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;

/**
 * Work on a thread of its own, whose failure reaches the one who waits for it as it was thrown.
 *
 * @param <T> what the work makes
 */
public final class Background<T> {
    private final CompletableFuture<T> result;

    private Background(CompletableFuture<T> result) {
        this.result = result;
    }

    /**
     * Starts work.
     *
     * @param <T> what it makes
     * @param name of the thread, which does not keep the process alive
     * @param work what to do
     */
    public static <T> Background<T> start(String name, Supplier<T> work) {
        return new Background<>(CompletableFuture.supplyAsync(
                work, task -> Thread.ofPlatform().daemon().name(name).start(task)));
    }

    /** Waits for the work to end; returns what it made or throws what it threw. */
    public T await() {
        try {
            return result.join();
        } catch (CompletionException e) {
            switch (e.getCause()) {
                case RuntimeException cause -> throw cause;
                case Error cause -> throw cause;
                case null, default -> throw e;
            }
        }
    }
}
