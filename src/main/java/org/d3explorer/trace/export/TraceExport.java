package org.d3explorer.trace.export;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.d3explorer.bundle.AtomicFiles;
import org.d3explorer.trace.Trace;
import org.d3explorer.trace.TraceException;
import org.d3explorer.trace.TraceWriter;
import org.d3explorer.trace.chart.Chart;
import org.d3explorer.trace.chart.ChartData;
import org.d3explorer.trace.chart.Palette;
import org.d3explorer.trace.chart.Viewport;

/**
 * Exports a trace into files that appear whole or not at all.
 *
 * @param format what to write
 * @param branch which branch the formats show that hold only one (all but JSON and JSON Lines); its ancestors' tokens
 *     come first
 * @param charts which charts the image formats write
 * @param palette colours of the image formats
 * @param width of an image in logical px
 * @param height of an image in logical px
 * @param overwrite whether a file that exists is replaced
 */
public record TraceExport(
        ExportFormat format,
        int branch,
        List<Chart> charts,
        Palette palette,
        int width,
        int height,
        boolean overwrite) {
    /** Width of an image in logical px unless another is asked for. */
    public static final int DEFAULT_WIDTH = 1200;
    /** Height of an image in logical px unless another is asked for. */
    public static final int DEFAULT_HEIGHT = 320;

    private static final double PNG_SCALE = 2;

    /** Copies the list and checks the size. */
    public TraceExport {
        charts = List.copyOf(charts);
        if (width < 200 || width > 20_000 || height < 100 || height > 20_000) {
            throw new TraceException(
                    "image size is " + width + " x " + height + ", expected 200 x 100 to 20000 x 20000 px", null);
        }
    }

    /** Returns an export of the root branch with all charts, light, in the default size. */
    public static TraceExport as(ExportFormat format) {
        return new TraceExport(format, 0, List.of(Chart.values()), Palette.LIGHT, DEFAULT_WIDTH, DEFAULT_HEIGHT, false);
    }

    /**
     * Writes the files.
     *
     * @param trace what to export
     * @param target the file; where several charts are written, each gets its name before the extension
     *     ({@code run.png} becomes {@code run-depth.png}, …)
     * @return the files written
     * @throws TraceException if there is no such branch, a file exists, or cannot be written
     */
    public List<Path> write(Trace trace, Path target) {
        Trace path = path(trace);
        var files = new ArrayList<Path>();
        if (!format.isImage()) {
            write(target, out -> {
                switch (format) {
                    case JSON -> TraceWriter.writeJson(trace, out);
                    case JSONL -> TraceWriter.writeJsonLines(trace, out);
                    case CSV -> CsvExport.write(trace, branch, out);
                    case PERFETTO -> PerfettoExport.write(path, BranchCaption.of(trace, branch), out);
                    default -> HtmlReport.write(trace, branch, out);
                }
            });
            files.add(target);
            return files;
        }
        var data = ChartData.of(path).captioned(BranchCaption.of(trace, branch));
        var view = Viewport.all(data, width, height, palette);
        charts.forEach(chart -> requireWritable(imageFile(target, chart)));
        for (Chart chart : charts) {
            Path file = imageFile(target, chart);
            write(file, out -> {
                if (format == ExportFormat.PNG) {
                    ChartImages.png(chart, data, view, PNG_SCALE, out);
                } else {
                    ChartImages.svg(chart, data, view, out);
                }
            });
            files.add(file);
        }
        return files;
    }

    private Trace path(Trace trace) {
        if (trace.branches().stream().noneMatch(b -> b.id() == branch)) {
            throw new TraceException(
                    "the trace has no branch " + branch + ", expected one of "
                            + trace.branches().stream().map(b -> b.id()).toList(),
                    null);
        }
        return trace.path(branch);
    }

    private Path imageFile(Path target, Chart chart) {
        if (charts.size() == 1) {
            return target;
        }
        String name = Objects.requireNonNull(target.getFileName()).toString();
        String end = "." + format.extension();
        String base = name.endsWith(end) ? name.substring(0, name.length() - end.length()) : name;
        return target.resolveSibling(base + "-" + chart.id() + end);
    }

    private void requireWritable(Path target) {
        if (!overwrite && Files.exists(target)) {
            throw new TraceException(target + ": already exists; choose another file or allow overwriting", null);
        }
    }

    private void write(Path target, AtomicFiles.WriterAction action) {
        requireWritable(target);
        try {
            Files.createDirectories(
                    Objects.requireNonNull(target.toAbsolutePath().getParent()));
            AtomicFiles.write(target, action);
        } catch (IOException e) {
            throw new TraceException(target + ": cannot be written, " + e.getMessage(), e);
        }
    }
}
