package org.d3explorer.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/**
 * A command that was run in this process, and what it printed.
 *
 * @param code exit code
 * @param out standard output
 * @param err standard error
 */
record CommandRun(int code, String out, String err) {
    /** Four layers of random weights, a vocabulary of 320. */
    static final Path TINY = Path.of("models", "tiny-random");

    private static final ObjectMapper MAPPER = new ObjectMapper();

    /** Runs a command on the tiny model, behind a pipe. */
    static CommandRun of(String... arguments) {
        return withInput("", arguments);
    }

    /** Runs a command with a text on standard input. */
    static CommandRun withInput(String input, String... arguments) {
        return run(new Interruption(), input, arguments);
    }

    /** Runs a command that can be interrupted. */
    static CommandRun interruptible(Interruption interruption, String... arguments) {
        return run(interruption, "", arguments);
    }

    private static CommandRun run(Interruption interruption, String input, String... arguments) {
        var out = new ByteArrayOutputStream();
        var err = new ByteArrayOutputStream();
        var environment = new CommandEnvironment(
                new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)),
                new PrintStream(out, false, StandardCharsets.UTF_8),
                new PrintStream(err, false, StandardCharsets.UTF_8),
                false,
                false,
                false,
                TINY,
                Path.of("target", "test-traces"),
                interruption);
        int code = D3Command.execute(environment, arguments);
        return new CommandRun(code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    /** Returns standard output as one JSON object. */
    JsonNode json() {
        return parse(out);
    }

    /** Returns standard output as JSON, one object a line. */
    List<JsonNode> jsonLines() {
        return out.lines().map(CommandRun::parse).toList();
    }

    private static JsonNode parse(String text) {
        try {
            return MAPPER.readTree(text);
        } catch (JsonProcessingException e) {
            throw new AssertionError("not JSON: " + text, e);
        }
    }
}
