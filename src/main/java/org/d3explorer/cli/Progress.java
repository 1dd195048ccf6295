package org.d3explorer.cli;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

/** Shows how far a long command is, on standard error if that is a terminal. */
final class Progress implements AutoCloseable {
    private static final int UPDATE_MILLIS = 100;

    private final @Nullable ProgressBar bar;

    private Progress(@Nullable ProgressBar bar) {
        this.bar = bar;
    }

    /**
     * Begins.
     *
     * @param task what is done
     * @param unit of what is counted, with a leading space
     */
    static Progress of(CommandEnvironment environment, String task, String unit) {
        if (!environment.errTerminal()) {
            return new Progress(null);
        }
        return new Progress(new ProgressBarBuilder()
                .setTaskName(task)
                .setUnit(unit, 1)
                .setInitialMax(-1)
                .setStyle(ProgressBarStyle.UNICODE_BLOCK)
                .setUpdateIntervalMillis(UPDATE_MILLIS)
                .setConsumer(new ConsoleProgressBarConsumer(environment.err()))
                .showSpeed()
                .setEtaFunction(state -> state.getMax() <= 0 || state.getCurrent() <= 0
                        ? Optional.empty()
                        : Optional.of(Duration.between(state.getStartInstant(), Instant.now())
                                .multipliedBy(state.getMax() - state.getCurrent())
                                .dividedBy(state.getCurrent())))
                .build());
    }

    /**
     * Shows how far it is.
     *
     * @param done of total
     * @param total 0 while unknown
     * @param message shown behind the bar
     */
    void update(long done, long total, String message) {
        if (bar != null) {
            bar.maxHint(total > 0 ? total : -1);
            bar.stepTo(done);
            bar.setExtraMessage(message);
        }
    }

    @Override
    public void close() {
        if (bar != null) {
            bar.close();
        }
    }
}
