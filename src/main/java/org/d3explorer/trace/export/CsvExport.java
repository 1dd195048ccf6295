package org.d3explorer.trace.export;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.SequenceWriter;
import com.fasterxml.jackson.dataformat.csv.CsvMapper;
import com.fasterxml.jackson.dataformat.csv.CsvSchema;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.d3explorer.depth.DepthSchedule;
import org.d3explorer.depth.LayerSet;
import org.d3explorer.trace.DepthChange;
import org.d3explorer.trace.ReferenceRecord;
import org.d3explorer.trace.TokenRecord;
import org.d3explorer.trace.Trace;
import org.jspecify.annotations.Nullable;

/**
 * One row a token of one branch, its ancestors' tokens first. Times are in ns, NLL, entropy and KL in nats, sets of layers
 * are their indices with spaces between; what is unknown is empty. {@code branch} is the id of the branch exported,
 * {@code branches} the number of branches that the trace has, {@code token_branch} the id of the one whose own the token
 * is.
 */
final class CsvExport {
    private static final List<String> COLUMNS = List.of(
            "index",
            "id",
            "text",
            "position",
            "depth",
            "scheduled_depth",
            "alpha",
            "kv_policy",
            "executed",
            "backfilled",
            "copied",
            "nll",
            "perplexity",
            "entropy",
            "reference_nll",
            "kl",
            "delta_probability",
            "same_top1",
            "reference_rank",
            "total_ns",
            "layers_ns",
            "backfill_ns",
            "head_ns",
            "sampling_ns",
            "branch",
            "branches",
            "token_branch");

    private CsvExport() {}

    /**
     * Writes the rows.
     *
     * @param whole with all branches
     * @param branch id of the one to write
     */
    static void write(Trace whole, int branch, OutputStream out) throws IOException {
        Trace trace = whole.path(branch);
        int layers = trace.header().layers();
        var schema = CsvSchema.builder().addColumns(COLUMNS, CsvSchema.ColumnType.STRING);
        for (int layer = 0; layer < layers; layer++) {
            schema.addColumn("layer_" + layer + "_ns");
        }
        Map<Integer, ReferenceRecord> references = new HashMap<>();
        trace.references().forEach(reference -> references.put(reference.index(), reference));
        var mapper = new CsvMapper();
        mapper.disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
        try (SequenceWriter rows = mapper.writer(schema.build().withHeader()).writeValues(out)) {
            for (TokenRecord token : trace.tokens()) {
                var row = row(token, trace.inForce(token.index()), references.get(token.index()));
                row.add(branch);
                row.add(whole.branches().size());
                row.add(whole.owner(branch, token.index()));
                for (int layer = 0; layer < layers; layer++) {
                    row.add(
                            token.executed().contains(layer)
                                    ? token.times().layerNanos().get(layer)
                                    : "");
                }
                rows.write(row);
            }
        }
    }

    private static List<Object> row(TokenRecord token, DepthChange change, @Nullable ReferenceRecord reference) {
        var row = new ArrayList<Object>();
        row.add(token.index());
        row.add(token.id());
        row.add(token.text());
        row.add(token.position());
        row.add(token.depth());
        row.add(change.configuration()
                .depth(token.index(), token.times().layerNanos().size()));
        row.add(change.configuration().schedule() instanceof DepthSchedule.PowerLaw power ? power.alpha() : "");
        row.add(change.kvPolicy().name().toLowerCase(Locale.ROOT));
        row.add(spaced(token.executed()));
        row.add(spaced(token.backfilled()));
        row.add(spaced(token.copied()));
        row.add(token.nll());
        row.add(token.perplexity());
        row.add(token.entropy());
        row.add(reference == null ? "" : reference.nll());
        row.add(reference == null ? "" : reference.kl());
        row.add(reference == null ? "" : reference.deltaProbability());
        row.add(reference == null ? "" : reference.sameTop1());
        row.add(reference == null ? "" : reference.rank());
        var times = token.times();
        row.add(times.totalNanos());
        row.add(times.layersNanos());
        row.add(times.backfillNanos());
        row.add(times.headNanos());
        row.add(times.samplingNanos());
        return row;
    }

    private static String spaced(LayerSet layers) {
        return layers.stream().mapToObj(Integer::toString).collect(Collectors.joining(" "));
    }
}
