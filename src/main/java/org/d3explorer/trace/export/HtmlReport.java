package org.d3explorer.trace.export;

import java.awt.Color;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.d3explorer.trace.DepthChange;
import org.d3explorer.trace.ReferenceRecord;
import org.d3explorer.trace.Sampling;
import org.d3explorer.trace.TokenRecord;
import org.d3explorer.trace.Trace;
import org.d3explorer.trace.chart.Chart;
import org.d3explorer.trace.chart.ChartData;
import org.d3explorer.trace.chart.Palette;
import org.d3explorer.trace.chart.Viewport;
import org.d3explorer.trace.chart.Viridis;
import org.jspecify.annotations.Nullable;

/**
 * A report of one branch as one HTML file: which of the run's branches it is, configuration, text coloured by depth, charts, figures. It needs no
 * script and no network, and follows the browser's light or dark theme.
 */
final class HtmlReport {
    private static final int CHART_WIDTH = 1000;
    private static final int CHART_HEIGHT = 240;
    private static final int MAP_HEIGHT = 320;
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss 'UTC'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private final Trace whole;
    private final int branch;
    private final Trace trace;
    private final Writer out;

    private HtmlReport(Trace whole, int branch, Writer out) {
        this.whole = whole;
        this.branch = branch;
        this.trace = whole.path(branch);
        this.out = out;
    }

    /**
     * Writes the report.
     *
     * @param whole with all branches
     * @param branch id of the one to report
     */
    static void write(Trace whole, int branch, OutputStream out) throws IOException {
        Writer writer = new OutputStreamWriter(out, StandardCharsets.UTF_8);
        new HtmlReport(whole, branch, writer).report();
        writer.flush();
    }

    private void report() throws IOException {
        var header = trace.header();
        String caption = BranchCaption.of(whole, branch);
        String title =
                header.model() + ", " + TIME.format(header.startedAt()) + (caption.isEmpty() ? "" : ", " + caption);
        out.write("<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">");
        out.write("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">");
        out.write(
                "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">");
        out.write("<meta name=\"color-scheme\" content=\"light dark\">");
        out.write(
                "<title>D³ run: " + Html.escape(title) + "</title><style>" + style() + "</style></head><body><main>\n");
        out.write("<h1>" + Html.escape(header.model()) + "</h1><p class=\"muted\">" + TIME.format(header.startedAt())
                + ", D³ Explorer " + Html.escape(header.programVersion())
                + (caption.isEmpty() ? "" : ", " + Html.escape(caption)) + "</p>\n");
        new BranchesTable(whole, branch).write(out);
        new FiguresTable(trace).write(out);
        prompt();
        text();
        charts();
        configuration();
        out.write("</main></body></html>\n");
    }

    private void prompt() throws IOException {
        out.write("<section><h2>Prompt</h2><div class=\"text\">"
                + Html.escape(trace.header().prompt()) + "</div>");
        out.write(
                "<details><summary>As tokenized, " + trace.header().promptIds().size()
                        + " tokens</summary><div class=\"text\">"
                        + Html.escape(trace.header().renderedPrompt())
                        + "</div></details></section>\n");
    }

    private void text() throws IOException {
        int layers = trace.header().layers();
        out.write("<section><h2>Text, coloured by depth</h2><p class=\"legend\"><span>1 layer</span>");
        int steps = Math.min(layers, 30);
        for (int step = 1; step <= steps; step++) {
            int depth = Math.max(1, step * layers / steps);
            out.write("<i class=\"d" + depth + "\" title=\"" + depth + " layers\"></i>");
        }
        out.write("<span>" + layers + " layers</span></p><div class=\"text answer\">");
        Map<Integer, ReferenceRecord> references = new HashMap<>();
        trace.references().forEach(reference -> references.put(reference.index(), reference));
        for (TokenRecord token : trace.tokens()) {
            out.write("<span class=\"d" + token.depth() + "\" title=\""
                    + Html.escape(tip(token, references.get(token.index()))) + "\">" + Html.escape(token.text())
                    + "</span>");
        }
        out.write("</div>");
        if (trace.tokens().isEmpty()) {
            out.write("<p class=\"muted\">No token was generated.</p>");
        }
        out.write("</section>\n");
    }

    private String tip(TokenRecord token, @Nullable ReferenceRecord reference) {
        String tip = String.format(
                Locale.ROOT,
                "token %d, id %d: %d of %d layers, probability %.3g, %.2f ms",
                token.index(),
                token.id(),
                token.depth(),
                trace.header().layers(),
                Math.exp(-token.nll()),
                token.times().totalNanos() / 1e6);
        return reference == null ? tip : tip + String.format(Locale.ROOT, ", KL %.3g nats", reference.kl());
    }

    private void charts() throws IOException {
        var data = ChartData.of(trace);
        out.write("<section><h2>Charts</h2>");
        for (Chart chart : Chart.values()) {
            int height = chart == Chart.LAYER_MAP ? MAP_HEIGHT : CHART_HEIGHT;
            String title = Html.escape(chart.painter().title());
            String svg = ChartImages.embedded(chart, data, Viewport.all(data, CHART_WIDTH, height, Palette.LIGHT));
            out.write("<figure role=\"img\" aria-label=\"" + title + "\">" + themed(svg, height) + "</figure>");
        }
        out.write("</section>\n");
    }

    /** Puts variables in the place of the light palette's colours, so that one drawing serves both themes. */
    private static String themed(String svg, int height) {
        String result = svg.replaceFirst(
                " height=\"[0-9.]+\"", " viewBox=\"0 0 " + CHART_WIDTH + " " + height + "\" height=\"auto\"");
        result = result.replaceFirst(" width=\"" + CHART_WIDTH + "\"", " width=\"100%\"");
        for (Role role : Role.values()) {
            String variable = "var(" + role.variable() + ")";
            Color color = role.of(Palette.LIGHT);
            result = result.replace(rgb(color), variable);
            if (color.equals(Color.WHITE)) {
                result = result.replace("fill:white", "fill:" + variable).replace("stroke:white", "stroke:" + variable);
            }
        }
        return result;
    }

    private void configuration() throws IOException {
        var header = trace.header();
        var sampling = header.sampling();
        out.write("<section><h2>Configuration</h2><table>");
        row(
                "Model",
                header.model() + ", " + header.precision() + ", " + header.layers() + " layers, vocabulary "
                        + header.vocabularySize());
        row("Manifest SHA-256", header.manifestSha256());
        row("Machine", header.machine());
        row("Execution provider", header.executionProvider() + ", " + header.threads() + " threads");
        row(
                "Sampling",
                sampling.temperature() == 0
                        ? "greedy"
                        : "temperature " + sampling.temperature() + ", top-k " + sampling.topK() + ", top-p "
                                + sampling.topP() + ", min-p " + sampling.minP());
        row(
                "Penalties",
                "repetition " + sampling.repetitionPenalty() + ", presence " + sampling.presencePenalty()
                        + ", frequency " + sampling.frequencyPenalty());
        row("Seed", sampling.seed() + " (" + Sampling.GENERATOR + ")");
        row("Most new tokens", header.maxNewTokens() + (header.ignoreEndTokens() ? ", end tokens ignored" : ""));
        row(
                "Full-depth reference",
                header.referenceChunk() == 0 ? "off" : "every " + header.referenceChunk() + " tokens");
        row(
                "Ended",
                trace.endReason() == null
                        ? "recording was cut off"
                        : Words.of(trace.endReason())
                                + (trace.root().failure() == null
                                        ? ""
                                        : ": " + trace.root().failure()));
        out.write("</table><h3>Depth</h3><table><tr><th>from token</th><th>schedule</th><th>core layers</th>"
                + "<th>skipped first</th><th>KV policy</th></tr>");
        for (DepthChange change : trace.changes()) {
            var configuration = change.configuration();
            out.write("<tr><td>" + change.index() + "</td><td>" + Html.escape(Words.of(configuration.schedule()))
                    + "</td><td>first " + configuration.roles().coreHead() + ", last "
                    + configuration.roles().coreTail() + "</td><td>"
                    + Html.escape(configuration.order().name() + " "
                            + configuration.order().layers()) + "</td><td>"
                    + Words.of(change.kvPolicy()) + "</td></tr>");
        }
        out.write("</table></section>\n");
    }

    private void row(String name, String value) throws IOException {
        out.write("<tr><th>" + name + "</th><td>" + Html.escape(value) + "</td></tr>");
    }

    private String style() {
        var css = new StringBuilder(":root{color-scheme:light dark}");
        css.append(":root{").append(variables(Palette.LIGHT)).append('}');
        css.append("@media(prefers-color-scheme:dark){:root{")
                .append(variables(Palette.DARK))
                .append("}}");
        css.append("""
                body{margin:0;background:var(--background);color:var(--text);font:15px/1.5 system-ui,sans-serif}
                main{max-width:1040px;margin:0 auto;padding:24px}h1{margin:0;font-size:24px}h2{margin:28px 0 8px;font-size:18px}
                h3{margin:18px 0 6px;font-size:15px}.muted,.definition{color:var(--muted-text)}
                .text{white-space:pre-wrap;overflow-wrap:anywhere;border:1px solid var(--grid);border-radius:6px;padding:12px}
                .shown{font-weight:600}.answer{line-height:1.9}.answer span{border-radius:2px}.legend{display:flex;align-items:center;gap:1px}
                .legend i{width:14px;height:14px}.legend span{margin:0 6px;color:var(--muted-text)}
                table{border-collapse:collapse;width:100%;font-variant-numeric:tabular-nums}
                th,td{border-bottom:1px solid var(--grid);padding:4px 12px 4px 0;text-align:left;vertical-align:top;overflow-wrap:anywhere}
                th{font-weight:600;white-space:nowrap}.definition{font-size:13px}figure{margin:0 0 12px}
                figure svg{display:block;height:auto}details{margin-top:8px}summary{cursor:pointer;color:var(--muted-text)}
                """);
        int layers = trace.header().layers();
        for (int depth = 0; depth <= layers; depth++) {
            int rgb = Viridis.rgb(layers == 1 ? 1 : (depth - 1.0) / (layers - 1));
            css.append(String.format(Locale.ROOT, ".d%d{background:#%06x;color:%s}", depth, rgb, Html.readableOn(rgb)));
        }
        return css.toString();
    }

    private static String variables(Palette palette) {
        var css = new StringBuilder();
        for (Role role : Role.values()) {
            css.append(role.variable())
                    .append(':')
                    .append(rgb(role.of(palette)))
                    .append(';');
        }
        return css.toString();
    }

    private static String rgb(Color color) {
        return "rgb(" + color.getRed() + "," + color.getGreen() + "," + color.getBlue() + ")";
    }

    /** A colour of the palette as a CSS variable. */
    private enum Role {
        BACKGROUND,
        TEXT,
        MUTED_TEXT,
        GRID,
        EMPTY,
        FIRST,
        SECOND,
        THIRD,
        FOURTH;

        String variable() {
            return "--" + name().toLowerCase(Locale.ROOT).replace('_', '-');
        }

        Color of(Palette palette) {
            return switch (this) {
                case BACKGROUND -> palette.background();
                case TEXT -> palette.text();
                case MUTED_TEXT -> palette.mutedText();
                case GRID -> palette.grid();
                case EMPTY -> palette.empty();
                case FIRST -> palette.first();
                case SECOND -> palette.second();
                case THIRD -> palette.third();
                case FOURTH -> palette.fourth();
            };
        }
    }
}
