package org.d3explorer.ui.explore;

import org.jspecify.annotations.Nullable;

/**
 * Receives how a piece of engine work came out.
 *
 * @param <T> what it gives
 */
@FunctionalInterface
public interface Completion<T> {
    /**
     * The work is over; called exactly once.
     *
     * @param result null where it failed
     * @param failure why it failed, else null
     */
    void done(@Nullable T result, @Nullable Throwable failure);
}
