package org.d3explorer.ui.view;

import java.util.ArrayList;
import java.util.List;

/**
 * The token axis the charts share: what part of the run it spans, zooming, panning, following the end. Holds no scene
 * classes; the range itself is the model's, so that all views of a run agree.
 */
final class TokenAxis {
    /** The fewest tokens the axis can be zoomed to. */
    static final int FEWEST = 8;

    private static final int FIRST_LIVE_SPAN = 64;
    private static final double LIVE_GROWTH = 1.5;

    private final RunModel model;
    private final List<Runnable> listeners = new ArrayList<>();
    private int sizeSeen;
    private boolean following;

    TokenAxis(RunModel model) {
        this.model = model;
        model.firstVisibleProperty().addListener((observable, before, now) -> changed());
        model.lastVisibleProperty().addListener((observable, before, now) -> changed());
        model.wholeRunVisibleProperty().addListener((observable, before, now) -> changed());
        model.endReasonProperty().addListener((observable, before, now) -> changed());
    }

    /** Registers what to do when the range changed. */
    void onChange(Runnable listener) {
        listeners.add(listener);
    }

    /** Returns the left end, a token index. */
    double first() {
        return model.wholeRunVisibleProperty().get()
                ? 0
                : model.firstVisibleProperty().get();
    }

    /**
     * Returns the right end, one behind the last token's index. While a run grows and all of it is shown, there is room
     * ahead: the axis is not squeezed with every token but now and then.
     */
    double last() {
        if (!model.wholeRunVisibleProperty().get()) {
            return Math.max(first() + 1, model.lastVisibleProperty().get() + 1.0);
        }
        int size = model.tokens().size();
        if (model.endReasonProperty().get() != null) {
            return Math.max(1, size);
        }
        double span = FIRST_LIVE_SPAN;
        while (span < size) {
            span = Math.ceil(span * LIVE_GROWTH);
        }
        return span;
    }

    /** Says whether a part of the run is shown that moves on with its end. */
    boolean following() {
        return following;
    }

    /** Moves on with the end of a growing run where the end was in sight. Call after the model has grown. */
    void grow() {
        int size = model.tokens().size();
        if (size < sizeSeen) {
            following = false;
        } else if (following && size > sizeSeen) {
            int shown = model.lastVisibleProperty().get()
                    - model.firstVisibleProperty().get();
            show(size - 1 - shown, size - 1);
        }
        sizeSeen = size;
    }

    /**
     * Zooms around a place.
     *
     * @param centre token index that stays where it is
     * @param factor above 1 shows fewer tokens
     */
    void zoom(double centre, double factor) {
        int size = model.tokens().size();
        if (size <= FEWEST) {
            return;
        }
        double span = Math.max(FEWEST, (last() - first()) / factor);
        if (span >= size) {
            reset();
            return;
        }
        double share = Math.clamp((centre - first()) / (last() - first()), 0, 1);
        int left = (int) Math.round(centre - share * span);
        showWithin(left, left + (int) Math.round(span) - 1);
    }

    /** Moves along the axis by so many tokens, to later ones if positive. */
    void pan(double tokens) {
        if (model.wholeRunVisibleProperty().get()) {
            return;
        }
        int by = (int) (tokens < 0 ? Math.floor(tokens) : Math.ceil(tokens));
        showWithin(
                model.firstVisibleProperty().get() + by,
                model.lastVisibleProperty().get() + by);
    }

    /** Shows tokens first..last, at least {@link #FEWEST}. */
    void showRange(int first, int last) {
        int missing = FEWEST - (last - first + 1);
        showWithin(missing > 0 ? first - missing / 2 : first, missing > 0 ? last + (missing + 1) / 2 : last);
    }

    /** Shows the whole run. */
    void reset() {
        following = false;
        model.showWholeRun();
    }

    /** Moves along the axis as little as needed for a token to be in sight. */
    void reveal(int token) {
        if (model.wholeRunVisibleProperty().get() || token < 0) {
            return;
        }
        int first = model.firstVisibleProperty().get();
        int last = model.lastVisibleProperty().get();
        if (token < first) {
            pan(token - first);
        } else if (token > last) {
            pan(token - last);
        }
    }

    /** Shows a range of the same length that lies within the run. */
    private void showWithin(int first, int last) {
        int end = model.tokens().size() - 1;
        int shown = last - first;
        int left = Math.clamp(first, 0, Math.max(0, end - shown));
        show(left, Math.min(end, left + shown));
    }

    private void show(int first, int last) {
        model.showRange(first, last);
        following = last >= model.tokens().size() - 1;
    }

    private void changed() {
        listeners.forEach(Runnable::run);
    }
}
