package org.d3explorer.ui.view;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import javafx.animation.AnimationTimer;
import javafx.geometry.Orientation;
import javafx.scene.control.SplitPane;
import org.d3explorer.trace.chart.Chart;
import org.d3explorer.trace.chart.ChartData;
import org.d3explorer.trace.chart.ChartDataBuilder;
import org.d3explorer.ui.notice.NoticeCenter;

/**
 * The charts of a run above one another on one token axis: depth, perplexity, latency, and the token × layer map. Pointer,
 * selection and zoom are shared. Charts follow a growing run as fast as their painting stays below a share of the time of
 * one processor, so that they take little from the model that is writing.
 */
public final class ChartStack extends SplitPane {
    /** A transparent background is filled pixel by pixel in software rendering; none is not. */
    static final String NO_FILL = "-fx-background-color: null;";

    private static final double DEFAULT_LOAD = 0.15;
    private static final long LEAST_PAUSE = TimeUnit.MILLISECONDS.toNanos(30);
    private static final long LONGEST_PAUSE = TimeUnit.MILLISECONDS.toNanos(1000);

    private final RunModel model;
    private final TokenAxis axis;
    private final NoticeCenter notices;
    private final Executor thread = painterThread();
    private final Map<Chart, ChartView> charts = new EnumMap<>(Chart.class);
    private final List<ChartView> large = new ArrayList<>();
    private final AnimationTimer timer = new AnimationTimer() {
        @Override
        public void handle(long now) {
            repaintIfDue();
        }
    };

    private ChartDataBuilder builder = new ChartDataBuilder(1);
    private ChartData data = builder.snapshot();
    private int changesSeen;
    private int referencesSeen;
    private boolean grown;
    private boolean moved;
    private boolean waiting;
    private long dueAt = System.nanoTime();
    private double load = DEFAULT_LOAD;
    private long paintings;

    /**
     * Shows a run.
     *
     * @param model what is shown, and what it shares with other views
     * @param notices is told when a picture cannot be saved
     */
    public ChartStack(RunModel model, NoticeCenter notices) {
        this.model = model;
        this.notices = notices;
        axis = new TokenAxis(model);
        setOrientation(Orientation.VERTICAL);
        getStyleClass().add("chart-stack");
        setStyle(NO_FILL);
        for (Chart chart : Chart.values()) {
            var view = newView(chart);
            view.toolbar().offerLargeView(() -> newLargeView(chart), large::remove);
            charts.put(chart, view);
            getItems().add(view);
            SplitPane.setResizableWithParent(view, true);
        }
        setDividerPositions(0.22, 0.46, 0.69);
        model.runProperty().addListener((observable, before, now) -> restart());
        model.revisionProperty().addListener((observable, before, now) -> {
            axis.grow();
            grown = true;
            repaintWhenDue();
        });
        model.selectedTokenProperty().addListener((observable, before, now) -> axis.reveal(now.intValue()));
        axis.onChange(() -> {
            moved |= !axis.following() && !growing();
            grown = true;
            repaintWhenDue();
        });
    }

    /**
     * Sets how much of one processor's time painting may take while a run grows.
     *
     * @param share above 0, at most 1
     */
    public void setLiveLoad(double share) {
        if (!(share > 0 && share <= 1)) {
            throw new IllegalArgumentException("load is " + share + ", expected 0 < load <= 1");
        }
        load = share;
    }

    /** Returns a chart's view. */
    ChartView chart(Chart chart) {
        return Objects.requireNonNull(charts.get(chart));
    }

    /** Returns the axis the charts share. */
    TokenAxis axis() {
        return axis;
    }

    /** Returns how often the charts have been painted for a change of the run or the axis. */
    long paintings() {
        return paintings;
    }

    private ChartView newView(Chart chart) {
        return new ChartView(chart, model, axis, () -> data, thread, notices);
    }

    private ChartView newLargeView(Chart chart) {
        var view = newView(chart);
        large.add(view);
        return view;
    }

    /** Says whether the range changed only because the whole of a growing run is shown. */
    private boolean growing() {
        return model.wholeRunVisibleProperty().get()
                && model.endReasonProperty().get() == null
                && !moved;
    }

    private void restart() {
        builder = new ChartDataBuilder(Math.max(1, model.layers()));
        changesSeen = 0;
        referencesSeen = 0;
        data = builder.snapshot();
        moved = true;
    }

    /** Frames are asked for only when there is something to paint in them. */
    private void repaintWhenDue() {
        long wait = dueAt - System.nanoTime();
        if (moved || wait <= 0) {
            timer.start();
        } else if (!waiting) {
            waiting = true;
            Ticker.later(Duration.ofNanos(wait), () -> {
                waiting = false;
                timer.start();
            });
        }
    }

    private void repaintIfDue() {
        if (!grown && !moved) {
            timer.stop();
            return;
        }
        var views = new ArrayList<>(charts.values());
        views.addAll(large);
        boolean busy = views.stream().anyMatch(ChartView::painting);
        if (busy) {
            return;
        }
        long now = System.nanoTime();
        if (!moved && now < dueAt) {
            timer.stop();
            repaintWhenDue();
            return;
        }
        takeNews();
        long took = views.stream().mapToLong(ChartView::lastNanos).sum();
        dueAt = now + Math.clamp((long) (took / load), LEAST_PAUSE, LONGEST_PAUSE);
        grown = false;
        moved = false;
        paintings++;
        views.forEach(ChartView::repaint);
    }

    private void takeNews() {
        for (; changesSeen < model.changes().size(); changesSeen++) {
            builder.depthChanged(model.changes().get(changesSeen));
        }
        model.tokens().subList(builder.size(), model.tokens().size()).forEach(builder::token);
        builder.reference(
                model.references().subList(referencesSeen, model.references().size()));
        referencesSeen = model.references().size();
        data = builder.snapshot().captioned(model.captionProperty().get());
    }

    /** Returns a thread to paint charts on, which ends by itself when it is not needed. */
    static Executor painterThread() {
        return new ThreadPoolExecutor(0, 1, 5, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> {
            var thread = new Thread(task, "chart painter");
            thread.setDaemon(true);
            return thread;
        });
    }
}
