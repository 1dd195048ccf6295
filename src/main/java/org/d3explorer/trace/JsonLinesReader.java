package org.d3explorer.trace;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads what {@link JsonLines} writes, either strictly or as much of it as a killed process left whole. */
final class JsonLinesReader {
    private final Path file;
    private final RowReader rows = new RowReader();
    private @Nullable TraceAssembler assembler;
    private int line;

    private JsonLinesReader(Path file) {
        this.file = file;
    }

    /**
     * Reads a whole document.
     *
     * @throws TraceException if any line does not fit, or the last one has no line break
     */
    static Trace readWhole(Path file, InputStream in) throws IOException {
        var reader = new JsonLinesReader(file);
        var lines = new LineSource(in);
        String text = lines.next();
        while (text != null) {
            reader.line(text);
            text = lines.next();
        }
        if (lines.cutOff() || reader.assembler == null) {
            throw TraceException.at(
                    file, "line " + (reader.line + 1), lines.cutOff() ? "cut off" : "missing", "a line with its end");
        }
        TraceAssembler assembler = reader.assembler;
        return reader.whole(assembler);
    }

    /**
     * Reads as far as lines are whole and fit; what follows the first that does not is left out.
     *
     * @return nothing if there is no whole header
     * @throws TraceException if the first line is whole, but not the header of a trace this program reads
     */
    static Optional<Trace> readBeginning(Path file, InputStream in) throws IOException {
        var reader = new JsonLinesReader(file);
        var lines = new LineSource(in);
        String first = lines.next();
        if (first == null) {
            return Optional.empty();
        }
        reader.line(first);
        try {
            String text = lines.next();
            while (text != null) {
                reader.line(text);
                text = lines.next();
            }
        } catch (TraceException | IOException e) {
            // What a killed process or a lost disk block left behind the last whole line is not part of the run.
        }
        TraceAssembler assembler = reader.assembler;
        return assembler == null || assembler.isEmpty() ? Optional.empty() : Optional.of(assembler.build());
    }

    private Trace whole(TraceAssembler assembler) {
        try {
            return assembler.build();
        } catch (IllegalArgumentException e) {
            throw new TraceException(file + ": does not fit: " + e.getMessage(), e);
        }
    }

    private void line(String text) throws IOException {
        line++;
        JsonNode node;
        try (JsonParser parser = TraceFormat.JSON.createParser(text)) {
            var bounded = new BoundedParser(parser);
            if (parser.nextToken() == null) {
                throw TraceException.at(file, "line " + line, "empty", "an object");
            }
            node = bounded.readRow();
            JsonToken more = parser.nextToken();
            if (more != null) {
                throw TraceException.at(file, "line " + line, "followed by more JSON", "one object");
            }
        } catch (JsonProcessingException e) {
            throw new TraceException(file + ": line " + line + ": not valid JSON, " + e.getOriginalMessage(), e);
        }
        var row = new JsonRow(file, "line " + line + ": ", node);
        row.fitting(() -> read(row));
        row.end();
    }

    private void read(JsonRow row) {
        if (assembler == null) {
            RowReader.format(row);
            assembler = new TraceAssembler(RowReader.header(row.row("header")));
            return;
        }
        TraceAssembler to = assembler;
        RunHeader header = to.header();
        if (row.has("token")) {
            to.token(rows.token(row.row("token"), header));
        } else if (row.has("reference")) {
            to.reference(rows.reference(row.row("reference"), header));
        } else if (row.has("change")) {
            to.change(rows.change(row.row("change"), header.layers()));
        } else if (row.has("pass")) {
            to.pass(RowReader.pass(row.row("pass")));
        } else if (row.has("branch")) {
            JsonRow branch = row.row("branch");
            to.branch(
                    branch.integer("id", 0, Integer.MAX_VALUE),
                    branch.optionalRow("fork").map(rows::fork).orElse(null));
            branch.end();
        } else if (row.has("end")) {
            JsonRow end = row.row("end");
            to.end(end.one("reason", EndReason.class), end.has("failure") ? end.text("failure") : null);
            end.end();
        }
    }
}
