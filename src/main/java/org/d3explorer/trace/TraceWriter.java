package org.d3explorer.trace;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPOutputStream;

/** Writes a trace as one JSON document, one record a line. */
public final class TraceWriter {
    private static final String COMPRESSED = ".gz";

    private TraceWriter() {}

    /**
     * Writes the trace in the form that a file's name asks for: {@code .gz} gzip-compressed JSON, {@code .jsonl} JSON
     * Lines, any other name plain JSON. {@link TraceReader#read} reads them all.
     *
     * @param file what is being written
     * @param out not closed
     * @throws IOException if writing fails
     * @throws IllegalArgumentException if a record holds a number that is not finite
     */
    static void write(Trace trace, Path file, OutputStream out) throws IOException {
        var name = file.toString();
        if (name.endsWith(COMPRESSED)) {
            writeCompressed(trace, out);
        } else if (name.endsWith(TraceReader.LINES)) {
            writeJsonLines(trace, out);
        } else {
            writeJson(trace, out);
        }
    }

    /**
     * Writes the trace as plain JSON.
     *
     * @param out not closed
     * @throws IOException if writing fails
     * @throws IllegalArgumentException if a record holds a number that is not finite
     */
    public static void writeJson(Trace trace, OutputStream out) throws IOException {
        JsonGenerator json = TraceFormat.JSON.getFactory().createGenerator(out);
        json.disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
        var rows = new RowWriter(json);
        json.writeStartObject();
        rows.format();
        json.writeFieldName("header");
        rows.header(trace.header());
        json.writeFieldName("summary");
        summary(json, rows, TraceSummary.of(trace));
        json.writeArrayFieldStart("branches");
        for (Branch branch : trace.branches()) {
            branch(json, rows, branch);
        }
        json.writeEndArray();
        json.writeEndObject();
        json.writeRaw('\n');
        json.close();
    }

    /**
     * Writes the trace as gzip-compressed JSON, the form in which it is kept.
     *
     * @param out not closed
     * @throws IOException if writing fails
     * @throws IllegalArgumentException if a record holds a number that is not finite
     */
    public static void writeCompressed(Trace trace, OutputStream out) throws IOException {
        var gzip = new GZIPOutputStream(out, 1 << 16);
        writeJson(trace, gzip);
        gzip.finish();
    }

    /**
     * Writes the trace as JSON Lines: the header, then one record a line.
     *
     * @param out not closed
     * @throws IOException if writing fails
     * @throws IllegalArgumentException if a record holds a number that is not finite
     */
    public static void writeJsonLines(Trace trace, OutputStream out) throws IOException {
        var lines = new JsonLines(out);
        lines.header(trace.header());
        for (Branch branch : trace.branches()) {
            lines.branch(branch);
        }
        lines.flush();
    }

    private static void summary(JsonGenerator json, RowWriter rows, TraceSummary summary) throws IOException {
        json.writeStartObject();
        json.writeNumberField("tokens", summary.tokens());
        json.writeNumberField("branches", summary.branches());
        if (summary.endReason() != null) {
            json.writeStringField("end_reason", TraceFormat.name(summary.endReason()));
        }
        if (!Double.isNaN(summary.meanDepth())) {
            json.writeNumberField("mean_depth", summary.meanDepth());
        }
        if (Double.isFinite(summary.perplexity())) {
            json.writeNumberField("perplexity", summary.perplexity());
        }
        if (!Double.isNaN(summary.meanKl())) {
            json.writeNumberField("mean_kl", summary.meanKl());
        }
        if (summary.depth() != null) {
            json.writeFieldName("depth");
            rows.change(summary.depth());
        }
        json.writeNumberField("changes", summary.changes());
        rows.text("text", summary.text());
        json.writeEndObject();
    }

    private static void branch(JsonGenerator json, RowWriter rows, Branch branch) throws IOException {
        json.writeStartObject();
        json.writeNumberField("id", branch.id());
        if (branch.fork() != null) {
            json.writeFieldName("fork");
            rows.fork(branch.fork());
        }
        array(json, "changes", branch.changes(), rows::change);
        array(json, "tokens", branch.tokens(), rows::token);
        array(json, "references", branch.references(), rows::reference);
        array(json, "passes", branch.passes(), rows::pass);
        if (branch.endReason() != null) {
            json.writeStringField("end_reason", TraceFormat.name(branch.endReason()));
        }
        if (branch.failure() != null) {
            rows.text("failure", branch.failure());
        }
        json.writeEndObject();
    }

    private interface Row<T> {
        void write(T value) throws IOException;
    }

    private static <T> void array(JsonGenerator json, String field, List<T> values, Row<T> row) throws IOException {
        json.writeArrayFieldStart(field);
        for (T value : values) {
            json.writeRaw('\n');
            row.write(value);
        }
        json.writeEndArray();
    }
}
