package org.d3explorer.ui.traces;

import java.util.function.DoubleSupplier;
import javafx.beans.property.BooleanProperty;
import javafx.beans.property.DoubleProperty;
import javafx.beans.property.ReadOnlyIntegerProperty;
import javafx.beans.property.ReadOnlyIntegerWrapper;
import javafx.beans.property.SimpleBooleanProperty;
import javafx.beans.property.SimpleDoubleProperty;
import org.d3explorer.trace.RunHeader;
import org.d3explorer.trace.Trace;
import org.d3explorer.ui.explore.DriftWatch;
import org.d3explorer.ui.view.RunModel;
import org.jspecify.annotations.Nullable;

/**
 * Plays a recorded run into a {@link RunModel} with the recording's own times, faster or slower, from any token on.
 * Interface thread only; {@link #pulse} is called once a frame and makes at most one change of the run shown.
 */
public final class ReplayViewModel {
    private static final int NOTHING = -1;

    private final RunModel run = new RunModel();
    private final DoubleSupplier driftLimit;
    private final ReadOnlyIntegerWrapper shown = new ReadOnlyIntegerWrapper(this, "shown");
    private final ReadOnlyIntegerWrapper total = new ReadOnlyIntegerWrapper(this, "total");
    private final BooleanProperty playing = new SimpleBooleanProperty(this, "playing");
    private final DoubleProperty speed = new SimpleDoubleProperty(this, "speed", 1);

    private @Nullable Trace path;
    /** Nanoseconds from the request until T_i was there. */
    private long[] arrivals = {};

    private double clock;
    private long lastPulse = NOTHING;
    private int wanted = NOTHING;
    private int changesShown;
    private int referencesShown;
    private DriftWatch drift = new DriftWatch();

    /**
     * Shows nothing so far.
     *
     * @param driftLimit mean KL in nats above which a run is marked, as while it was generated
     */
    ReplayViewModel(DoubleSupplier driftLimit) {
        this.driftLimit = driftLimit;
    }

    /**
     * Shows all of a run.
     *
     * @param next the run from T_0 on, as a trace of one branch
     */
    public void show(Trace next) {
        playing.set(false);
        shown.set(0);
        path = next;
        arrivals = new long[next.tokens().size()];
        long sum = 0;
        for (int i = 0; i < arrivals.length; i++) {
            sum += next.tokens().get(i).times().totalNanos();
            arrivals[i] = sum;
        }
        total.set(arrivals.length);
        clock = 0;
        wanted = NOTHING;
        rewind(next.header());
        seekNow(next, arrivals.length);
    }

    /** Shows nothing. */
    public void clear() {
        playing.set(false);
        shown.set(0);
        path = null;
        arrivals = new long[0];
        wanted = NOTHING;
        total.set(0);
        run.clear();
    }

    /** Plays on from the token shown last, from the beginning where that is the end; or holds. */
    public void playOrPause() {
        if (path == null || arrivals.length == 0) {
            return;
        }
        if (!playing.get() && target() == arrivals.length) {
            seek(0);
        }
        lastPulse = NOTHING;
        playing.set(!playing.get());
    }

    /**
     * Goes to a place at the next pulse.
     *
     * @param tokens how many tokens are to be shown; clamped to the run
     */
    public void seek(int tokens) {
        wanted = Math.clamp(tokens, 0, arrivals.length);
        clock = wanted == 0 ? 0 : arrivals[wanted - 1];
    }

    /**
     * Moves on.
     *
     * @param now time of the frame, in ns
     */
    public void pulse(long now) {
        var playedPath = path;
        if (playedPath == null) {
            return;
        }
        if (playing.get()) {
            if (lastPulse != NOTHING) {
                clock += (now - lastPulse) * speed.get();
            }
            lastPulse = now;
            int due = wanted == NOTHING ? shown.get() : wanted;
            while (due < arrivals.length && arrivals[due] <= clock) {
                due++;
            }
            wanted = due;
        }
        if (wanted != NOTHING && wanted != shown.get()) {
            seekNow(playedPath, wanted);
        }
        wanted = NOTHING;
        if (shown.get() == arrivals.length) {
            playing.set(false);
        }
    }

    private int target() {
        return wanted == NOTHING ? shown.get() : wanted;
    }

    private void seekNow(Trace shownPath, int tokens) {
        if (tokens < shown.get()) {
            goBack(shownPath, tokens);
        } else {
            append(shownPath, tokens);
        }
        clock = Math.max(clock, (double) shownNanos());
    }

    /** A run model only grows, so going back begins anew; what the user looks at stays. */
    private void goBack(Trace shownPath, int tokens) {
        int selected = run.selectedTokenProperty().get();
        boolean whole = run.wholeRunVisibleProperty().get();
        int first = run.firstVisibleProperty().get();
        int last = run.lastVisibleProperty().get();
        rewind(shownPath.header());
        append(shownPath, tokens);
        if (selected < tokens) {
            run.selectedTokenProperty().set(selected);
        }
        if (!whole && first < tokens) {
            run.showRange(first, last);
        }
    }

    private void rewind(RunHeader header) {
        run.begin(header);
        shown.set(0);
        changesShown = 0;
        referencesShown = 0;
        drift = new DriftWatch();
    }

    private void append(Trace shownPath, int tokens) {
        var changes = shownPath.changes();
        int changesEnd = changesShown;
        while (changesEnd < changes.size() && changes.get(changesEnd).index() < Math.max(1, tokens)) {
            changesEnd++;
        }
        int referencesEnd = referencesShown;
        var references = shownPath.references();
        while (referencesEnd < references.size()
                && knownAfter(shownPath, references.get(referencesEnd).index()) <= tokens) {
            referencesEnd++;
        }
        var fresh = references.subList(referencesShown, referencesEnd);
        run.append(changes.subList(changesShown, changesEnd), shownPath.tokens().subList(shown.get(), tokens), fresh);
        drift.add(fresh, driftLimit.getAsDouble());
        run.driftTokenProperty().set(drift.token());
        changesShown = changesEnd;
        referencesShown = referencesEnd;
        shown.set(tokens);
        var reason = shownPath.endReason();
        if (tokens == arrivals.length && reason != null) {
            run.end(reason);
        }
    }

    /** Returns how many tokens there were when the reference of T_i came: all those of its pass. */
    private static int knownAfter(Trace path, int index) {
        for (var pass : path.root().passes()) {
            if (index >= pass.index() && index < pass.index() + pass.tokens()) {
                return pass.index() + pass.tokens();
            }
        }
        return index + 1;
    }

    /** Returns the time of the recording at the token shown last, in ns from the request. */
    public long shownNanos() {
        return shown.get() == 0 ? 0 : arrivals[shown.get() - 1];
    }

    /** Returns the time of the whole recording, in ns from the request. */
    public long totalNanos() {
        return arrivals.length == 0 ? 0 : arrivals[arrivals.length - 1];
    }

    /** Returns the run as far as it is shown. */
    public RunModel run() {
        return run;
    }

    /** Returns how many tokens are shown. */
    public ReadOnlyIntegerProperty shownProperty() {
        return shown.getReadOnlyProperty();
    }

    /** Returns how many tokens the run has. */
    public ReadOnlyIntegerProperty totalProperty() {
        return total.getReadOnlyProperty();
    }

    /** Returns whether it plays. */
    public BooleanProperty playingProperty() {
        return playing;
    }

    /** Returns how many times as fast as recorded it plays. */
    public DoubleProperty speedProperty() {
        return speed;
    }
}
