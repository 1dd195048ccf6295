package org.d3explorer.trace;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.MinimalPrettyPrinter;
import java.io.IOException;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/**
 * Writes a trace as JSON Lines, one record a line in the order in which a run makes them. It is the form of the journal
 * a run is recorded in: whatever is there can be read, even if the end is missing.
 */
final class JsonLines implements AutoCloseable {
    private final JsonGenerator json;
    private final RowWriter rows;

    /**
     * Starts a document.
     *
     * @param out closed with this
     */
    JsonLines(OutputStream out) throws IOException {
        json = TraceFormat.JSON.getFactory().createGenerator(out);
        json.setPrettyPrinter(new MinimalPrettyPrinter(""));
        rows = new RowWriter(json);
    }

    void header(RunHeader header) throws IOException {
        json.writeStartObject();
        rows.format();
        json.writeFieldName("header");
        rows.header(header);
        endLine();
    }

    void branch(int id, @Nullable Fork fork) throws IOException {
        startLine("branch");
        json.writeStartObject();
        json.writeNumberField("id", id);
        if (fork != null) {
            json.writeFieldName("fork");
            rows.fork(fork);
        }
        json.writeEndObject();
        endLine();
    }

    void change(DepthChange change) throws IOException {
        startLine("change");
        rows.change(change);
        endLine();
    }

    void token(TokenRecord token) throws IOException {
        startLine("token");
        rows.token(token);
        endLine();
    }

    void reference(ReferenceRecord reference) throws IOException {
        startLine("reference");
        rows.reference(reference);
        endLine();
    }

    void pass(ReferencePass pass) throws IOException {
        startLine("pass");
        rows.pass(pass);
        endLine();
    }

    void end(EndReason reason, @Nullable String failure) throws IOException {
        startLine("end");
        json.writeStartObject();
        json.writeStringField("reason", TraceFormat.name(reason));
        if (failure != null) {
            rows.text("failure", failure);
        }
        json.writeEndObject();
        endLine();
    }

    /** Writes a whole branch. */
    void branch(Branch branch) throws IOException {
        branch(branch.id(), branch.fork());
        for (DepthChange change : branch.changes()) {
            change(change);
        }
        for (TokenRecord token : branch.tokens()) {
            token(token);
        }
        for (ReferenceRecord reference : branch.references()) {
            reference(reference);
        }
        for (ReferencePass pass : branch.passes()) {
            pass(pass);
        }
        if (branch.endReason() != null) {
            end(branch.endReason(), branch.failure());
        }
    }

    /** Hands what was written to the stream. */
    void flush() throws IOException {
        json.flush();
    }

    @Override
    public void close() throws IOException {
        json.close();
    }

    private void startLine(String kind) throws IOException {
        json.writeStartObject();
        json.writeFieldName(kind);
    }

    /** The line break comes at once, so that a reader can tell a whole line from one cut off. */
    private void endLine() throws IOException {
        json.writeEndObject();
        json.writeRaw('\n');
    }
}
