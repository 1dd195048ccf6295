package org.d3explorer.trace.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.csv.CsvMapper;
import com.fasterxml.jackson.dataformat.csv.CsvSchema;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import javax.imageio.ImageIO;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilderFactory;
import org.d3explorer.trace.RandomTraces;
import org.d3explorer.trace.TokenRecord;
import org.d3explorer.trace.Trace;
import org.d3explorer.trace.TraceException;
import org.d3explorer.trace.TraceReader;
import org.d3explorer.trace.chart.Chart;
import org.d3explorer.trace.chart.Palette;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.xml.sax.InputSource;

class TraceExportTest {
    private static final double MICROS = 1e3;

    @TempDir
    Path folder;

    private final Trace trace = new RandomTraces(21).typical(60);

    private Path export(Trace what, ExportFormat format) {
        return TraceExport.as(format)
                .write(what, folder.resolve("run." + format.extension()))
                .getFirst();
    }

    @Test
    void jsonAndJsonLinesCanBeReadBackWithAllBranches() {
        var traces = new RandomTraces(22);
        for (int i = 0; i < 10; i++) {
            Trace any = traces.any();
            for (ExportFormat format : List.of(ExportFormat.JSON, ExportFormat.JSONL)) {
                Path file = TraceExport.as(format)
                        .write(any, folder.resolve(i + "." + format.extension()))
                        .getFirst();
                assertThat(TraceReader.read(file)).isEqualTo(any);
            }
        }
    }

    @Test
    void csvHasOneRowATokenWithItsValues() throws IOException {
        List<Map<String, String>> rows = readCsv(export(trace, ExportFormat.CSV));
        assertThat(rows).hasSameSizeAs(trace.tokens());
        for (TokenRecord token : trace.tokens()) {
            Map<String, String> row = rows.get(token.index());
            assertThat(row.get("text")).isEqualTo(token.text());
            assertThat(row.get("id")).isEqualTo(Integer.toString(token.id()));
            assertThat(Double.parseDouble(row.get("nll"))).isEqualTo(token.nll());
            assertThat(row.get("executed"))
                    .isEqualTo(token.executed().stream()
                            .mapToObj(Integer::toString)
                            .collect(Collectors.joining(" ")));
            assertThat(Double.parseDouble(row.get("kl")))
                    .isEqualTo(trace.references().get(token.index()).kl());
            assertThat(Double.parseDouble(row.get("alpha")))
                    .isEqualTo(
                            token.index() < 15
                                    ? 0.995
                                    : token.index() < 30 ? 0.985 : token.index() < 45 ? 0.999 : 0.99);
            for (int layer = 0; layer < 30; layer++) {
                String expected = token.executed().contains(layer)
                        ? token.times().layerNanos().get(layer).toString()
                        : "";
                assertThat(row.get("layer_" + layer + "_ns")).isEqualTo(expected);
            }
        }
    }

    @Test
    void perfettoEventsNestLayersInTokensAndKeepTokensApart() throws IOException {
        JsonNode events = new ObjectMapper()
                .readTree(export(trace, ExportFormat.PERFETTO).toFile())
                .get("traceEvents");
        double end = 0;
        int tokens = 0;
        int layers = 0;
        double begin = 0;
        for (JsonNode event : events) {
            if (!event.get("ph").textValue().equals("X") || event.get("tid").intValue() != 1) {
                continue;
            }
            double start = event.get("ts").doubleValue();
            double stop = start + event.get("dur").doubleValue();
            if (event.get("cat").textValue().equals("token")) {
                assertThat(start).isGreaterThanOrEqualTo(end - 1e-6);
                assertThat(event.get("dur").doubleValue())
                        .isCloseTo(trace.tokens().get(tokens).times().totalNanos() / MICROS, within(1e-6));
                assertThat(event.get("args").get("text").textValue())
                        .isEqualTo(trace.tokens().get(tokens).text());
                tokens++;
                begin = start;
                end = stop;
            } else {
                assertThat(start).isGreaterThanOrEqualTo(begin - 1e-6);
                assertThat(stop).isLessThanOrEqualTo(end + 1e-6);
                layers += event.get("cat").textValue().equals("layer") ? 1 : 0;
            }
        }
        assertThat(tokens).isEqualTo(60);
        assertThat(layers)
                .isEqualTo(trace.tokens().stream().mapToInt(TokenRecord::depth).sum());
        assertThat(StreamSupport.stream(events.spliterator(), false)
                        .filter(event -> event.path("cat").asText().equals("reference"))
                        .count())
                .isEqualTo(trace.root().passes().size());
    }

    @ParameterizedTest
    @EnumSource(Palette.class)
    void everyChartBecomesAPictureWithTheAskedSizeAndMoreThanItsBackground(Palette palette) throws IOException {
        List<Path> files = new TraceExport(ExportFormat.PNG, 0, List.of(Chart.values()), palette, 640, 240, false)
                .write(trace, folder.resolve("run.png"));
        assertThat(files.stream().map(f -> f.getFileName().toString()))
                .containsExactly("run-depth.png", "run-perplexity.png", "run-latency.png", "run-layer-map.png");
        for (Path file : files) {
            var image = ImageIO.read(file.toFile());
            assertThat(image.getWidth()).isEqualTo(1280);
            assertThat(image.getHeight()).isEqualTo(480);
            assertThat(image.getRGB(0, 0)).isEqualTo(palette.background().getRGB());
            var colors = new HashSet<Integer>();
            for (int x = 0; x < 1280; x += 2) {
                for (int y = 0; y < 480; y += 2) {
                    colors.add(image.getRGB(x, y));
                }
            }
            assertThat(colors).hasSizeGreaterThan(10);
        }
    }

    @Test
    void svgIsPureVectorsWithoutFontsOrReferences() throws Exception {
        var factory = DocumentBuilderFactory.newInstance();
        factory.setNamespaceAware(true);
        factory.setAttribute(XMLConstants.ACCESS_EXTERNAL_DTD, "");
        factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
        for (Path file : TraceExport.as(ExportFormat.SVG).write(trace, folder.resolve("run.svg"))) {
            var document = factory.newDocumentBuilder()
                    .parse(new InputSource(file.toUri().toString()));
            var root = document.getDocumentElement();
            assertThat(root.getNamespaceURI()).isEqualTo("http://www.w3.org/2000/svg");
            assertThat(root.getAttribute("width")).isEqualTo("1200");
            assertThat(root.getElementsByTagName("text").getLength()).isZero();
            assertThat(root.getElementsByTagName("image").getLength()).isZero();
            assertThat(root.getElementsByTagName("path").getLength()).isPositive();
            assertThat(Files.readString(file)).doesNotContain("href=").doesNotContain("url(http");
        }
    }

    @Test
    void theReportIsSelfContainedAndEscapesWhatTheModelWrote() throws IOException {
        String html = Files.readString(export(trace, ExportFormat.HTML));
        assertThat(html)
                .startsWith("<!DOCTYPE html>")
                .endsWith("</html>\n")
                .contains("&lt;script&gt;alert(1)&lt;/script&gt;")
                .doesNotContain("<script")
                .doesNotContain("<b>")
                .doesNotContain("<link")
                .doesNotContain(" src=")
                .doesNotContain("href=")
                .doesNotContain("@import")
                .contains("prefers-color-scheme:dark")
                .contains(trace.header().manifestSha256())
                .contains("α = 0.985");
        assertThat(html.chars()
                        .filter(c -> c < ' ' && c != '\n' && c != '\t' && c != '\r')
                        .count())
                .isZero();
        assertThat(html.split("<svg", -1)).hasSize(1 + Chart.values().length);
        assertThat(html.split("<span class=\"d", -1)).hasSize(1 + trace.tokens().size());
        assertThat(html)
                .contains(String.format(
                        java.util.Locale.ROOT, "%.2f layers", trace.statistics().meanDepth()));
    }

    @Test
    void aRunWithoutTokensAndReferenceStillHasAReportWithDashes() throws IOException {
        Trace empty = new Trace(trace.header(), List.of(), List.of(), List.of(), null);
        for (ExportFormat format : ExportFormat.values()) {
            assertThat(TraceExport.as(format).write(empty, folder.resolve("empty." + format.extension())))
                    .isNotEmpty();
        }
        assertThat(Files.readString(folder.resolve("empty.html")))
                .contains("<td>–</td>")
                .contains("No token was generated.")
                .doesNotContain("NaN");
    }

    @Test
    void aBranchIsExportedWithItsAncestors() throws IOException {
        var traces = new RandomTraces(23);
        Trace any = traces.any();
        while (any.branches().size() < 3) {
            any = traces.any();
        }
        int id = any.branches().getLast().id();
        Path file = new TraceExport(ExportFormat.CSV, id, List.of(), Palette.LIGHT, 400, 200, false)
                .write(any, folder.resolve("branch.csv"))
                .getFirst();
        assertThat(readCsv(file)).hasSameSizeAs(any.path(id).tokens());
    }

    @Test
    void whatShowsOneOfSeveralBranchesNamesItAndSaysThatThereAreOthers() throws IOException {
        Trace any = withOwnTokensInItsThirdBranch();
        var branch = any.branches().get(2);
        int from = Objects.requireNonNull(branch.fork()).index();
        String name = "branch 3 of " + any.branches().size() + ", from token " + from;

        var rows = readCsv(exportBranch(any, branch.id(), ExportFormat.CSV));
        for (int i = 0; i < rows.size(); i++) {
            assertThat(rows.get(i).get("branch")).isEqualTo(Integer.toString(branch.id()));
            assertThat(rows.get(i).get("branches"))
                    .isEqualTo(Integer.toString(any.branches().size()));
            assertThat(Integer.toString(branch.id()).equals(rows.get(i).get("token_branch")))
                    .isEqualTo(i >= from);
        }
        String report = Files.readString(exportBranch(any, branch.id(), ExportFormat.HTML));
        assertThat(report).contains(name).contains("This report shows " + name).contains("--branch 0");
        assertThat(Files.readString(exportBranch(any, branch.id(), ExportFormat.PERFETTO)))
                .contains(name);
        Path named = exportBranch(any, branch.id(), ExportFormat.PNG);
        Path other = folder.resolve("alone.png");
        new TraceExport(ExportFormat.PNG, 0, List.of(Chart.DEPTH), Palette.LIGHT, 900, 300, false)
                .write(any.path(branch.id()), other);
        assertThat(Files.readAllBytes(named)).as("the picture has the caption").isNotEqualTo(Files.readAllBytes(other));

        assertThat(Files.readString(export(trace, ExportFormat.HTML)))
                .as("of a run without branches")
                .doesNotContain("This report shows")
                .doesNotContain("branch 1 of 1");
    }

    private static Trace withOwnTokensInItsThirdBranch() {
        var traces = new RandomTraces(24);
        Trace any = traces.any();
        while (any.branches().size() < 3
                || any.branches().get(2).tokens().size() < 3
                || any.path(any.branches().get(2).id()).tokens().size()
                        == any.branches().get(2).tokens().size()) {
            any = traces.any();
        }
        return any;
    }

    private Path exportBranch(Trace what, int branch, ExportFormat format) {
        return new TraceExport(format, branch, List.of(Chart.DEPTH), Palette.LIGHT, 900, 300, false)
                .write(what, folder.resolve("named." + format.extension()))
                .getFirst();
    }

    @Test
    void refusesWhatWouldOverwriteAndUnknownBranches() throws IOException {
        Path file = Files.writeString(folder.resolve("run.csv"), "mine");
        assertThatThrownBy(() -> export(trace, ExportFormat.CSV))
                .isInstanceOf(TraceException.class)
                .hasMessageContaining("already exists");
        assertThat(Files.readString(file)).isEqualTo("mine");
        assertThatThrownBy(() -> new TraceExport(ExportFormat.CSV, 7, List.of(), Palette.LIGHT, 400, 200, true)
                        .write(trace, file))
                .isInstanceOf(TraceException.class)
                .hasMessageContaining("no branch 7");
    }

    @Test
    void theFormatFollowsFromTheFilesName() {
        assertThat(ExportFormat.ofFileName("a.perfetto.json")).contains(ExportFormat.PERFETTO);
        assertThat(ExportFormat.ofFileName("A.JSON")).contains(ExportFormat.JSON);
        assertThat(ExportFormat.ofFileName("a.jsonl")).contains(ExportFormat.JSONL);
        assertThat(ExportFormat.ofFileName("a.txt")).isEmpty();
    }

    private static List<Map<String, String>> readCsv(Path file) throws IOException {
        try (var rows = new CsvMapper()
                .readerForMapOf(String.class)
                .with(CsvSchema.emptySchema().withHeader())
                .<Map<String, String>>readValues(file.toFile())) {
            return rows.readAll().stream().map(HashMap::new).collect(Collectors.toList());
        }
    }
}
