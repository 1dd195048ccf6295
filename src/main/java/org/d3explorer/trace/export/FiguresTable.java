package org.d3explorer.trace.export;

import java.io.IOException;
import java.io.Writer;
import java.util.Locale;
import org.d3explorer.trace.Estimate;
import org.d3explorer.trace.RunStatistics;
import org.d3explorer.trace.Trace;

/** The figures of a run as an HTML table, each with its unit and its definition; what is unknown is a dash. */
final class FiguresTable {
    private static final String UNKNOWN = "–";

    private final RunStatistics statistics;
    private final boolean reference;

    FiguresTable(Trace trace) {
        statistics = trace.statistics();
        reference = trace.header().referenceChunk() > 0;
    }

    void write(Writer out) throws IOException {
        out.write("<section><h2>Summary</h2><table class=\"figures\">");
        row(out, "Tokens", Integer.toString(statistics.tokens()), "generated");
        row(out, "TTFT", figure("%.1f ms", statistics.ttftMillis()), "from the request to the first token");
        row(
                out,
                "Prefill rate",
                figure("%.1f tokens/s", statistics.prefillTokensPerSecond()),
                "prompt tokens ÷ prefill time");
        row(
                out,
                "Decode rate",
                figure("%.1f tokens/s", statistics.tokensPerSecond()),
                "tokens after the first ÷ their time");
        row(
                out,
                "Mean depth",
                figure("%.2f layers", statistics.meanDepth()),
                "mean of layers run, over tokens after the first");
        row(out, "Operations ratio", figure("%.2f×", statistics.operationsRatio()), "L ÷ mean depth");
        row(
                out,
                "Ideal speedup",
                figure("%.2f×", statistics.idealSpeedup()),
                "(t_rest + L·t_layer) ÷ (t_rest + mean depth·t_layer), with this run's means");
        row(
                out,
                "Backfill",
                figure("%.1f %%", 100 * statistics.backfillShare()),
                "time closing KV gaps ÷ all decode time");
        row(out, "Perplexity", figure("%.3f", statistics.perplexity()), "exp(mean NLL) over generated tokens");
        row(out, "Entropy", figure("%.3f nats", statistics.meanEntropy()), "mean over generated tokens");
        if (reference) {
            row(
                    out,
                    "KL to full depth",
                    figure("%.4f", statistics.kl()) + " nats",
                    "mean KL(reference ‖ D³) ± standard error");
            row(out, "Greatest KL", figure("%.4f nats", statistics.maxKl()), "of one token");
            row(
                    out,
                    "Top-1 agreement",
                    figure("%.3f", statistics.top1Agreement()),
                    "share of tokens whose most probable token is full depth's, ± standard error");
            row(
                    out,
                    "ln PPL ratio",
                    figure("%.4f", statistics.lnPerplexityRatio()) + " nats",
                    "mean of NLL − NLL under full depth, ± standard error");
            row(
                    out,
                    "Reference cost",
                    figure("%.1f %%", 100 * statistics.referenceCost()),
                    "time of the reference pass ÷ time of a token");
        }
        out.write("</table></section>\n");
    }

    private static void row(Writer out, String name, String value, String definition) throws IOException {
        out.write(
                "<tr><th>" + name + "</th><td>" + value + "</td><td class=\"definition\">" + definition + "</td></tr>");
    }

    /** Returns a figure, a dash where it is not known. */
    static String figure(String format, double value) {
        return Double.isNaN(value) ? UNKNOWN : String.format(Locale.ROOT, format, value);
    }

    private static String figure(String format, Estimate estimate) {
        if (Double.isNaN(estimate.mean())) {
            return UNKNOWN;
        }
        String mean = String.format(Locale.ROOT, format, estimate.mean()).replace('-', '−');
        return Double.isNaN(estimate.standardError())
                ? mean
                : mean + " ± " + String.format(Locale.ROOT, format, estimate.standardError());
    }
}
