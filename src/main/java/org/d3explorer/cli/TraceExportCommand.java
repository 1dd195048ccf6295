package org.d3explorer.cli;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.d3explorer.trace.Branch;
import org.d3explorer.trace.TraceReader;
import org.d3explorer.trace.chart.Chart;
import org.d3explorer.trace.chart.Palette;
import org.d3explorer.trace.export.ExportFormat;
import org.d3explorer.trace.export.TraceExport;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.TypeConversionException;

/** {@code trace export}: a recorded run in another format. */
@Command(
        name = "export",
        description =
                "Write a recorded run as JSON, JSON Lines, CSV, Perfetto trace events, an HTML report, or its charts as"
                        + " PNG or SVG.")
final class TraceExportCommand implements Callable<Integer> {
    private final CommandEnvironment environment;

    @Parameters(index = "0", paramLabel = "TRACE", description = "The recorded run.")
    private Path trace = Path.of("");

    @Parameters(
            index = "1",
            paramLabel = "TARGET",
            description = "The file to write; charts get their name before the ending.")
    private Path target = Path.of("");

    @Option(
            names = "--format",
            paramLabel = "json|jsonl|csv|perfetto|html|png|svg",
            converter = FormatConverter.class,
            description = "The format (default: what the ending of TARGET says).")
    private @Nullable ExportFormat format;

    @Option(
            names = "--chart",
            split = ",",
            paramLabel = "NAME",
            converter = ChartConverter.class,
            description = "For png and svg: which charts (default: all).")
    private List<Chart> charts = List.of();

    @Option(
            names = "--branch",
            paramLabel = "N",
            defaultValue = "0",
            description =
                    "Which branch, as trace show lists them (default: 0, the first text). json and jsonl hold all.")
    private int branch = Branch.ROOT;

    @Option(names = "--dark", description = "For png and svg: light on dark.")
    private boolean dark;

    @Option(
            names = "--size",
            paramLabel = "WxH",
            converter = SizeConverter.class,
            description = "For png and svg: size in pixels (default: 1200x320).")
    private Size size = new Size(TraceExport.DEFAULT_WIDTH, TraceExport.DEFAULT_HEIGHT);

    @Option(names = "--overwrite", description = "Replace files that exist.")
    private boolean overwrite;

    @Option(names = "--json", description = "Print {\"files\":[...]}.")
    private boolean json;

    /** What {@code --json} prints. */
    record Result(List<String> files) {}

    /** Width and height in px. */
    record Size(int width, int height) {}

    TraceExportCommand(CommandEnvironment environment) {
        this.environment = environment;
    }

    @Override
    public Integer call() {
        var chosen = format;
        if (chosen == null) {
            chosen = ExportFormat.ofFileName(target.toString())
                    .orElseThrow(() -> CommandException.usage("the ending of '" + target
                            + "' names no format, expected one of " + formats() + ", or --format"));
        }
        var export = new TraceExport(
                chosen,
                branch,
                charts.isEmpty() ? List.of(Chart.values()) : charts,
                dark ? Palette.DARK : Palette.LIGHT,
                size.width(),
                size.height(),
                overwrite);
        var files = export.write(TraceReader.read(trace), target);
        if (json) {
            environment
                    .out()
                    .println(Json.line(
                            new Result(files.stream().map(Path::toString).toList())));
        } else {
            files.forEach(environment.out()::println);
        }
        return ExitCode.OK.code();
    }

    private static String formats() {
        return Arrays.stream(ExportFormat.values())
                .map(f -> "." + f.extension())
                .collect(Collectors.joining(", "));
    }

    private static final class FormatConverter implements ITypeConverter<ExportFormat> {
        @Override
        public ExportFormat convert(String text) {
            return Arrays.stream(ExportFormat.values())
                    .filter(f -> f.id().equals(text))
                    .findFirst()
                    .orElseThrow(() -> new TypeConversionException("'" + text + "', expected "
                            + Arrays.stream(ExportFormat.values())
                                    .map(ExportFormat::id)
                                    .collect(Collectors.joining(", "))));
        }
    }

    private static final class ChartConverter implements ITypeConverter<Chart> {
        @Override
        public Chart convert(String text) {
            return Arrays.stream(Chart.values())
                    .filter(c -> c.id().equals(text))
                    .findFirst()
                    .orElseThrow(() -> new TypeConversionException("'" + text + "', expected "
                            + Arrays.stream(Chart.values()).map(Chart::id).collect(Collectors.joining(", "))));
        }
    }

    private static final class SizeConverter implements ITypeConverter<Size> {
        @Override
        public Size convert(String text) {
            if (!text.matches("\\d{1,5}x\\d{1,5}")) {
                throw new TypeConversionException("'" + text + "', expected a size such as 1200x320");
            }
            int x = text.indexOf('x');
            return new Size(Integer.parseInt(text.substring(0, x)), Integer.parseInt(text.substring(x + 1)));
        }
    }
}
