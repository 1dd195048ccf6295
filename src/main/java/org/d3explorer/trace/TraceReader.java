package org.d3explorer.trace;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Reads trace files strictly: a file is either a whole, consistent trace, or refused with one {@link TraceException} that
 * names the file and the field. Memory is bounded by what the file holds, never by what it claims.
 */
public final class TraceReader {
    /** Ending of the name of a file of JSON Lines. */
    static final String LINES = ".jsonl";

    private final Path file;
    private final RowReader rows = new RowReader();
    private final ObjectNode top = TraceFormat.JSON.createObjectNode();
    private @Nullable TraceAssembler assembler;
    private @Nullable TraceSummary summary;
    private boolean branchesSeen;

    private TraceReader(Path file) {
        this.file = file;
    }

    /**
     * Header and summary of a trace, without its tokens.
     *
     * @param header what the run was made of and on
     * @param summary what a list shows of it
     */
    public record Listing(RunHeader header, TraceSummary summary) {}

    /**
     * Reads a trace: JSON, gzip-compressed or not, or JSON Lines where the name ends in {@code .jsonl}.
     *
     * @throws TraceException if the file is not a trace
     */
    public static Trace read(Path file) {
        return guarded(file, () -> {
            try (InputStream in = TraceSource.open(file)) {
                if (file.toString().endsWith(LINES)) {
                    return JsonLinesReader.readWhole(file, in);
                }
                return new TraceReader(file).document(TraceSource.utf8(in));
            }
        });
    }

    /**
     * Reads only the beginning of a trace file. What follows is not checked.
     *
     * @throws TraceException if the beginning is not that of a trace
     */
    public static Listing readListing(Path file) {
        return guarded(file, () -> {
            try (InputStream in = TraceSource.open(file)) {
                return new TraceReader(file).beginning(TraceSource.utf8(in));
            }
        });
    }

    interface Reading<T> {
        T read() throws IOException;
    }

    /** Turns what can go wrong while reading into the one exception. */
    static <T> T guarded(Path file, Reading<T> reading) {
        try {
            return reading.read();
        } catch (JsonProcessingException e) {
            var at = e.getLocation();
            String where = at == null ? "" : "line " + at.getLineNr() + ", column " + at.getColumnNr() + ": ";
            throw new TraceException(file + ": " + where + "not valid JSON, " + e.getOriginalMessage(), e);
        } catch (CharacterCodingException e) {
            throw new TraceException(file + ": not valid UTF-8, expected a trace written as UTF-8", e);
        } catch (EOFException e) {
            throw new TraceException(file + ": the file ends too early, expected a whole trace", e);
        } catch (IOException e) {
            throw new TraceException(file + ": cannot be read, " + Objects.toString(e.getMessage(), "I/O error"), e);
        }
    }

    private Listing beginning(Reader in) throws IOException {
        try (JsonParser parser = TraceFormat.JSON.createParser(in)) {
            var bounded = begin(parser);
            while (parser.nextToken() == JsonToken.FIELD_NAME && (assembler == null || summary == null)) {
                if (parser.currentName().equals("branches")) {
                    break;
                }
                field(bounded, parser);
            }
            if (assembler == null || summary == null) {
                throw TraceException.at(
                        file, assembler == null ? "/header" : "/summary", "missing", "it before /branches");
            }
            return new Listing(assembler.header(), summary);
        }
    }

    private Trace document(Reader in) throws IOException {
        try (JsonParser parser = TraceFormat.JSON.createParser(in)) {
            var bounded = begin(parser);
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                field(bounded, parser);
            }
            if (parser.nextToken() != null) {
                throw TraceException.at(file, "what follows the document", "more JSON", "the end of the file");
            }
        }
        if (assembler == null || summary == null || !branchesSeen) {
            String missing = assembler == null ? "/header" : summary == null ? "/summary" : "/branches";
            throw TraceException.at(file, missing, "missing", "a whole trace");
        }
        Trace trace = fitting("/branches", assembler::build);
        var wrong = summary.firstDifference(TraceSummary.of(trace));
        if (wrong.isPresent()) {
            throw TraceException.at(
                    file, "/summary/" + wrong.get(), "not what the tokens give", "a trace as it was written");
        }
        return trace;
    }

    private BoundedParser begin(JsonParser parser) throws IOException {
        if (parser.nextToken() != JsonToken.START_OBJECT) {
            throw TraceException.at(file, "the document", String.valueOf(parser.currentToken()), "an object");
        }
        return new BoundedParser(parser);
    }

    private void field(BoundedParser bounded, JsonParser parser) throws IOException {
        String name = parser.currentName();
        JsonToken value = parser.nextToken();
        switch (name) {
            case "format", "schema_version" -> top.set(name, bounded.readRow());
            case "header" -> {
                RowReader.format(new JsonRow(file, "", top));
                assembler = new TraceAssembler(RowReader.header(new JsonRow(file, "/header", bounded.readRow())));
            }
            case "summary" -> {
                if (assembler == null) {
                    throw TraceException.at(file, "/summary", "before /header", "the header first");
                }
                int layers = assembler.header().layers();
                summary = summary(new JsonRow(file, "/summary", bounded.readRow()), layers);
            }
            case "branches" -> {
                if (assembler == null) {
                    throw TraceException.at(file, "/branches", "before /header", "the header first");
                }
                expect(value, JsonToken.START_ARRAY, "/branches");
                branchesSeen = true;
                int count = 0;
                while (parser.nextToken() != JsonToken.END_ARRAY) {
                    branch(assembler, bounded, parser, "/branches/" + count++);
                }
            }
            default -> throw TraceException.at(file, "/" + name, "unknown", "no such field");
        }
    }

    private TraceSummary summary(JsonRow row, int layers) {
        Optional<JsonRow> depth = row.optionalRow("depth");
        var summary = new TraceSummary(
                row.integer("tokens", 0, Integer.MAX_VALUE),
                row.integer("branches", 1, Integer.MAX_VALUE),
                row.has("end_reason") ? row.one("end_reason", EndReason.class) : null,
                row.has("mean_depth") ? row.number("mean_depth") : Double.NaN,
                row.has("perplexity") ? row.number("perplexity") : Double.NaN,
                row.has("mean_kl") ? row.number("mean_kl") : Double.NaN,
                depth.map(change -> rows.change(change, layers)).orElse(null),
                row.integer("changes", 0, Integer.MAX_VALUE),
                row.text("text"));
        row.end();
        return summary;
    }

    private void branch(TraceAssembler to, BoundedParser bounded, JsonParser parser, String path) throws IOException {
        expect(parser.currentToken(), JsonToken.START_OBJECT, path);
        ObjectNode small = TraceFormat.JSON.createObjectNode();
        boolean begun = false;
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            JsonToken value = parser.nextToken();
            switch (name) {
                case "id", "fork", "end_reason", "failure" -> small.set(name, bounded.readRow());
                case "changes", "tokens", "references", "passes" -> {
                    if (!begun) {
                        beginBranch(to, small, path);
                        begun = true;
                    }
                    expect(value, JsonToken.START_ARRAY, path + "/" + name);
                    int count = 0;
                    while (parser.nextToken() != JsonToken.END_ARRAY) {
                        String at = path + "/" + name + "/" + count++;
                        record(to, name, new JsonRow(file, at, bounded.readRow()));
                    }
                    small.putNull(name);
                }
                default -> throw TraceException.at(file, path + "/" + name, "unknown", "no such field");
            }
        }
        endBranch(to, small, path);
    }

    private void beginBranch(TraceAssembler to, ObjectNode small, String path) {
        JsonRow row = new JsonRow(file, path, small);
        int id = row.integer("id", 0, Integer.MAX_VALUE);
        Optional<JsonRow> fork = row.optionalRow("fork");
        fitting(path, () -> {
            to.branch(id, fork.map(rows::fork).orElse(null));
            return id;
        });
    }

    private void endBranch(TraceAssembler to, ObjectNode small, String path) {
        for (String required : new String[] {"id", "changes", "tokens", "references", "passes"}) {
            JsonNode value = small.get(required);
            if (value == null) {
                throw TraceException.at(file, path + "/" + required, "missing", "a whole branch");
            }
        }
        JsonRow row = new JsonRow(file, path, small);
        fitting(path, () -> {
            to.end(
                    row.has("end_reason") ? row.one("end_reason", EndReason.class) : null,
                    row.has("failure") ? row.text("failure") : null);
            return path;
        });
    }

    private void record(TraceAssembler to, String kind, JsonRow row) {
        RunHeader header = to.header();
        row.fitting(() -> {
            switch (kind) {
                case "changes" -> to.change(rows.change(row, header.layers()));
                case "tokens" -> to.token(rows.token(row, header));
                case "references" -> to.reference(rows.reference(row, header));
                default -> to.pass(RowReader.pass(row));
            }
        });
    }

    private void expect(@Nullable JsonToken found, JsonToken expected, String path) {
        if (found != expected) {
            throw TraceException.at(
                    file, path, String.valueOf(found), expected == JsonToken.START_ARRAY ? "an array" : "an object");
        }
    }

    private <T> T fitting(String path, Supplier<T> action) {
        try {
            return action.get();
        } catch (IllegalArgumentException e) {
            throw new TraceException(file + ": " + path + " does not fit: " + e.getMessage(), e);
        }
    }
}
