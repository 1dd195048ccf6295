package org.d3explorer.ui.view;

import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.awt.image.DataBufferInt;
import java.nio.IntBuffer;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import javafx.application.Platform;
import javafx.scene.image.PixelBuffer;
import javafx.scene.image.PixelFormat;
import javafx.scene.image.WritableImage;
import org.d3explorer.trace.chart.ChartData;
import org.d3explorer.trace.chart.ChartPainter;
import org.d3explorer.trace.chart.Viewport;
import org.jspecify.annotations.Nullable;

/**
 * Paints a chart into an image on a thread of its own, so that the interface thread never waits for it. At most one
 * painting is under way; of what is asked for meanwhile only the latest is painted.
 *
 * <p>Why not straight onto a canvas: in software rendering the four charts of 400 tokens cost about 22 ms of processor
 * time a frame through {@code FXGraphics2D}, and 33 ms with 4,000 tokens, all of it on the threads that also have to show
 * everything else. Into an image the same painters take about a third, beside those threads.
 *
 * <p>Three images take turns: one shown, one perhaps still being shown in the frame before, one painted.
 */
final class ChartRaster {
    private static final int BUFFERS = 3;

    /**
     * What to paint.
     *
     * @param data of the run
     * @param view which tokens, how large in px
     * @param scale device pixels per px
     */
    record Job(ChartData data, Viewport view, double scale) {}

    private final ChartPainter painter;
    private final Executor thread;
    private final Consumer<Painted> shown;
    private final @Nullable Buffer[] buffers = new @Nullable Buffer[BUFFERS];
    private int next;
    private boolean busy;
    private @Nullable Job waiting;

    /**
     * What has been painted.
     *
     * @param job what was asked for
     * @param image in device pixels; stays valid until the painting after the next one
     * @param nanos what it took, in ns
     */
    record Painted(Job job, WritableImage image, long nanos) {}

    /** Pixels that Java2D paints into and JavaFX shows. */
    private static final class Buffer {
        final BufferedImage target;
        final PixelBuffer<IntBuffer> pixels;
        final WritableImage image;

        Buffer(int width, int height) {
            target = new BufferedImage(width, height, BufferedImage.TYPE_INT_ARGB_PRE);
            int[] shared = ((DataBufferInt) target.getRaster().getDataBuffer()).getData();
            pixels = new PixelBuffer<>(width, height, IntBuffer.wrap(shared), PixelFormat.getIntArgbPreInstance());
            image = new WritableImage(pixels);
        }
    }

    /**
     * Paints nothing yet.
     *
     * @param painter what paints
     * @param thread on which it paints, one job at a time
     * @param shown is told on the interface thread what has been painted
     */
    ChartRaster(ChartPainter painter, Executor thread, Consumer<Painted> shown) {
        this.painter = painter;
        this.thread = thread;
        this.shown = shown;
    }

    /** Says whether a painting is under way. */
    boolean busy() {
        return busy;
    }

    /** Asks for a painting; interface thread only. */
    void paint(Job job) {
        if (busy) {
            waiting = job;
            return;
        }
        busy = true;
        int width = (int) Math.max(1, Math.ceil(job.view().width() * job.scale()));
        int height = (int) Math.max(1, Math.ceil(job.view().height() * job.scale()));
        Buffer buffer = buffers[next];
        if (buffer == null || buffer.target.getWidth() != width || buffer.target.getHeight() != height) {
            buffer = new Buffer(width, height);
            buffers[next] = buffer;
        }
        next = (next + 1) % BUFFERS;
        Buffer into = buffer;
        thread.execute(() -> {
            long nanos = -1;
            try {
                long before = System.nanoTime();
                paint(painter, job, into.target);
                nanos = System.nanoTime() - before;
            } finally {
                long took = nanos;
                Platform.runLater(() -> finished(job, into, took));
            }
        });
    }

    /** Paints a job into an image of the job's size in device pixels. */
    static void paint(ChartPainter painter, Job job, BufferedImage target) {
        Graphics2D graphics = target.createGraphics();
        try {
            graphics.scale(job.scale(), job.scale());
            painter.paint(graphics, job.data(), job.view());
        } finally {
            graphics.dispose();
        }
    }

    private void finished(Job job, Buffer buffer, long nanos) {
        busy = false;
        if (nanos >= 0) {
            buffer.pixels.updateBuffer(pixels -> null);
            shown.accept(new Painted(job, buffer.image, nanos));
        }
        Job following = waiting;
        waiting = null;
        if (following != null) {
            paint(following);
        }
    }
}
