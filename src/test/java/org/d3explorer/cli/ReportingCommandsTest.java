package org.d3explorer.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.common.collect.Streams;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportingCommandsTest {
    @Test
    void tokenizesAndDetokenizesBackToTheSameText() {
        var text = "Hello, wörld 🦙 <|im_end|>";
        var tokenized = CommandRun.of("tokenize", "--json", text);
        assertThat(fields(tokenized.json())).containsExactly("ids");
        var ids = Streams.stream(tokenized.json().get("ids"))
                .map(JsonNode::intValue)
                .toList();
        assertThat(ids).isNotEmpty();

        var arguments = Streams.concat(
                        List.of("detokenize", "--json").stream(), ids.stream().map(String::valueOf))
                .toArray(String[]::new);
        var detokenized = CommandRun.of(arguments);

        assertThat(fields(detokenized.json())).containsExactly("text");
        assertThat(detokenized.json().get("text").textValue()).isEqualTo(text);
    }

    @Test
    void takesSpecialTokensForTextWhenTold() {
        var parsed = CommandRun.of("tokenize", "--json", "a<|im_end|>").json().get("ids");
        var literal = CommandRun.of("tokenize", "--json", "--no-special", "a<|im_end|>")
                .json()
                .get("ids");

        assertThat(parsed).hasSize(2);
        assertThat(literal.size()).isGreaterThan(2);
    }

    @Test
    void rendersMessagesWithTheModelsOwnTemplate(@TempDir Path folder) throws IOException {
        var file = folder.resolve("messages.json");
        Files.writeString(file, "[{\"role\":\"user\",\"content\":\"Hi\"}]");

        var run = CommandRun.of("chat-prompt", "--json", "@" + file);

        assertThat(fields(run.json())).containsExactly("prompt");
        assertThat(run.json().get("prompt").textValue()).contains("Hi").contains("user");
        var wrapped =
                CommandRun.withInput("{\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}", "chat-prompt", "-");
        assertThat(wrapped.out().stripTrailing())
                .isEqualTo(run.json().get("prompt").textValue().stripTrailing());
    }

    @Test
    void scoresIdsAndTextAlike() {
        var text = "hello world";
        var byText = CommandRun.of("score", "--json", text).json();
        assertThat(fields(byText)).containsExactly("ids", "nll", "top1", "depth", "mean_nll");
        var ids = Streams.stream(byText.get("ids")).map(JsonNode::asText).collect(Collectors.joining(","));
        var byIds = CommandRun.of("score", "--json", "--ids", ids).json();

        assertThat(byIds).isEqualTo(byText);
        int n = byText.get("ids").size();
        assertThat(byText.get("nll")).hasSize(n - 1);
        assertThat(byText.get("top1")).hasSize(n);
        assertThat(byText.get("depth")).hasSize(n).allMatch(depth -> depth.intValue() == 4);
        double mean = Streams.stream(byText.get("nll"))
                .mapToDouble(JsonNode::doubleValue)
                .average()
                .orElseThrow();
        assertThat(byText.get("mean_nll").doubleValue()).isCloseTo(mean, Offset.offset(1e-9));
    }

    @Test
    void scoresBehindThePromptAtTheSchedulesDepth() {
        var score = CommandRun.of(
                        "score",
                        "--json",
                        "--ids",
                        "5,6,7,8,9,10",
                        "--prompt-tokens",
                        "3",
                        "--depth",
                        "2",
                        "--core-head",
                        "1",
                        "--core-tail",
                        "1")
                .json();

        assertThat(score.get("depth").toString()).isEqualTo("[4,4,4,2,2,2]");
    }

    /** The token loop and teacher-forced scoring are two ways to the same numbers. */
    @Test
    void scoresAGenerationAsTheGenerationDid() {
        var lines = CommandRun.of(
                        "generate",
                        "--json",
                        "--raw",
                        "--ignore-eos",
                        "--max-new-tokens",
                        "16",
                        "--alpha",
                        "0.9",
                        "--start",
                        "2",
                        "--core-head",
                        "1",
                        "--core-tail",
                        "1",
                        "hello")
                .jsonLines();
        var prompt = CommandRun.of("tokenize", "--json", "hello").json().get("ids");
        var tokens = lines.subList(1, lines.size() - 1);
        var ids = Streams.concat(
                        Streams.stream(prompt).map(JsonNode::asText),
                        tokens.stream().map(token -> token.get("id").asText()))
                .collect(Collectors.joining(","));

        var score = CommandRun.of(
                        "score",
                        "--json",
                        "--ids",
                        ids,
                        "--prompt-tokens",
                        String.valueOf(prompt.size()),
                        "--alpha",
                        "0.9",
                        "--start",
                        "2",
                        "--core-head",
                        "1",
                        "--core-tail",
                        "1")
                .json();

        for (var token : tokens) {
            int position = token.get("position").intValue();
            assertThat(score.get("depth").get(position)).isEqualTo(token.get("depth"));
            assertThat(score.get("nll").get(position).doubleValue())
                    .isCloseTo(token.get("nll").doubleValue(), Offset.offset(1e-3));
        }
    }

    @Test
    void measuresPerplexityOverTheSecondHalvesOfItsWindows(@TempDir Path folder) throws IOException {
        var file = folder.resolve("text.txt");
        Files.writeString(file, "the quick brown fox jumps over the lazy dog. ".repeat(20));
        var full = CommandRun.of("perplexity", file.toString(), "--n-ctx", "32", "--chunks", "5", "--json");

        assertThat(fields(full.json())).containsExactly("ln_ppl", "ppl", "standard_error", "scored", "tokens_per_s");
        assertThat(full.json().get("scored").intValue()).isEqualTo(5 * 15);
        assertThat(full.json().get("ppl").doubleValue())
                .isCloseTo(Math.exp(full.json().get("ln_ppl").doubleValue()), Offset.offset(1e-6));
        var shallow = CommandRun.of(
                "perplexity",
                file.toString(),
                "--n-ctx",
                "32",
                "--chunks",
                "5",
                "--json",
                "--depth",
                "2",
                "--core-head",
                "1",
                "--core-tail",
                "1");
        assertThat(shallow.json().get("ln_ppl")).isNotEqualTo(full.json().get("ln_ppl"));
        var unity = CommandRun.of(
                "perplexity", file.toString(), "--n-ctx", "32", "--chunks", "5", "--json", "--alpha", "1");
        assertThat(unity.json().get("ln_ppl")).isEqualTo(full.json().get("ln_ppl"));
    }

    @Test
    void inspectsAndVerifiesABundle() {
        var inspected = CommandRun.of("inspect", "--json").json();
        assertThat(inspected
                        .get("manifest")
                        .get("config")
                        .get("num_hidden_layers")
                        .intValue())
                .isEqualTo(4);
        assertThat(CommandRun.of("inspect").out()).contains("tiny-random", "4 of hidden size 32");

        var verified = CommandRun.of("verify", "--json").json();
        assertThat(verified.get("ok").booleanValue()).isTrue();
        assertThat(verified.get("manifest_sha256")).isEqualTo(inspected.get("manifest_sha256"));
        assertThat(verified.get("bytes")).isEqualTo(inspected.get("bytes"));
    }

    @Test
    void listsEveryCommandInTheHelp() {
        var help = CommandRun.of("--help");

        assertThat(help.code()).isZero();
        assertThat(help.out())
                .contains(
                        "generate", "tokenize", "detokenize", "chat-prompt", "score", "perplexity", "inspect", "verify")
                .contains("import", "Exit codes");
        assertThat(CommandRun.of("--version").out()).matches("(?s)D³ Explorer \\d+\\.\\d+\\.\\d+\\s*");
    }

    private static List<String> fields(JsonNode object) {
        return Streams.stream(object.fieldNames()).toList();
    }
}
