package org.d3explorer.ui.view;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Locale;
import org.d3explorer.trace.chart.ChartKind;
import org.d3explorer.trace.export.ChartImages;

/** The formats a chart can be saved in. */
enum ChartFormat {
    /** Pixels. */
    PNG {
        @Override
        void write(ChartKind chart, ChartRaster.Job job, OutputStream out) throws IOException {
            ChartImages.png(chart, job.data(), job.view(), PIXELS_PER_PX, out);
        }
    },
    /** Shapes. */
    SVG {
        @Override
        void write(ChartKind chart, ChartRaster.Job job, OutputStream out) throws IOException {
            ChartImages.svg(chart, job.data(), job.view(), out);
        }
    };

    /** Pixels per px, so that print and dense screens stay sharp. */
    static final double PIXELS_PER_PX = 2;

    /**
     * Writes a chart.
     *
     * @param chart which
     * @param job what to paint; its scale is not used
     * @param out not closed
     * @throws IOException if writing fails
     */
    abstract void write(ChartKind chart, ChartRaster.Job job, OutputStream out) throws IOException;

    /** Returns the ending of its files' names, without the dot. */
    String extension() {
        return name().toLowerCase(Locale.ROOT);
    }
}
