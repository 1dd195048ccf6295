package org.d3explorer.ui.view;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.ReadOnlyBooleanProperty;
import javafx.beans.property.ReadOnlyBooleanWrapper;
import javafx.beans.property.ReadOnlyDoubleProperty;
import javafx.beans.property.ReadOnlyDoubleWrapper;
import javafx.beans.property.SimpleObjectProperty;
import org.jspecify.annotations.Nullable;

/**
 * The logit lens of the selected token: asked for, under way, or known. What was computed is kept until another run is
 * shown. Interface thread only.
 */
final class LogitLensViewModel {
    /** Progress that cannot be told. */
    static final double INDETERMINATE = -1;

    private final Executor interfaceThread;
    private final Consumer<Throwable> failed;
    private final Map<Integer, List<LogitLensService.Reading>> known = new HashMap<>();
    private final ObjectProperty<@Nullable LogitLensService> service = new SimpleObjectProperty<>(this, "service");
    private final ReadOnlyBooleanWrapper running = new ReadOnlyBooleanWrapper(this, "running");
    private final ReadOnlyDoubleWrapper progress = new ReadOnlyDoubleWrapper(this, "progress", INDETERMINATE);
    private @Nullable CompletableFuture<List<LogitLensService.Reading>> underWay;
    private int requests;

    /**
     * Knows nothing yet.
     *
     * @param interfaceThread runs what changes this model
     * @param failed is told when the lens cannot be computed
     */
    LogitLensViewModel(Executor interfaceThread, Consumer<Throwable> failed) {
        this.interfaceThread = interfaceThread;
        this.failed = failed;
    }

    /** Returns what computes the lens; null where the run shown has no model loaded. */
    ObjectProperty<@Nullable LogitLensService> serviceProperty() {
        return service;
    }

    /** Returns whether a lens is being computed. */
    ReadOnlyBooleanProperty runningProperty() {
        return running.getReadOnlyProperty();
    }

    /** Returns how much is done, 0..1, or {@link #INDETERMINATE}. */
    ReadOnlyDoubleProperty progressProperty() {
        return progress.getReadOnlyProperty();
    }

    /** Returns what is known of a token; empty where it has not been computed. */
    List<LogitLensService.Reading> readings(int token) {
        return known.getOrDefault(token, List.of());
    }

    /**
     * Computes the lens of a token unless it is known; cancels what is under way.
     *
     * @param token i of T_i
     * @param done runs on the interface thread once the lens is known
     */
    void compute(int token, Runnable done) {
        cancel();
        LogitLensService now = service.get();
        if (now == null || known.containsKey(token)) {
            return;
        }
        running.set(true);
        progress.set(INDETERMINATE);
        var task = now.look(token, share -> interfaceThread.execute(() -> progress.set(share)));
        underWay = task;
        int asked = ++requests;
        var _ = task.whenComplete((readings, failure) -> interfaceThread.execute(() -> {
            if (asked != requests) {
                return;
            }
            underWay = null;
            running.set(false);
            if (failure == null) {
                known.put(token, List.copyOf(readings));
                done.run();
            } else {
                report(failure);
            }
        }));
    }

    /** Stops what is under way. */
    void cancel() {
        var task = underWay;
        requests++;
        underWay = null;
        running.set(false);
        if (task != null) {
            task.cancel(true);
        }
    }

    /** Forgets everything: another run is shown. */
    void restart() {
        cancel();
        known.clear();
    }

    private void report(Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        if (!(cause instanceof CancellationException)) {
            failed.accept(cause);
        }
    }
}
