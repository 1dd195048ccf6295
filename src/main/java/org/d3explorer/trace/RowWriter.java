package org.d3explorer.trace;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.d3explorer.depth.DepthConfiguration;
import org.d3explorer.depth.DepthSchedule;

/**
 * Writes the objects a trace consists of. A candidate's text is written where its id comes up for the first time or with
 * another text than before, so one writer serves one document from its beginning.
 */
final class RowWriter {
    private final JsonGenerator out;
    private final Map<Integer, String> texts = new HashMap<>();

    RowWriter(JsonGenerator out) {
        this.out = out;
    }

    void format() throws IOException {
        out.writeStringField("format", TraceFormat.NAME);
        out.writeNumberField("schema_version", TraceFormat.SCHEMA_VERSION);
    }

    void header(RunHeader header) throws IOException {
        out.writeStartObject();
        text("program_version", header.programVersion());
        text("started_at", header.startedAt().toString());
        text("model", header.model());
        text("manifest_sha256", header.manifestSha256());
        text("precision", header.precision());
        out.writeNumberField("layers", header.layers());
        out.writeNumberField("vocabulary_size", header.vocabularySize());
        text("machine", header.machine());
        text("execution_provider", header.executionProvider());
        out.writeNumberField("threads", header.threads());
        text("prompt", header.prompt());
        text("rendered_prompt", header.renderedPrompt());
        integers("prompt_ids", header.promptIds());
        out.writeNumberField("max_new_tokens", header.maxNewTokens());
        out.writeBooleanField("ignore_end_tokens", header.ignoreEndTokens());
        sampling(header.sampling());
        out.writeNumberField("reference_chunk", header.referenceChunk());
        out.writeEndObject();
    }

    private void sampling(Sampling sampling) throws IOException {
        out.writeObjectFieldStart("sampling");
        out.writeNumberField("temperature", sampling.temperature());
        out.writeNumberField("top_k", sampling.topK());
        out.writeNumberField("top_p", sampling.topP());
        out.writeNumberField("min_p", sampling.minP());
        out.writeNumberField("repetition_penalty", sampling.repetitionPenalty());
        out.writeNumberField("presence_penalty", sampling.presencePenalty());
        out.writeNumberField("frequency_penalty", sampling.frequencyPenalty());
        out.writeNumberField("seed", sampling.seed());
        out.writeStringField("generator", Sampling.GENERATOR);
        out.writeEndObject();
    }

    void fork(Fork fork) throws IOException {
        out.writeStartObject();
        out.writeNumberField("parent", fork.parent());
        out.writeNumberField("index", fork.index());
        out.writeStringField("reason", TraceFormat.name(fork.reason()));
        out.writeEndObject();
    }

    void change(DepthChange change) throws IOException {
        DepthConfiguration configuration = change.configuration();
        out.writeStartObject();
        out.writeNumberField("index", change.index());
        out.writeStringField("kv_policy", TraceFormat.name(change.kvPolicy()));
        schedule(configuration.schedule());
        out.writeNumberField("core_head", configuration.roles().coreHead());
        out.writeNumberField("core_tail", configuration.roles().coreTail());
        out.writeObjectFieldStart("order");
        text("name", configuration.order().name());
        integers("layers", configuration.order().layers());
        out.writeEndObject();
        out.writeEndObject();
    }

    private void schedule(DepthSchedule schedule) throws IOException {
        out.writeObjectFieldStart("schedule");
        switch (schedule) {
            case DepthSchedule.Full() -> out.writeStringField("kind", "full");
            case DepthSchedule.PowerLaw(double alpha, int start) -> {
                out.writeStringField("kind", "power_law");
                out.writeNumberField("alpha", alpha);
                out.writeNumberField("start", start);
            }
            case DepthSchedule.Linear(int maxDepth, int minDepth, int tokens) -> {
                out.writeStringField("kind", "linear");
                out.writeNumberField("max_depth", maxDepth);
                out.writeNumberField("min_depth", minDepth);
                out.writeNumberField("tokens", tokens);
            }
            case DepthSchedule.Constant(int depth) -> {
                out.writeStringField("kind", "constant");
                out.writeNumberField("depth", depth);
            }
        }
        out.writeEndObject();
    }

    /**
     * Writes a token.
     *
     * @throws IllegalArgumentException if its layer times do not fit the layers that ran, or a number is not finite
     */
    void token(TokenRecord token) throws IOException {
        out.writeStartObject();
        out.writeNumberField("index", token.index());
        out.writeNumberField("id", token.id());
        text("text", token.text());
        out.writeNumberField("position", token.position());
        out.writeNumberField("depth", token.depth());
        out.writeStringField("executed", TraceFormat.hex(token.executed()));
        if (!token.backfilled().isEmpty()) {
            out.writeStringField("backfilled", TraceFormat.hex(token.backfilled()));
        }
        if (!token.copied().isEmpty()) {
            out.writeStringField("copied", TraceFormat.hex(token.copied()));
        }
        number("nll", token.nll());
        number("entropy", token.entropy());
        candidates(token.candidates());
        times(token);
        out.writeEndObject();
    }

    private void times(TokenRecord token) throws IOException {
        TokenTimes times = token.times();
        out.writeNumberField("total_ns", times.totalNanos());
        out.writeArrayFieldStart("layers_ns");
        for (int layer = 0; layer < times.layerNanos().size(); layer++) {
            long nanos = times.layerNanos().get(layer);
            if (token.executed().contains(layer)) {
                out.writeNumber(nanos);
            } else if (nanos != 0) {
                throw new IllegalArgumentException(
                        "token " + token.index() + " has a time for layer " + layer + ", which did not run");
            }
        }
        out.writeEndArray();
        out.writeNumberField("backfill_ns", times.backfillNanos());
        out.writeNumberField("head_ns", times.headNanos());
        out.writeNumberField("sampling_ns", times.samplingNanos());
    }

    void reference(ReferenceRecord reference) throws IOException {
        out.writeStartObject();
        out.writeNumberField("index", reference.index());
        number("nll", reference.nll());
        number("kl", reference.kl());
        number("delta_probability", reference.deltaProbability());
        out.writeBooleanField("same_top1", reference.sameTop1());
        out.writeNumberField("rank", reference.rank());
        candidates(reference.candidates());
        out.writeEndObject();
    }

    void pass(ReferencePass pass) throws IOException {
        out.writeStartObject();
        out.writeNumberField("index", pass.index());
        out.writeNumberField("tokens", pass.tokens());
        out.writeNumberField("ns", pass.nanos());
        out.writeEndObject();
    }

    private void candidates(List<Candidate> candidates) throws IOException {
        out.writeArrayFieldStart("candidates");
        for (Candidate candidate : candidates) {
            out.writeStartArray();
            out.writeNumber(candidate.id());
            out.writeNumber(finite("log probability", candidate.logProbability()));
            if (!candidate.text().equals(texts.put(candidate.id(), candidate.text()))) {
                out.writeString(whole(candidate.text()));
            }
            out.writeEndArray();
        }
        out.writeEndArray();
    }

    private void integers(String field, List<Integer> values) throws IOException {
        out.writeArrayFieldStart(field);
        for (int value : values) {
            out.writeNumber(value);
        }
        out.writeEndArray();
    }

    private void number(String field, double value) throws IOException {
        out.writeNumberField(field, finite(field, value));
    }

    void text(String field, String value) throws IOException {
        out.writeStringField(field, whole(value));
    }

    private static double finite(String name, double value) {
        if (!Double.isFinite(value)) {
            throw new IllegalArgumentException(name + " is " + value + ", expected a finite number");
        }
        return value;
    }

    /** Half a surrogate pair has no UTF-8 form; it becomes U+FFFD as in any decoder. */
    private static String whole(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (Character.isSurrogate(text.charAt(i))) {
                return new String(
                        text.codePoints()
                                .map(c -> Character.getType(c) == Character.SURROGATE ? 0xFFFD : c)
                                .toArray(),
                        0,
                        text.codePointCount(0, text.length()));
            }
        }
        return text;
    }
}
