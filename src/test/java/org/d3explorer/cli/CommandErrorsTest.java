package org.d3explorer.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every refusal is one line that names what was found and what was expected, with the documented exit code. */
class CommandErrorsTest {
    static Stream<Arguments> refusals() {
        return Stream.of(
                refusal(ExitCode.USAGE, "--bogus", "generate", "--bogus"),
                refusal(ExitCode.USAGE, "frobnicate", "frobnicate"),
                refusal(ExitCode.USAGE, "Missing command", "--debug"),
                refusal(ExitCode.USAGE, "alpha is 1.5", "generate", "--alpha", "1.5", "hi"),
                refusal(ExitCode.USAGE, "alpha is 0", "generate", "--alpha", "0", "hi"),
                refusal(ExitCode.USAGE, "'high'", "generate", "--alpha", "high", "hi"),
                refusal(ExitCode.USAGE, "presets d3 and full", "generate", "--depth", "2", "--alpha-at", "4=0.9", "hi"),
                refusal(ExitCode.USAGE, "expected N=A", "generate", "--alpha-at", "4", "hi"),
                refusal(ExitCode.USAGE, "expected 1 or later", "generate", "--alpha-at", "0=0.9", "hi"),
                refusal(ExitCode.USAGE, "twice", "generate", "--alpha-at", "3=0.9", "--alpha-at", "3=0.8", "hi"),
                refusal(ExitCode.USAGE, "preset d3", "generate", "--preset", "unified", "--alpha", "0.9", "hi"),
                refusal(ExitCode.USAGE, "expected full, d3", "generate", "--preset", "custom", "hi"),
                refusal(ExitCode.USAGE, "order of its own", "generate", "--preset", "unified", "--order", "even", "hi"),
                refusal(ExitCode.USAGE, "constant depth", "generate", "--preset", "full", "--depth", "2", "hi"),
                refusal(ExitCode.USAGE, "depth is 9, expected 1..4", "generate", "--depth", "9", "hi"),
                refusal(ExitCode.USAGE, "no skip order 'sideways'", "generate", "--order", "sideways", "hi"),
                refusal(ExitCode.USAGE, "lacks flex layers", "generate", "--alpha", "0.9", "--order", "2", "hi"),
                refusal(ExitCode.USAGE, "names a layer twice", "generate", "--alpha", "0.9", "--order", "1,2,2", "hi"),
                refusal(ExitCode.USAGE, "outside 0..3", "generate", "--alpha", "0.9", "--order", "1,2,77", "hi"),
                refusal(
                        ExitCode.USAGE,
                        "core layers are 3 + 2",
                        "generate",
                        "--core-head",
                        "3",
                        "--core-tail",
                        "2",
                        "x"),
                refusal(ExitCode.USAGE, "percentage", "generate", "--start", "140%", "hi"),
                refusal(ExitCode.USAGE, "backfill, copy or hold", "generate", "--kv", "forget", "hi"),
                refusal(ExitCode.USAGE, "--max-new-tokens is 0", "generate", "--max-new-tokens", "0", "hi"),
                refusal(ExitCode.USAGE, "temperature", "generate", "--temperature", "-1", "hi"),
                refusal(ExitCode.USAGE, "top-p", "generate", "--top-p", "0", "hi"),
                refusal(ExitCode.USAGE, "expected auto, cpu, cuda", "generate", "--device", "tpu", "hi"),
                refusal(ExitCode.USAGE, "--threads is -1", "generate", "--threads", "-1", "hi"),
                refusal(ExitCode.INPUT, "prompt is empty", "generate", ""),
                refusal(ExitCode.INPUT, "no such file", "generate", "@no/such/file"),
                refusal(ExitCode.INPUT, "found a folder", "generate", "@models"),
                refusal(ExitCode.INPUT, "context length", "generate", "--raw", "long text ".repeat(400)),
                refusal(ExitCode.MODEL, "no-such-model", "generate", "--model", "no-such-model", "hi"),
                refusal(ExitCode.MODEL, "a file", "inspect", "pom.xml"),
                refusal(ExitCode.MODEL, "no-such-model", "verify", "no-such-model"),
                refusal(ExitCode.USAGE, "--prompt-tokens is 9", "score", "--ids", "1,2,3", "--prompt-tokens", "9"),
                refusal(ExitCode.USAGE, "required argument", "score"),
                refusal(ExitCode.USAGE, "@pom.xml", "score", "--ids", "1,2", "@pom.xml"),
                refusal(ExitCode.INPUT, "999", "score", "--ids", "1,999"),
                refusal(ExitCode.USAGE, "--alpha-at is for generate", "score", "--ids", "1,2", "--alpha-at", "1=0.9"),
                refusal(ExitCode.INPUT, "999", "detokenize", "999"),
                refusal(ExitCode.USAGE, "'x'", "detokenize", "x"),
                refusal(ExitCode.INPUT, "not JSON", "chat-prompt", "hello"),
                refusal(ExitCode.INPUT, "expected a list", "chat-prompt", "{}"),
                refusal(ExitCode.INPUT, "\"content\"", "chat-prompt", "[{\"role\":\"user\"}]"),
                refusal(ExitCode.USAGE, "--n-ctx is 2", "perplexity", "pom.xml", "--n-ctx", "2"),
                refusal(ExitCode.INPUT, "no such file", "perplexity", "no-such-file"),
                refusal(ExitCode.INPUT, "256", "perplexity", "pom.xml", "--n-ctx", "1024"),
                refusal(ExitCode.USAGE, "--out", "import", "pom.xml"),
                refusal(
                        ExitCode.USAGE,
                        "expected float32",
                        "import",
                        "pom.xml",
                        "--out",
                        "target/x",
                        "--precision",
                        "int2"),
                refusal(ExitCode.INPUT, "pom.xml", "import", "pom.xml", "--out", "target/no-bundle"));
    }

    private static Arguments refusal(ExitCode code, String named, String... arguments) {
        return Arguments.of(code, named, arguments);
    }

    @ParameterizedTest(name = "{2}")
    @MethodSource("refusals")
    void saysWhatIsWrongInOneLine(ExitCode code, String named, String[] arguments) {
        var run = CommandRun.of(arguments);

        assertThat(run.err()).startsWith("d3x: ").contains(named);
        assertThat(run.err().lines()).hasSize(1);
        assertThat(run.out()).isEmpty();
        assertThat(run.code()).isEqualTo(code.code());
    }

    @Test
    void printsTheStackTraceOnlyWithDebug() {
        assertThat(CommandRun.of("generate", "--model", "nowhere").err()).doesNotContain("\tat ");
        assertThat(CommandRun.of("--debug", "generate", "--model", "nowhere").err())
                .contains("\tat ");
        assertThat(CommandRun.of("generate", "--debug", "--model", "nowhere").err())
                .contains("\tat ");
    }

    @Test
    void refusesTextThatIsNotUtf8(@TempDir Path folder) throws IOException {
        var file = folder.resolve("latin1.txt");
        Files.write(file, "caf\u00e9".getBytes(StandardCharsets.ISO_8859_1));

        var run = CommandRun.of("tokenize", "@" + file);

        assertThat(run.err()).contains(file.toString(), "byte 3", "UTF-8");
        assertThat(run.code()).isEqualTo(ExitCode.INPUT.code());
    }

    @Test
    void namesTheDamagedFile(@TempDir Path folder) throws IOException {
        var copy = copyOfTiny(folder.resolve("modèle à copier"));
        var damaged = copy.resolve("layer-02.onnx");
        var bytes = Files.readAllBytes(damaged);
        bytes[bytes.length / 2] ^= 1;
        Files.write(damaged, bytes);

        var run = CommandRun.of("verify", copy.toString(), "--json");

        assertThat(run.code()).isEqualTo(ExitCode.MODEL.code());
        assertThat(run.err()).contains("layer-02.onnx").hasLineCount(1);
        assertThat(run.json().get("ok").booleanValue()).isFalse();
        assertThat(run.json().get("error").textValue()).contains("layer-02.onnx");
    }

    @Test
    void runsAModelInAFolderWithSpacesAndAccents(@TempDir Path folder) throws IOException {
        var copy = copyOfTiny(folder.resolve("modèle à copier"));

        var run = CommandRun.of("generate", "--raw", "--max-new-tokens", "3", "--model", copy.toString(), "hello");

        assertThat(run.err()).contains("3 tokens");
        assertThat(run.code()).isZero();
    }

    private static Path copyOfTiny(Path target) throws IOException {
        Files.createDirectories(target);
        try (var files = Files.list(CommandRun.TINY)) {
            for (var file : files.toList()) {
                Files.copy(file, target.resolve(file.getFileName().toString()));
            }
        }
        return target;
    }
}
