package org.d3explorer.ui.view;

import java.util.Arrays;
import javafx.scene.paint.Color;
import org.d3explorer.trace.chart.Viridis;
import org.jspecify.annotations.Nullable;

/**
 * Which colour a token has under a {@link ColorMode}: its value, the range the ramp spans, and a text colour that can be
 * read on it.
 */
class TokenColors {
    /** What a token cannot be coloured by. */
    static final double UNKNOWN = Double.NaN;

    private static final double NLL_TOP = 6;
    /** KL at the ramp's upper end, in nats. */
    static final double KL_TOP = 1;

    private static final double NANOS_PER_MILLI = 1e6;
    private static final Color[] RAMP = new Color[256];

    static {
        for (int i = 0; i < RAMP.length; i++) {
            int rgb = Viridis.rgb(i / 255.0);
            RAMP[i] = Color.rgb(rgb >> 16 & 0xFF, rgb >> 8 & 0xFF, rgb & 0xFF);
        }
    }

    private final RunModel model;
    private double latencyTop = 1;
    private int latencyTokens;

    TokenColors(RunModel model) {
        this.model = model;
    }

    /**
     * Returns the value a token is coloured by: layers, nats or ms.
     *
     * @return NaN where it is not known
     */
    double value(ColorMode mode, int token) {
        var record = model.tokens().get(token);
        return switch (mode) {
            case DEPTH -> record.depth();
            case NLL -> record.nll();
            case KL -> {
                var reference = model.reference(token);
                yield reference == null ? UNKNOWN : reference.kl();
            }
            case LATENCY -> record.times().totalNanos() / NANOS_PER_MILLI;
        };
    }

    /** Returns the value at the ramp's lower end. */
    double low(ColorMode mode) {
        return mode == ColorMode.DEPTH ? 1 : 0;
    }

    /** Returns the value at the ramp's upper end; greater values share its colour. */
    double high(ColorMode mode) {
        return switch (mode) {
            case DEPTH -> Math.max(2, model.layers());
            case NLL -> NLL_TOP;
            case KL -> KL_TOP;
            case LATENCY -> latencyTop;
        };
    }

    /** Says whether values may lie above the ramp's upper end. */
    boolean openEnded(ColorMode mode) {
        return mode != ColorMode.DEPTH;
    }

    /**
     * Fits the latency range to the tokens so far: the next round number above their 98th percentile, T_0 (the prefill)
     * left out. Looks again only when the run has grown by a tenth, so that colours stay put.
     *
     * @return whether the range changed
     */
    boolean fitLatency() {
        int size = model.tokens().size();
        if (size < latencyTokens) {
            latencyTokens = 0;
        }
        if (size == 0 || size < latencyTokens + Math.max(1, latencyTokens / 10)) {
            return false;
        }
        latencyTokens = size;
        long[] nanos = new long[size > 1 ? size - 1 : 1];
        for (int i = size > 1 ? 1 : 0; i < size; i++) {
            nanos[i - (size > 1 ? 1 : 0)] = model.tokens().get(i).times().totalNanos();
        }
        Arrays.sort(nanos);
        double top = roundUp(nanos[(int) (0.98 * (nanos.length - 1))] / NANOS_PER_MILLI);
        boolean changed = top != latencyTop;
        latencyTop = top;
        return changed;
    }

    /** Returns a token's background, null where its value is not known. */
    @Nullable
    Color background(ColorMode mode, int token) {
        double value = value(mode, token);
        return Double.isNaN(value) ? null : ramp((value - low(mode)) / (high(mode) - low(mode)));
    }

    /**
     * Returns a token's background in a view, null for none.
     *
     * @param theme has the colours of the view's theme
     */
    @Nullable
    Color background(ColorMode mode, int token, ThemedRegion theme) {
        return background(mode, token);
    }

    /** Returns the ramp's colour, 0 = low, 1 = high, bounded. */
    static Color ramp(double share) {
        return RAMP[Math.clamp(Math.round(share * 255), 0, 255)];
    }

    /** Returns black or white, whichever has more contrast; at least 4.5 : 1 on any colour. */
    static Color textOn(Color background) {
        return contrast(Color.BLACK, background) >= contrast(Color.WHITE, background) ? Color.BLACK : Color.WHITE;
    }

    /** Returns the contrast ratio of WCAG 2, 1..21. */
    static double contrast(Color one, Color other) {
        double first = luminance(one);
        double second = luminance(other);
        return (Math.max(first, second) + 0.05) / (Math.min(first, second) + 0.05);
    }

    /** Returns the relative luminance of WCAG 2, 0..1. */
    static double luminance(Color color) {
        return 0.2126 * linear(color.getRed()) + 0.7152 * linear(color.getGreen()) + 0.0722 * linear(color.getBlue());
    }

    private static double linear(double channel) {
        return channel <= 0.04045 ? channel / 12.92 : Math.pow((channel + 0.055) / 1.055, 2.4);
    }

    private static double roundUp(double value) {
        if (!(value > 0)) {
            return 1;
        }
        double unit = Math.pow(10, Math.floor(Math.log10(value)));
        for (double digit : new double[] {1, 1.5, 2, 3, 4, 5, 6, 8}) {
            if (value <= digit * unit) {
                return digit * unit;
            }
        }
        return 10 * unit;
    }
}
