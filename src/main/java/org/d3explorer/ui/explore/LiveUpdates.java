package org.d3explorer.ui.explore;

import java.time.Duration;
import javafx.beans.value.ObservableValue;
import org.d3explorer.ui.view.Ticker;
import org.jspecify.annotations.Nullable;

/** How often the interface takes over what the engine did. */
public final class LiveUpdates {
    /** Where a processor is left over beside the model's, the text follows as fast as the eye. */
    private static final Duration EVERY = Duration.ofMillis(33);

    /** Where the model runs on every processor, each update takes its time from a token. */
    private static final Duration EVERY_ON_BUSY_MACHINE = Duration.ofMillis(125);

    private LiveUpdates() {}

    /**
     * Makes a ticker at the pace that the model leaves room for.
     *
     * @param model the model loaded, which may change
     * @param pulse takes over what the engine did
     */
    public static Ticker ticker(ObservableValue<@Nullable ModelInfo> model, Runnable pulse) {
        return new Ticker(
                () -> {
                    var info = model.getValue();
                    boolean spare = info == null
                            || info.threads() < Runtime.getRuntime().availableProcessors();
                    return spare ? EVERY : EVERY_ON_BUSY_MACHINE;
                },
                pulse);
    }
}
