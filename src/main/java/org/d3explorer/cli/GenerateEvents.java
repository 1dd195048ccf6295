package org.d3explorer.cli;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.util.List;
import java.util.Locale;
import org.d3explorer.depth.LayerSet;
import org.d3explorer.trace.EndReason;
import org.d3explorer.trace.ReferenceRecord;
import org.d3explorer.trace.RunHeader;
import org.d3explorer.trace.RunStatistics;
import org.d3explorer.trace.TokenRecord;
import org.d3explorer.trace.TokenTimes;
import org.jspecify.annotations.Nullable;

/**
 * The objects that {@code generate --json} prints, one a line. Their fields are a public contract, documented in the
 * README: fields may be added, none is renamed or removed.
 */
final class GenerateEvents {
    private static final double NANOS_PER_MILLI = 1e6;

    private GenerateEvents() {}

    /** The first line: what runs, on what. */
    @JsonPropertyOrder("event")
    record Start(
            String event,
            String version,
            String model,
            String manifestSha256,
            String precision,
            int layers,
            String device,
            int threads,
            int promptTokens,
            String preset,
            double alpha,
            int start,
            int coreHead,
            int coreTail,
            String order,
            List<Integer> skipOrder,
            String kv,
            int maxNewTokens,
            double temperature,
            int topK,
            double topP,
            double minP,
            long seed,
            int referenceChunk) {

        static Start of(RunHeader header, DepthChoice choice) {
            var sampling = header.sampling();
            return new Start(
                    "start",
                    header.programVersion(),
                    header.model(),
                    header.manifestSha256(),
                    header.precision(),
                    header.layers(),
                    header.executionProvider(),
                    header.threads(),
                    header.promptIds().size(),
                    choice.settings().preset().id(),
                    choice.settings().alpha(),
                    choice.settings().start(),
                    choice.configuration().roles().coreHead(),
                    choice.configuration().roles().coreTail(),
                    choice.configuration().order().name(),
                    choice.configuration().order().layers(),
                    choice.kvPolicy().name().toLowerCase(Locale.ROOT),
                    header.maxNewTokens(),
                    sampling.temperature(),
                    sampling.topK(),
                    sampling.topP(),
                    sampling.minP(),
                    sampling.seed(),
                    header.referenceChunk());
        }
    }

    /** One generated token. */
    record Token(
            String event,
            int index,
            int id,
            String text,
            int position,
            int depth,
            LayerSet executed,
            LayerSet backfilled,
            LayerSet copied,
            double nll,
            double entropy,
            Milliseconds ms,
            @Nullable Reference reference) {

        static Token of(TokenRecord token, @Nullable ReferenceRecord reference) {
            return new Token(
                    "token",
                    token.index(),
                    token.id(),
                    token.text(),
                    token.position(),
                    token.depth(),
                    token.executed(),
                    token.backfilled(),
                    token.copied(),
                    token.nll(),
                    token.entropy(),
                    Milliseconds.of(token.times()),
                    reference == null ? null : new Reference(reference.nll(), reference.kl(), reference.sameTop1()));
        }
    }

    /** Where a token's time went, in ms. */
    record Milliseconds(double total, double layers, double backfill, double head, double sampling) {
        static Milliseconds of(TokenTimes times) {
            return new Milliseconds(
                    times.totalNanos() / NANOS_PER_MILLI,
                    times.layersNanos() / NANOS_PER_MILLI,
                    times.backfillNanos() / NANOS_PER_MILLI,
                    times.headNanos() / NANOS_PER_MILLI,
                    times.samplingNanos() / NANOS_PER_MILLI);
        }
    }

    /** A token under full depth. */
    record Reference(double nll, double kl, boolean top1) {}

    /** The last line: the run in figures; {@code null} where one could not be measured. */
    record End(
            String event,
            String reason,
            int tokens,
            double ttftMs,
            double tokensPerS,
            double meanDepth,
            double operationsRatio,
            double idealSpeedup,
            double perplexity) {

        static End of(EndReason reason, RunStatistics figures) {
            return new End(
                    "end",
                    reason.name().toLowerCase(Locale.ROOT),
                    figures.tokens(),
                    figures.ttftMillis(),
                    figures.tokensPerSecond(),
                    figures.meanDepth(),
                    figures.operationsRatio(),
                    figures.idealSpeedup(),
                    figures.perplexity());
        }
    }
}
