package org.d3explorer.ui.view;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import javafx.application.Platform;

/**
 * Does something on the interface thread again and again. Unlike an animation it makes no frame by itself: JavaFX computes
 * sixty frames a second as long as any animation plays, drawn or not, and on a machine whose processors all run the model
 * that slows the model. The next turn is arranged when the last one is over, so that turns never pile up. Interface thread
 * only.
 */
public final class Ticker {
    private final Supplier<Duration> every;
    private final Runnable action;
    /** Turns arranged before the last start or stop belong to another round and do nothing. */
    private int round;

    private boolean running;

    /**
     * Makes a ticker that does not run yet.
     *
     * @param every time from the end of a turn to the next, asked before each
     * @param action what a turn does
     */
    public Ticker(Supplier<Duration> every, Runnable action) {
        this.every = every;
        this.action = action;
    }

    /** Begins; the first turn is after one period. Does nothing while it runs. */
    public void start() {
        if (!running) {
            running = true;
            round++;
            arrange(round);
        }
    }

    /** Ends; no turn comes after this. */
    public void stop() {
        running = false;
        round++;
    }

    private void arrange(int mine) {
        later(every.get(), () -> {
            if (mine != round) {
                return;
            }
            try {
                action.run();
            } finally {
                if (mine == round) {
                    arrange(mine);
                }
            }
        });
    }

    /**
     * Does something once on the interface thread, without making frames until then.
     *
     * @param delay from now
     * @param action what
     */
    static void later(Duration delay, Runnable action) {
        CompletableFuture.delayedExecutor(delay.toNanos(), TimeUnit.NANOSECONDS, Platform::runLater)
                .execute(action);
    }
}
