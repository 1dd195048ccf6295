package org.d3explorer.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.common.collect.Streams;
import java.nio.file.Path;
import java.util.List;
import org.d3explorer.trace.EndReason;
import org.d3explorer.trace.TraceReader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GenerateCommandTest {
    private static final List<String> TOKEN_FIELDS = List.of(
            "event",
            "index",
            "id",
            "text",
            "position",
            "depth",
            "executed",
            "backfilled",
            "copied",
            "nll",
            "entropy",
            "ms",
            "reference");

    @Test
    void streamsTheDocumentedFieldsOfEveryEvent() {
        var run = CommandRun.of(
                "generate",
                "--json",
                "--raw",
                "--ignore-eos",
                "--max-new-tokens",
                "20",
                "--preset",
                "d3",
                "--alpha",
                "0.9",
                "--start",
                "4",
                "--core-head",
                "1",
                "--core-tail",
                "1",
                "--order",
                "2,1",
                "--reference",
                "hello");

        assertThat(run.code()).isZero();
        var lines = run.jsonLines();
        assertThat(lines).hasSize(22);
        var start = lines.getFirst();
        assertThat(start.get("event").textValue()).isEqualTo("start");
        assertThat(start.get("model").textValue()).isEqualTo("tiny-random");
        assertThat(start.get("layers").intValue()).isEqualTo(4);
        assertThat(start.get("alpha").doubleValue()).isEqualTo(0.9);
        assertThat(start.get("skip_order").toString()).isEqualTo("[2,1]");

        int prompt = start.get("prompt_tokens").intValue();
        for (int i = 0; i < 20; i++) {
            var token = lines.get(i + 1);
            assertThat(fields(token)).isEqualTo(TOKEN_FIELDS);
            assertThat(token.get("event").textValue()).isEqualTo("token");
            assertThat(token.get("index").intValue()).isEqualTo(i);
            assertThat(token.get("position").intValue()).isEqualTo(prompt + i - 1);
            int depth = Math.max(2, (int) Math.floor(4 * Math.pow(0.9, Math.max(0, i - 4)) + 1e-9));
            assertThat(token.get("depth").intValue()).isEqualTo(i == 0 ? 4 : depth);
            assertThat(token.get("executed")).hasSize(token.get("depth").intValue());
            assertThat(fields(token.get("ms"))).containsExactly("total", "layers", "backfill", "head", "sampling");
            assertThat(token.get("ms").get("total").doubleValue()).isPositive();
            assertThat(fields(token.get("reference"))).containsExactly("nll", "kl", "top1");
            assertThat(token.get("reference").get("top1").isBoolean()).isTrue();
        }
        assertThat(lines.get(20).get("executed").toString()).isEqualTo("[0,3]");

        var end = lines.getLast();
        assertThat(fields(end))
                .containsExactly(
                        "event",
                        "reason",
                        "tokens",
                        "ttft_ms",
                        "tokens_per_s",
                        "mean_depth",
                        "operations_ratio",
                        "ideal_speedup",
                        "perplexity");
        assertThat(end.get("reason").textValue()).isEqualTo("max_new_tokens");
        assertThat(end.get("tokens").intValue()).isEqualTo(20);
        double meanDepth = lines.stream()
                .skip(2)
                .limit(19)
                .mapToInt(token -> token.get("depth").intValue())
                .average()
                .orElseThrow();
        assertThat(end.get("mean_depth").doubleValue()).isEqualTo(meanDepth);
        double meanNll = lines.stream()
                .skip(1)
                .limit(20)
                .mapToDouble(token -> token.get("nll").doubleValue())
                .average()
                .orElseThrow();
        assertThat(end.get("perplexity").doubleValue())
                .isCloseTo(Math.exp(meanNll), org.assertj.core.data.Offset.offset(1e-9));
    }

    @Test
    void writesNullForWhatCannotBeMeasured() {
        var lines = CommandRun.of("generate", "--json", "--raw", "--max-new-tokens", "1", "hello")
                .jsonLines();

        assertThat(lines.get(1).get("reference").isNull()).isTrue();
        assertThat(lines.getLast().get("mean_depth").isNull()).isTrue();
        assertThat(lines.getLast().get("tokens_per_s").isNull()).isTrue();
    }

    @Test
    void changesAlphaFromTheNamedTokenOnAndBackfillsTheLayersThatComeBack() {
        var tokens = CommandRun.of(
                        "generate",
                        "--json",
                        "--raw",
                        "--ignore-eos",
                        "--max-new-tokens",
                        "12",
                        "--alpha",
                        "0.5",
                        "--start",
                        "2",
                        "--core-head",
                        "1",
                        "--core-tail",
                        "1",
                        "--alpha-at",
                        "8=1",
                        "hello")
                .jsonLines()
                .subList(1, 13);

        assertThat(tokens.get(7).get("depth").intValue()).isEqualTo(2);
        assertThat(tokens.get(8).get("depth").intValue()).isEqualTo(4);
        assertThat(tokens.get(8).get("backfilled").toString()).isEqualTo("[1,2]");
        assertThat(tokens.get(9).get("backfilled")).isEmpty();
    }

    @Test
    void printsOnlyTheTextToAPipeAndTheSummaryBesideIt() {
        String[] options = {"--raw", "--ignore-eos", "--max-new-tokens", "12", "hello"};
        var plain = CommandRun.of(concat("generate", options));
        var json = CommandRun.of(concat("generate", concat("--json", options)));

        var text = new StringBuilder();
        json.jsonLines().stream()
                .filter(line -> line.get("event").textValue().equals("token"))
                .forEach(token -> text.append(token.get("text").textValue()));
        assertThat(plain.out().strip()).isEqualTo(text.toString().strip());
        assertThat(plain.err())
                .contains("12 tokens", "mean depth", "perplexity")
                .doesNotContain("\u001b");
    }

    @Test
    void sameSeedSameTokens() {
        String[] options = {"--json", "--raw", "--temperature", "1", "--seed", "7", "--max-new-tokens", "16", "hello"};
        var first = ids(CommandRun.of(concat("generate", options)));
        var second = ids(CommandRun.of(concat("generate", options)));
        options[5] = "8";
        var other = ids(CommandRun.of(concat("generate", options)));

        assertThat(second).isEqualTo(first);
        assertThat(other).isNotEqualTo(first);
    }

    @Test
    void readsThePromptFromStandardInputExactlyAsFromTheCommandLine() {
        var given = ids(CommandRun.of("generate", "--json", "--raw", "--max-new-tokens", "8", "ab\ncd "));
        var piped = ids(CommandRun.withInput("ab\ncd ", "generate", "--json", "--raw", "--max-new-tokens", "8", "-"));

        assertThat(piped).isEqualTo(given);
    }

    @Test
    void writesATraceThatHoldsWhatWasPrinted(@TempDir Path folder) {
        var file = folder.resolve("run with spaces.json");
        var run = CommandRun.of(
                "generate",
                "--json",
                "--raw",
                "--ignore-eos",
                "--max-new-tokens",
                "9",
                "--trace",
                file.toString(),
                "hi");

        assertThat(run.code()).isZero();
        var trace = TraceReader.read(file);
        assertThat(trace.endReason()).isEqualTo(EndReason.MAX_NEW_TOKENS);
        assertThat(trace.header().prompt()).isEqualTo("hi");
        assertThat(trace.tokens().stream().map(token -> token.id()).toList()).isEqualTo(ids(run));
        var again = CommandRun.of("generate", "--raw", "--max-new-tokens", "9", "--trace", file.toString(), "hi");
        assertThat(again.code()).isEqualTo(ExitCode.INPUT.code());
        assertThat(again.err()).contains(file.toString());
    }

    @Test
    void showsOneRowATokenAsATable() {
        var run = CommandRun.of(
                "generate",
                "--view",
                "table",
                "--raw",
                "--ignore-eos",
                "--max-new-tokens",
                "5",
                "--depth",
                "3",
                "--core-head",
                "1",
                "--core-tail",
                "1",
                "--order",
                "2,1",
                "hello");

        assertThat(run.out()).contains("constant depth 3", "####  4", "##.#  3");
        assertThat(run.out().lines().filter(line -> line.matches(" +\\d+ +[#.bc]{4} .*")))
                .hasSize(5);
    }

    @Test
    void stopsWhenInterruptedAndSaysSoByItsExitCode() {
        var interruption = new Interruption();
        interruption.interrupt();

        var run = CommandRun.interruptible(interruption, "generate", "--json", "--raw", "--max-new-tokens", "100", "a");

        assertThat(run.code()).isEqualTo(ExitCode.CANCELLED.code());
        assertThat(run.jsonLines().getLast().get("reason").textValue()).isEqualTo("stopped");
    }

    private static List<Integer> ids(CommandRun run) {
        return run.jsonLines().stream()
                .filter(line -> line.get("event").textValue().equals("token"))
                .map(token -> token.get("id").intValue())
                .toList();
    }

    private static List<String> fields(JsonNode object) {
        return Streams.stream(object.fieldNames()).toList();
    }

    private static String[] concat(String first, String... rest) {
        return java.util.stream.Stream.concat(java.util.stream.Stream.of(first), java.util.Arrays.stream(rest))
                .toArray(String[]::new);
    }
}
