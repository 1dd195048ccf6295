package org.d3explorer.trace.chart;

import java.util.Arrays;

/**
 * Colours of the token × layer map: what a layer did gives the hue, its time the shade. A column of several tokens
 * shows a backfill or a copy where it holds one, else the mean time of those that ran, paler the more were skipped.
 */
final class LayerMapColors {
    static final int BACKFILLED = 0xD55E00;
    static final int COPIED = 0xCC79A7;

    private static final int SAMPLES = 1500;
    /** Keeps the usual scatter of layer times in the middle of the scale, so that what stands out is seen. */
    private static final double SPREAD = 1.5;

    /** A machine that does other things as well gives a few times far above the rest, which may not set the scale. */
    private static final double MOST_MEDIANS = 3;

    private static final int OPAQUE = 0xFF000000;

    private final ChartData data;
    private final int empty;
    private final double fastest;
    private final double slowest;
    private final boolean capped;

    LayerMapColors(ChartData data, Palette palette) {
        this.data = data;
        this.empty = palette.empty().getRGB() & 0xFFFFFF;
        double[] times = sample(data);
        if (times.length == 0) {
            fastest = 0;
            slowest = 0;
            capped = false;
            return;
        }
        double high = times[(int) (0.98 * (times.length - 1))] * SPREAD;
        double most = times[times.length / 2] * MOST_MEDIANS;
        capped = high > most;
        fastest = round(times[(int) (0.02 * (times.length - 1))] / SPREAD);
        slowest = Math.max(fastest, round(Math.min(high, most)));
    }

    /** Colour of a cell whose layer did not run, 0xFFRRGGBB. */
    int empty() {
        return OPAQUE | empty;
    }

    /** Time at the dark end of the scale, in ms. */
    double fastestMillis() {
        return fastest;
    }

    /** Time at the bright end of the scale, in ms. */
    double slowestMillis() {
        return slowest;
    }

    /** Says whether the slowest layers lie beyond the scale. */
    boolean capped() {
        return capped;
    }

    /**
     * Returns the colour of a cell, 0xFFRRGGBB.
     *
     * @param from first token
     * @param to behind the last token
     */
    int argb(int from, int to, int layer) {
        int ran = 0;
        double time = 0;
        LayerState special = LayerState.RAN;
        for (int i = from; i < to; i++) {
            LayerState state = data.state(i, layer);
            if (state == LayerState.SKIPPED) {
                continue;
            }
            ran++;
            time += data.layerMillis(i, layer);
            if (state != LayerState.RAN && special != LayerState.BACKFILLED) {
                special = state;
            }
        }
        if (ran == 0) {
            return OPAQUE | empty;
        }
        double share = (double) ran / (to - from);
        double shade = slowest > fastest ? (time / ran - fastest) / (slowest - fastest) : 0.5;
        return OPAQUE
                | switch (special) {
                    case BACKFILLED -> Viridis.mix(BACKFILLED, 0xFFFFFF, 0.35 * Math.clamp(shade, 0, 1));
                    case COPIED -> Viridis.mix(COPIED, 0xFFFFFF, 0.35 * Math.clamp(shade, 0, 1));
                    default -> Viridis.mix(empty, Viridis.rgb(shade), share);
                };
    }

    /** Two significant digits, so that the scale stays put while a run goes on. */
    private static double round(double millis) {
        if (millis <= 0) {
            return 0;
        }
        double unit = Math.pow(10, Math.floor(Math.log10(millis)) - 1);
        return Math.round(millis / unit) * unit;
    }

    /** T_0 is left out where it can be: its layers' times are the prefill's. */
    private static double[] sample(ChartData data) {
        long cells = (long) data.size() * data.layers();
        int stride = (int) Math.max(1, cells / SAMPLES) | 1;
        double[] times = new double[(int) (cells / stride) + 1];
        int count = 0;
        for (long cell = data.size() > 1 ? data.layers() : 0; cell < cells; cell += stride) {
            double time = data.layerMillis((int) (cell / data.layers()), (int) (cell % data.layers()));
            if (time > 0) {
                times[count++] = time;
            }
        }
        double[] sorted = Arrays.copyOf(times, count);
        Arrays.sort(sorted);
        return sorted;
    }
}
