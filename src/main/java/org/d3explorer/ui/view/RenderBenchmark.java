package org.d3explorer.ui.view;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import javafx.animation.AnimationTimer;
import javafx.application.Application;
import javafx.application.Platform;
import javafx.geometry.Orientation;
import javafx.scene.Scene;
import javafx.scene.control.SplitPane;
import javafx.stage.Stage;
import org.d3explorer.depth.KvPolicy;
import org.d3explorer.trace.EndReason;
import org.d3explorer.ui.notice.NoticeCenter;

/**
 * Measures how fast the views of a run draw while it grows: a window with the text, all charts and the inspector is fed
 * made-up tokens at a fixed rate, as a run would feed it, and the frames are counted.
 */
public final class RenderBenchmark {
    private static final int REFERENCE_CHUNK = 16;
    private static final long WARM_UP = 2_000_000_000L;
    private static final double NANOS_PER_SECOND = 1e9;
    private static final double NANOS_PER_MILLI = 1e6;

    private final Settings settings;
    private final SyntheticRun run;
    private final RunModel model = new RunModel();
    private final CompletableFuture<Result> result = new CompletableFuture<>();
    private final List<Integer> framesPerSecond = new ArrayList<>();
    private final OperatingSystemMXBean system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();

    /**
     * What is measured.
     *
     * @param tokens of the run
     * @param tokensPerSecond at which they come
     * @param layers L
     * @param width of the window in px
     * @param height of the window in px
     * @param stylesheet of the theme; empty for JavaFX's own
     */
    public record Settings(int tokens, int tokensPerSecond, int layers, int width, int height, String stylesheet) {
        /** Returns 4,000 tokens of 30 layers at 200 a second in a window of 1280 × 800. */
        public static Settings standard(String stylesheet) {
            return new Settings(4000, 200, 30, 1280, 800, stylesheet);
        }
    }

    /**
     * What was found.
     *
     * @param medianFramesPerSecond median over the seconds of the run
     * @param fifthPercentile frames in the second that 5 % of the seconds stay below
     * @param longestFrameMillis longest time between two frames, in ms
     * @param processorShare processor time ÷ time, 1 = one processor
     * @param interfaceMillis processor time of the interface thread for one frame, in ms
     * @param chartPaintingsPerSecond how often the charts were painted anew
     * @param seconds measured
     */
    public record Result(
            double medianFramesPerSecond,
            double fifthPercentile,
            double longestFrameMillis,
            double processorShare,
            double interfaceMillis,
            double chartPaintingsPerSecond,
            double seconds) {
        /** Returns all figures in one line. */
        public String toText() {
            return String.format(
                    Locale.ROOT,
                    "%.0f frames/s median, %.0f at the 5th percentile, longest frame %.0f ms, %.0f %% of one processor "
                            + "(interface thread %.1f ms a frame), charts painted %.1f times/s, over %.0f s",
                    medianFramesPerSecond,
                    fifthPercentile,
                    longestFrameMillis,
                    processorShare * 100,
                    interfaceMillis,
                    chartPaintingsPerSecond,
                    seconds);
        }
    }

    private RenderBenchmark(Settings settings) {
        this.settings = settings;
        run = new SyntheticRun(settings.layers(), settings.tokens(), KvPolicy.BACKFILL);
    }

    /**
     * Opens a window, feeds it and closes it. Starts JavaFX where it does not run yet. Not on the interface thread.
     *
     * @throws InterruptedException if interrupted meanwhile
     */
    public static Result run(Settings settings) throws InterruptedException {
        var benchmark = new RenderBenchmark(settings);
        try {
            Platform.startup(benchmark::open);
        } catch (IllegalStateException alreadyStarted) {
            Platform.runLater(benchmark::open);
        }
        try {
            return benchmark.result.get();
        } catch (ExecutionException e) {
            throw new CompletionException(e.getCause());
        }
    }

    private void open() {
        Platform.setImplicitExit(false);
        if (!settings.stylesheet().isEmpty()) {
            Application.setUserAgentStylesheet(settings.stylesheet());
        }
        var notices = new NoticeCenter(Platform::runLater, Clock.systemUTC());
        var charts = new ChartStack(model, notices);
        var left = new SplitPane(new TokenTextView(model), new Inspector(model, notices));
        left.setOrientation(Orientation.VERTICAL);
        left.setDividerPositions(0.6);
        left.setStyle(ChartStack.NO_FILL);
        var root = new SplitPane(left, charts);
        root.setStyle(ChartStack.NO_FILL);
        var stage = new Stage();
        stage.setScene(new Scene(root, settings.width(), settings.height()));
        stage.show();
        model.begin(run.header());
        new Feeder(stage, charts).start();
    }

    /** Appends what is due in each frame, and counts the frames. */
    private final class Feeder extends AnimationTimer {
        private final Stage stage;
        private final ChartStack charts;
        private long openedAt;
        private long startedAt;
        private long processorAtStart;
        private long interfaceAtStart;
        private long paintingsAtStart;
        private int allFrames;
        private long previous;
        private long longest;
        private int frames;
        private int second;

        Feeder(Stage stage, ChartStack charts) {
            this.stage = stage;
            this.charts = charts;
        }

        @Override
        public void handle(long pulse) {
            long now = System.nanoTime();
            if (openedAt == 0) {
                openedAt = now;
            }
            int fed = model.tokens().size();
            int due =
                    (int) Math.min(settings.tokens(), (now - openedAt) / NANOS_PER_SECOND * settings.tokensPerSecond());
            if (due > fed) {
                feed(fed, due);
            }
            if (startedAt == 0) {
                if (now - openedAt > WARM_UP) {
                    startedAt = now;
                    processorAtStart = system.getProcessCpuTime();
                    interfaceAtStart = threads.getCurrentThreadCpuTime();
                    paintingsAtStart = charts.paintings();
                    previous = now;
                }
                return;
            }
            count(now);
            if (due == settings.tokens()) {
                stop();
                finish(now);
            }
        }

        private void feed(int from, int to) {
            int referenced = model.references().size();
            int referenceDue = to / REFERENCE_CHUNK * REFERENCE_CHUNK;
            model.append(
                    run.changes(from, to),
                    run.tokens().subList(from, to),
                    run.references().subList(referenced, Math.max(referenced, referenceDue)));
            if (model.selectedTokenProperty().get() == RunModel.NONE) {
                model.selectedTokenProperty().set(0);
            }
        }

        private void count(long now) {
            longest = Math.max(longest, now - previous);
            previous = now;
            int at = (int) ((now - startedAt) / NANOS_PER_SECOND);
            while (second < at) {
                framesPerSecond.add(frames);
                frames = 0;
                second++;
            }
            frames++;
            allFrames++;
        }

        private void finish(long now) {
            double seconds = (now - startedAt) / NANOS_PER_SECOND;
            double processor = system.getProcessCpuTime() - processorAtStart;
            double interfaceTime = threads.getCurrentThreadCpuTime() - interfaceAtStart;
            long paintings = charts.paintings() - paintingsAtStart;
            model.end(EndReason.MAX_NEW_TOKENS);
            stage.close();
            if (framesPerSecond.isEmpty()) {
                framesPerSecond.add(frames);
            }
            Collections.sort(framesPerSecond);
            result.complete(new Result(
                    framesPerSecond.get(framesPerSecond.size() / 2),
                    framesPerSecond.get((int) (0.05 * framesPerSecond.size())),
                    longest / NANOS_PER_MILLI,
                    processor / NANOS_PER_SECOND / seconds,
                    interfaceTime / NANOS_PER_MILLI / Math.max(1, allFrames),
                    paintings / seconds,
                    seconds));
        }
    }
}
