package org.d3explorer.trace.export;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.OutputStream;
import java.math.BigDecimal;
import org.d3explorer.trace.ReferencePass;
import org.d3explorer.trace.TokenRecord;
import org.d3explorer.trace.Trace;

/**
 * Chrome trace events of one branch, for ui.perfetto.dev and chrome://tracing. Each token is a slice that holds its
 * backfill, layers, head and sampling one after another; reference passes have a track of their own; depth and
 * perplexity are counters. Only durations are recorded, so what of a token belongs to none of its parts stands at its
 * end, all its backfill at its beginning, and a reference pass right after the last token it covers.
 */
final class PerfettoExport {
    private static final int PROCESS = 1;
    private static final int TOKENS = 1;
    private static final int REFERENCE = 2;
    private static final int NANOS_DIGITS = 3;

    private final JsonGenerator json;

    private PerfettoExport(JsonGenerator json) {
        this.json = json;
    }

    /**
     * Writes the events.
     *
     * @param trace of one branch
     * @param branch says which of several it is, empty for the only one
     */
    static void write(Trace trace, String branch, OutputStream out) throws IOException {
        JsonGenerator json = new JsonFactory().createGenerator(out);
        json.disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
        new PerfettoExport(json).events(trace, branch);
        json.close();
    }

    private void events(Trace trace, String branch) throws IOException {
        json.writeStartObject();
        json.writeStringField("displayTimeUnit", "ms");
        json.writeArrayFieldStart("traceEvents");
        name(
                "process_name",
                TOKENS,
                trace.header().model() + ", " + trace.header().executionProvider()
                        + (branch.isEmpty() ? "" : ", " + branch));
        name("thread_name", TOKENS, "tokens");
        if (!trace.root().passes().isEmpty()) {
            name("thread_name", REFERENCE, "full-depth reference");
        }
        long now = 0;
        for (TokenRecord token : trace.tokens()) {
            now = token(token, now);
            for (ReferencePass pass : trace.root().passes()) {
                if (pass.index() + pass.tokens() - 1 == token.index()) {
                    begin("reference of " + pass.tokens() + " tokens", "reference", REFERENCE, now, pass.nanos());
                    json.writeEndObject();
                    now += pass.nanos();
                }
            }
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private long token(TokenRecord token, long start) throws IOException {
        var times = token.times();
        long parts = times.layersNanos() + times.backfillNanos() + times.headNanos() + times.samplingNanos();
        long duration = Math.max(times.totalNanos(), parts);
        begin(token.index() == 0 ? "prefill and token 0" : "token " + token.index(), "token", TOKENS, start, duration);
        json.writeObjectFieldStart("args");
        json.writeStringField("text", token.text());
        json.writeNumberField("id", token.id());
        json.writeNumberField("position", token.position());
        json.writeNumberField("depth", token.depth());
        json.writeNumberField("nll", token.nll());
        json.writeEndObject();
        json.writeEndObject();
        counter("depth", start, token.depth());
        counter("perplexity", start, token.perplexity());
        long now = start;
        now = slice("backfill", "backfill", now, times.backfillNanos());
        for (int layer : token.executed().toArray()) {
            now = slice("layer " + layer, "layer", now, times.layerNanos().get(layer));
        }
        now = slice("head", "head", now, times.headNanos());
        slice("sampling", "sampling", now, times.samplingNanos());
        return start + duration;
    }

    private long slice(String name, String category, long start, long nanos) throws IOException {
        if (nanos > 0) {
            begin(name, category, TOKENS, start, nanos);
            json.writeEndObject();
        }
        return start + nanos;
    }

    private void begin(String name, String category, int thread, long start, long nanos) throws IOException {
        json.writeRaw('\n');
        json.writeStartObject();
        json.writeStringField("name", name);
        json.writeStringField("cat", category);
        json.writeStringField("ph", "X");
        json.writeNumberField("pid", PROCESS);
        json.writeNumberField("tid", thread);
        json.writeNumberField("ts", micros(start));
        json.writeNumberField("dur", micros(nanos));
    }

    private void counter(String name, long at, double value) throws IOException {
        json.writeRaw('\n');
        json.writeStartObject();
        json.writeStringField("name", name);
        json.writeStringField("ph", "C");
        json.writeNumberField("pid", PROCESS);
        json.writeNumberField("ts", micros(at));
        json.writeObjectFieldStart("args");
        json.writeNumberField(name, value);
        json.writeEndObject();
        json.writeEndObject();
    }

    private void name(String kind, int thread, String value) throws IOException {
        json.writeRaw('\n');
        json.writeStartObject();
        json.writeStringField("name", kind);
        json.writeStringField("ph", "M");
        json.writeNumberField("pid", PROCESS);
        json.writeNumberField("tid", thread);
        json.writeObjectFieldStart("args");
        json.writeStringField("name", value);
        json.writeEndObject();
        json.writeEndObject();
    }

    private static BigDecimal micros(long nanos) {
        return BigDecimal.valueOf(nanos, NANOS_DIGITS);
    }
}
