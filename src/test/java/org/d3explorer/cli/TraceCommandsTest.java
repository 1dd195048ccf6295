package org.d3explorer.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.StreamSupport;
import org.d3explorer.trace.Branch;
import org.d3explorer.trace.TokenRecord;
import org.d3explorer.trace.Trace;
import org.d3explorer.trace.TraceReader;
import org.d3explorer.trace.TraceWriter;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TraceCommandsTest {
    @TempDir
    private Path folder;

    private Path trace;

    @BeforeEach
    void record() {
        trace = folder.resolve("run.json");
        var run = CommandRun.of(
                "generate",
                "--raw",
                "--ignore-eos",
                "--max-new-tokens",
                "24",
                "--alpha",
                "0.8",
                "--start",
                "2",
                "--core-head",
                "1",
                "--core-tail",
                "1",
                "--alpha-at",
                "12=1",
                "--temperature",
                "0.8",
                "--seed",
                "11",
                "--reference",
                "--trace",
                trace.toString(),
                "hello");
        assertThat(run.code()).as(run.err()).isZero();
    }

    @Test
    void runsARecordedRunAgainToTheSameTokens() {
        var run = CommandRun.of("trace", "check", trace.toString(), "--json");

        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.json().get("same").booleanValue()).isTrue();
        assertThat(run.json().get("tokens").intValue()).isEqualTo(24);
        assertThat(run.json().get("first_difference").isNull()).isTrue();
        assertThat(run.json().get("max_nll_difference").doubleValue()).isZero();
    }

    @Test
    void namesTheFirstTokenThatDiffers() throws IOException {
        var recorded = TraceReader.read(trace);
        var tokens = new ArrayList<>(recorded.tokens());
        var seventh = tokens.get(7);
        tokens.set(
                7,
                new TokenRecord(
                        7,
                        (seventh.id() + 1) % 320,
                        seventh.text(),
                        seventh.position(),
                        seventh.depth(),
                        seventh.executed(),
                        seventh.backfilled(),
                        seventh.copied(),
                        seventh.nll(),
                        seventh.entropy(),
                        List.of(),
                        seventh.times()));
        var forged = folder.resolve("forged.json");
        try (var out = Files.newOutputStream(forged)) {
            TraceWriter.writeJson(
                    new Trace(recorded.header(), recorded.changes(), tokens, List.of(), recorded.endReason()), out);
        }

        var run = CommandRun.of("trace", "check", forged.toString(), "--json");

        assertThat(run.code()).isEqualTo(ExitCode.DIFFERENT.code());
        assertThat(run.json().get("first_difference").intValue()).isEqualTo(7);
        assertThat(recorded.branches().getFirst().id()).isEqualTo(Branch.ROOT);
    }

    @Test
    void showsWhatARunWas() {
        assertThat(CommandRun.of("trace", "show", trace.toString()).out())
                .contains("tiny-random", "from token 12: D³ α = 1", "24 tokens", "reference:");
        var json = CommandRun.of("trace", "show", "--json", trace.toString()).json();
        assertThat(json.get("reason").textValue()).isEqualTo("max_new_tokens");
        assertThat(json.get("header").get("sampling").get("seed").intValue()).isEqualTo(11);
        assertThat(json.get("figures").get("tokens").intValue()).isEqualTo(24);
    }

    @Test
    void exportsOneRowATokenAsCsv() throws IOException {
        var target = folder.resolve("run.csv");
        var run = CommandRun.of("trace", "export", trace.toString(), target.toString(), "--json");

        assertThat(run.json().get("files").get(0).textValue()).isEqualTo(target.toString());
        // A token may be a line break, which a quoted field may hold.
        assertThat(Files.readAllLines(target).stream().filter(line -> line.matches("\\d+,\\d+,.*")))
                .hasSize(24);
        var again = CommandRun.of("trace", "export", trace.toString(), target.toString());
        assertThat(again.code()).isEqualTo(ExitCode.INPUT.code());
        assertThat(CommandRun.of("trace", "export", trace.toString(), target.toString(), "--overwrite")
                        .code())
                .isZero();
    }

    @Test
    void exportsTheChosenChartInTheChosenSize() throws IOException {
        var target = folder.resolve("run.svg");
        var run = CommandRun.of(
                "trace",
                "export",
                trace.toString(),
                target.toString(),
                "--chart",
                "depth",
                "--size",
                "800x240",
                "--dark");

        assertThat(run.code()).as(run.err()).isZero();
        assertThat(Files.readString(target)).contains("<svg", "800");
    }

    @Test
    void listsKeptRunsThatMatch() {
        var kept = CommandRun.of("generate", "--raw", "--max-new-tokens", "4", "--keep", "a zebra crossing");
        assertThat(kept.code()).as(kept.err()).isZero();

        var runs = CommandRun.of("trace", "list", "--json", "zebra").json().get("runs");

        assertThat(runs).isNotEmpty();
        assertThat(StreamSupport.stream(runs.spliterator(), false)
                        .map(run -> run.get("prompt"))
                        .map(JsonNode::textValue))
                .containsOnly("a zebra crossing");
        assertThat(Path.of(runs.get(0).get("file").textValue())).isRegularFile();
        assertThat(CommandRun.of("trace", "list", "no such words anywhere").err())
                .contains("no runs");
    }

    @Test
    void refusesWhatIsNoTrace() {
        var run = CommandRun.of("trace", "show", "pom.xml");

        assertThat(run.code()).isEqualTo(ExitCode.INPUT.code());
        assertThat(run.err()).contains("pom.xml").hasLineCount(1);
        assertThat(CommandRun.of("trace", "export", trace.toString(), "run.doc").code())
                .isEqualTo(ExitCode.USAGE.code());
    }
}
