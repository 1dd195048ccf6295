package org.d3explorer.trace.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.batik.transcoder.TranscoderException;
import org.apache.batik.transcoder.TranscoderInput;
import org.apache.batik.transcoder.TranscoderOutput;
import org.apache.batik.transcoder.image.ImageTranscoder;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVRecord;
import org.d3explorer.trace.RandomTraces;
import org.d3explorer.trace.TokenRecord;
import org.d3explorer.trace.Trace;
import org.d3explorer.trace.chart.Chart;
import org.d3explorer.trace.chart.ChartData;
import org.d3explorer.trace.chart.ChartKind;
import org.d3explorer.trace.chart.NllDifferenceChart;
import org.d3explorer.trace.chart.Palette;
import org.d3explorer.trace.chart.Viewport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every export is opened by a program that shares no code with its writer. */
class ExportsInOtherProgramsTest {
    private static final int ANY = 20;

    /** Share of pixels that antialiasing at edges may paint otherwise. */
    private static final double EDGES = 0.03;

    @TempDir
    private Path folder;

    private final RandomTraces traces = new RandomTraces(51);

    private Path export(Trace trace, ExportFormat format, int number) {
        return TraceExport.as(format)
                .write(trace, folder.resolve(number + "." + format.extension()))
                .getFirst();
    }

    @Test
    void aCsvParserFindsEveryTokenUnchanged() throws IOException {
        for (int n = 0; n < ANY; n++) {
            var trace = traces.any();
            try (var parser = CSVFormat.RFC4180
                    .builder()
                    .setHeader()
                    .setSkipHeaderRecord(true)
                    .get()
                    .parse(Files.newBufferedReader(export(trace, ExportFormat.CSV, n)))) {
                var rows = parser.getRecords();
                assertThat(rows).allMatch(CSVRecord::isConsistent);
                assertThat(rows)
                        .extracting(row -> row.get("text"))
                        .isEqualTo(
                                trace.tokens().stream().map(TokenRecord::text).toList());
                for (TokenRecord token : trace.tokens()) {
                    var row = rows.get(token.index());
                    assertThat(Double.parseDouble(row.get("nll"))).isEqualTo(token.nll());
                    assertThat(Integer.parseInt(row.get("depth"))).isEqualTo(token.depth());
                }
            }
        }
    }

    @Test
    void aSchemaValidatorAcceptsEveryJsonExport() throws IOException {
        var schema = JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
                .getSchema(Trace.class.getResourceAsStream("d3trace-1.schema.json"));
        var mapper = new ObjectMapper();
        for (int n = 0; n < ANY; n++) {
            var file = export(traces.any(), ExportFormat.JSON, n);
            assertThat(schema.validate(mapper.readTree(file.toFile()))).isEmpty();
        }
    }

    @Test
    void aTraceViewerFindsLayersNestedInTokensAndTimeThatNeverGoesBack() throws IOException {
        assertThat(ChromeTraceCheck.check(export(traces.typical(60), ExportFormat.PERFETTO, -1)))
                .as("layers lie in tokens")
                .isEqualTo(2);
        for (int n = 0; n < ANY; n++) {
            assertThat(ChromeTraceCheck.check(export(traces.any(), ExportFormat.PERFETTO, n)))
                    .isLessThanOrEqualTo(2);
        }
    }

    @Test
    void anSvgRendererPaintsEveryChartAsThePngHasIt() throws IOException, TranscoderException {
        var trace = traces.typical(60);
        for (var chart : Chart.values()) {
            assertRendersAlike(chart, ChartData.of(trace));
        }
        var difference = NllDifferenceChart.of(trace, traces.typical(40));
        assertRendersAlike(difference, difference.longer());
    }

    private static void assertRendersAlike(ChartKind chart, ChartData data) throws IOException, TranscoderException {
        var view = Viewport.all(data, 600, 240, Palette.LIGHT);
        var svg = new ByteArrayOutputStream();
        ChartImages.svg(chart, data, view, svg);
        var rendered = render(svg.toByteArray());
        var painted = ChartImages.image(chart, data, view, 1);
        assertThat(List.of(rendered.getWidth(), rendered.getHeight())).containsExactly(600, 240);
        long different = 0;
        for (int y = 0; y < 240; y++) {
            for (int x = 0; x < 600; x++) {
                different += distance(rendered.getRGB(x, y), painted.getRGB(x, y)) > 96 ? 1 : 0;
            }
        }
        assertThat(different / (600.0 * 240)).as(chart.id()).isCloseTo(0, within(EDGES));
        assertThat(ink(rendered)).as(chart.id()).isCloseTo(ink(painted), withinPercentage(15));
        assertThat(ink(painted)).as(chart.id()).isGreaterThan(2000);
    }

    /** Returns the number of pixels that are not background. */
    private static long ink(BufferedImage image) {
        long ink = 0;
        for (int y = 0; y < image.getHeight(); y++) {
            for (int x = 0; x < image.getWidth(); x++) {
                ink += distance(image.getRGB(x, y), Palette.LIGHT.background().getRGB()) > 48 ? 1 : 0;
            }
        }
        return ink;
    }

    private static BufferedImage render(byte[] svg) throws TranscoderException {
        var renderer = new Renderer();
        renderer.transcode(new TranscoderInput(new ByteArrayInputStream(svg)), new TranscoderOutput());
        return renderer.images.getFirst();
    }

    /** Keeps the image instead of encoding it. */
    private static final class Renderer extends ImageTranscoder {
        final List<BufferedImage> images = new ArrayList<>();

        @Override
        public BufferedImage createImage(int width, int height) {
            return new BufferedImage(width, height, BufferedImage.TYPE_INT_ARGB);
        }

        @Override
        public void writeImage(BufferedImage image, TranscoderOutput output) {
            images.add(image);
        }
    }

    private static int distance(int one, int other) {
        return Math.abs((one >> 16 & 0xFF) - (other >> 16 & 0xFF))
                + Math.abs((one >> 8 & 0xFF) - (other >> 8 & 0xFF))
                + Math.abs((one & 0xFF) - (other & 0xFF));
    }
}
