package org.d3explorer.trace;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.d3explorer.depth.DepthConfiguration;
import org.d3explorer.depth.DepthSchedule;
import org.d3explorer.depth.KvPolicy;
import org.d3explorer.depth.LayerRoles;
import org.d3explorer.depth.LayerSet;
import org.d3explorer.depth.SkipOrder;

/** Reads the objects a trace consists of; the counterpart of {@link RowWriter}, one for one document. */
final class RowReader {
    private final Map<Integer, String> texts = new HashMap<>();

    /** Checks that the row says it is a trace of a version this program reads. */
    static void format(JsonRow row) {
        String format = row.text("format");
        if (!format.equals(TraceFormat.NAME)) {
            throw row.wrong("format", '"' + TraceFormat.NAME + '"');
        }
        int version = row.integer("schema_version", 1, Integer.MAX_VALUE);
        if (version != TraceFormat.SCHEMA_VERSION) {
            throw row.wrong(
                    "schema_version",
                    TraceFormat.SCHEMA_VERSION + "; a newer version of this program wrote the file, use that one");
        }
    }

    static RunHeader header(JsonRow row) {
        int vocabularySize = row.integer("vocabulary_size", 1, Integer.MAX_VALUE);
        var promptIds = row.integers("prompt_ids", 0, vocabularySize - 1);
        if (promptIds.isEmpty()) {
            throw row.wrong("prompt_ids", "one id or more");
        }
        var header = new RunHeader(
                row.text("program_version"),
                instant(row),
                row.text("model"),
                sha256(row),
                row.text("precision"),
                row.integer("layers", 1, TraceFormat.MAX_LAYERS),
                vocabularySize,
                row.text("machine"),
                row.text("execution_provider"),
                row.integer("threads", 0, Integer.MAX_VALUE),
                row.text("prompt"),
                row.text("rendered_prompt"),
                promptIds,
                row.integer("max_new_tokens", 0, Integer.MAX_VALUE),
                row.flag("ignore_end_tokens"),
                sampling(row.row("sampling")),
                row.integer("reference_chunk", 0, Integer.MAX_VALUE));
        row.end();
        return header;
    }

    private static Instant instant(JsonRow row) {
        try {
            return Instant.parse(row.text("started_at"));
        } catch (DateTimeException e) {
            throw row.wrong("started_at", "a time such as 2026-01-31T12:00:00Z");
        }
    }

    private static String sha256(JsonRow row) {
        String hash = row.text("manifest_sha256");
        if (!hash.matches("[0-9a-f]{64}")) {
            throw row.wrong("manifest_sha256", "64 lower-case hexadecimal digits");
        }
        return hash;
    }

    private static Sampling sampling(JsonRow row) {
        if (!row.text("generator").equals(Sampling.GENERATOR)) {
            throw row.wrong("generator", '"' + Sampling.GENERATOR + '"');
        }
        try {
            var sampling = new Sampling(
                    row.number("temperature"),
                    row.integer("top_k", 0, Integer.MAX_VALUE),
                    row.number("top_p"),
                    row.number("min_p"),
                    row.number("repetition_penalty"),
                    row.number("presence_penalty"),
                    row.number("frequency_penalty"),
                    row.longInteger("seed", Long.MIN_VALUE, Long.MAX_VALUE));
            row.end();
            return sampling;
        } catch (IllegalArgumentException e) {
            throw row.wrongRow("not valid (" + e.getMessage() + ")", "settings in range");
        }
    }

    Fork fork(JsonRow row) {
        var fork = new Fork(
                row.integer("parent", 0, Integer.MAX_VALUE),
                row.integer("index", 0, Integer.MAX_VALUE),
                row.one("reason", Fork.Reason.class));
        row.end();
        return fork;
    }

    DepthChange change(JsonRow row, int layers) {
        try {
            var roles = new LayerRoles(row.integer("core_head", 0, layers), row.integer("core_tail", 0, layers));
            JsonRow order = row.row("order");
            var configuration = new DepthConfiguration(
                    schedule(row.row("schedule")),
                    roles,
                    new SkipOrder(order.text("name"), order.integers("layers", 0, layers - 1)));
            order.end();
            var change = new DepthChange(
                    row.integer("index", 0, Integer.MAX_VALUE), configuration, row.one("kv_policy", KvPolicy.class));
            row.end();
            return change;
        } catch (IllegalArgumentException e) {
            throw row.wrongRow("not valid (" + e.getMessage() + ")", "a depth configuration in range");
        }
    }

    private static DepthSchedule schedule(JsonRow row) {
        DepthSchedule schedule =
                switch (row.text("kind")) {
                    case "full" -> new DepthSchedule.Full();
                    case "power_law" ->
                        new DepthSchedule.PowerLaw(row.number("alpha"), row.integer("start", 0, Integer.MAX_VALUE));
                    case "linear" ->
                        new DepthSchedule.Linear(
                                row.integer("max_depth", 1, Integer.MAX_VALUE),
                                row.integer("min_depth", 1, Integer.MAX_VALUE),
                                row.integer("tokens", 1, Integer.MAX_VALUE));
                    case "constant" -> new DepthSchedule.Constant(row.integer("depth", 1, Integer.MAX_VALUE));
                    default -> throw row.wrong("kind", "full, power_law, linear or constant");
                };
        row.end();
        return schedule;
    }

    TokenRecord token(JsonRow row, RunHeader header) {
        LayerSet executed = layers(row, "executed", header.layers());
        int depth = row.integer("depth", 0, header.layers());
        if (depth != executed.size()) {
            throw row.wrong("depth", "the number of executed layers, " + executed.size());
        }
        int index = row.integer("index", 0, Integer.MAX_VALUE);
        int position = row.integer("position", 0, Integer.MAX_VALUE);
        if (position != header.promptIds().size() + index - 1) {
            throw row.wrong(
                    "position",
                    "prompt tokens + index − 1, " + (header.promptIds().size() + index - 1));
        }
        var token = new TokenRecord(
                index,
                row.integer("id", 0, header.vocabularySize() - 1),
                row.text("text"),
                position,
                depth,
                executed,
                subset(row, "backfilled", executed, header.layers()),
                subset(row, "copied", executed, header.layers()),
                row.number("nll"),
                row.number("entropy"),
                row.candidates("candidates", header.vocabularySize(), texts),
                times(row, executed, header.layers()));
        row.end();
        return token;
    }

    private static TokenTimes times(JsonRow row, LayerSet executed, int layers) {
        List<Long> ran = row.nanos("layers_ns");
        if (ran.size() != executed.size()) {
            throw row.wrong("layers_ns", "one time for each of the " + executed.size() + " executed layers");
        }
        var all = new ArrayList<Long>(Collections.nCopies(layers, 0L));
        int next = 0;
        for (int layer : executed.toArray()) {
            all.set(layer, ran.get(next++));
        }
        return new TokenTimes(
                row.longInteger("total_ns", 0, Long.MAX_VALUE),
                all,
                row.longInteger("backfill_ns", 0, Long.MAX_VALUE),
                row.longInteger("head_ns", 0, Long.MAX_VALUE),
                row.longInteger("sampling_ns", 0, Long.MAX_VALUE));
    }

    private static LayerSet subset(JsonRow row, String field, LayerSet executed, int layers) {
        if (!row.has(field)) {
            return LayerSet.empty();
        }
        LayerSet set = layers(row, field, layers);
        if (!set.isSubsetOf(executed)) {
            throw row.wrong(field, "some of the executed layers");
        }
        return set;
    }

    private static LayerSet layers(JsonRow row, String field, int layers) {
        String digits = row.text(field);
        if (!TraceFormat.isHex(digits)) {
            throw row.wrong(field, "a bit set as lower-case hexadecimal digits");
        }
        LayerSet set = TraceFormat.layers(digits);
        if (!set.isSubsetOf(LayerSet.all(layers))) {
            throw row.wrong(field, "layers below " + layers);
        }
        return set;
    }

    ReferenceRecord reference(JsonRow row, RunHeader header) {
        var reference = new ReferenceRecord(
                row.integer("index", 0, Integer.MAX_VALUE),
                row.number("nll"),
                row.number("kl"),
                row.number("delta_probability"),
                row.flag("same_top1"),
                row.integer("rank", 0, header.vocabularySize() - 1),
                row.candidates("candidates", header.vocabularySize(), texts));
        row.end();
        return reference;
    }

    static ReferencePass pass(JsonRow row) {
        var pass = new ReferencePass(
                row.integer("index", 0, Integer.MAX_VALUE),
                row.integer("tokens", 1, Integer.MAX_VALUE),
                row.longInteger("ns", 0, Long.MAX_VALUE));
        row.end();
        return pass;
    }
}
