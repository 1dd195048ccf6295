package org.d3explorer.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.d3explorer.depth.UserError;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class TraceReaderTest {
    @TempDir
    Path folder;

    private byte[] good = {};

    @BeforeEach
    void writeOne() throws IOException {
        var out = new ByteArrayOutputStream();
        TraceWriter.writeJson(new RandomTraces(1).typical(3), out);
        good = out.toByteArray();
    }

    static Stream<MalformedTraces.Case> documents() {
        return Stream.concat(MalformedTraces.againstSchema().stream(), MalformedTraces.againstOneAnother().stream());
    }

    @ParameterizedTest
    @MethodSource("documents")
    void refusesWithFileAndField(MalformedTraces.Case broken) throws IOException {
        var node = (ObjectNode) new ObjectMapper().readTree(good);
        broken.change().accept(node);
        refused(node.toString().getBytes(StandardCharsets.UTF_8), broken.field());
    }

    /** A change of the text, for what no JSON tree can hold. */
    record Text(String name, String from, String to, String named) {
        @Override
        public String toString() {
            return name;
        }
    }

    static List<Text> texts() {
        String deep = "[".repeat(1_500) + "]".repeat(1_500);
        return List.of(
                new Text("NaN", "\"threads\":2", "\"threads\":NaN", "NaN"),
                new Text("Infinity", "\"threads\":2", "\"threads\":Infinity", "Infinity"),
                new Text("minus Infinity", "\"threads\":2", "\"threads\":-Infinity", "Infinity"),
                new Text("a number beyond double", "\"temperature\":", "\"temperature\":1e999,\"x\":", "temperature"),
                new Text("a giant number", "\"threads\":2", "\"threads\":" + "9".repeat(5_000), "Number"),
                new Text("a long whole number", "\"threads\":2", "\"threads\":" + "9".repeat(30), "/header/threads"),
                new Text("a key twice", "\"threads\":2", "\"threads\":2,\"threads\":2", "Duplicate"),
                new Text("a top key twice", "\"format\":", "\"format\":\"d3trace\",\"format\":", "Duplicate"),
                new Text("depth 1500", "\"threads\":2", "\"threads\":" + deep, "nesting depth"),
                new Text("a giant text", "\"CPU\"", '"' + "x".repeat((8 << 20) + 10) + '"', "String"),
                new Text("a giant name", "\"threads\"", '"' + "x".repeat(70_000) + '"', "Name"),
                new Text("half a surrogate pair", "\"CPU\"", "\"\\ud83d\"", "/header/execution_provider"),
                new Text("a comment", "\"threads\":2", "/* two */ \"threads\":2", "not valid JSON"),
                new Text("single quotes", "\"threads\":2", "'threads':2", "not valid JSON"),
                new Text("a control character", "\"CPU\"", "\"C\u0001\"", "not valid JSON"));
    }

    @ParameterizedTest
    @MethodSource("texts")
    void refusesHostileJson(Text change) throws IOException {
        String text = new String(good, StandardCharsets.UTF_8);
        assertThat(text).contains(change.from());
        int at = text.indexOf(change.from());
        String broken = text.substring(0, at)
                + change.to()
                + text.substring(at + change.from().length());
        refused(broken.getBytes(StandardCharsets.UTF_8), change.named());
    }

    @Test
    void refusesAnotherDocumentBehindTheFirst() throws IOException {
        refused(joined(good, good), "follows");
        refused(joined(good, "null".getBytes(StandardCharsets.UTF_8)), "follows");
        refused(joined(good, "]".getBytes(StandardCharsets.UTF_8)), "not valid JSON");
    }

    @Test
    void refusesOtherDocuments() throws IOException {
        refused(new byte[0], "document");
        refused("[]".getBytes(StandardCharsets.UTF_8), "document");
        refused("{}".getBytes(StandardCharsets.UTF_8), "/header");
        refused("\u0000\u0001\u0002".getBytes(StandardCharsets.UTF_8), "not valid JSON");
    }

    @Test
    void refusesInvalidUtf8() throws IOException {
        byte[] broken = good.clone();
        int at = new String(good, StandardCharsets.ISO_8859_1).indexOf("\"CPU\"") + 1;
        for (int bad : new int[] {0x80, 0xC0, 0xE2, 0xED, 0xF5, 0xFF}) {
            broken[at] = (byte) bad;
            refused(broken, "UTF-8");
        }
    }

    @Test
    void refusesAFileCutAtAnyByte() throws IOException {
        Path file = folder.resolve("cut.json");
        good = tiny();
        int whole = good.length - 1;
        for (int length = 0; length < whole; length++) {
            Files.write(file, Arrays.copyOf(good, length));
            assertThatThrownBy(() -> TraceReader.read(file))
                    .as("cut at %d", length)
                    .isInstanceOf(TraceException.class);
        }
        Files.write(file, Arrays.copyOf(good, whole));
        assertThat(TraceReader.read(file).tokens()).hasSize(2);
    }

    @Test
    void refusesACompressedFileCutAtAnyByteOrWithBytesBehindIt() throws IOException {
        byte[] compressed = gzip(tiny());
        Path file = folder.resolve("cut.json.gz");
        for (int length = 0; length < compressed.length; length++) {
            Files.write(file, Arrays.copyOf(compressed, length));
            assertThatThrownBy(() -> TraceReader.read(file))
                    .as("cut at %d", length)
                    .isInstanceOf(TraceException.class);
        }
        for (int length = 1; length < 40; length++) {
            refused(joined(compressed, new byte[length]), "behind the end");
        }
        refused(joined(compressed, compressed), "follows");
        byte[] flipped = compressed.clone();
        flipped[flipped.length / 2] ^= 0x10;
        refused(flipped, "");
    }

    @Test
    void refusesAJsonLinesFileCutAtAnyLineOrByte() throws IOException {
        Path file = folder.resolve("cut.jsonl");
        var out = new ByteArrayOutputStream();
        TraceWriter.writeJsonLines(new RandomTraces(1).tiny(), out);
        byte[] whole = out.toByteArray();
        for (int length = 0; length < whole.length; length++) {
            if (length == 0 || whole[length - 1] != '\n') {
                Files.write(file, Arrays.copyOf(whole, length));
                assertThatThrownBy(() -> TraceReader.read(file))
                        .as("cut at %d", length)
                        .isInstanceOf(TraceException.class);
            }
        }
    }

    @Test
    void boundsTheMemoryOfAHeaderThatClaimsMillionsOfIds() throws IOException {
        String text = new String(good, StandardCharsets.UTF_8);
        String many = "\"prompt_ids\":[" + "1,".repeat(3_000_000);
        refused(text.replace("\"prompt_ids\":[", many).getBytes(StandardCharsets.UTF_8), "more than");
    }

    @Test
    void namesAMissingFile() {
        assertThatThrownBy(() -> TraceReader.read(folder.resolve("none.json")))
                .isInstanceOf(TraceException.class)
                .hasMessageContaining("none.json")
                .hasMessageContaining("no such file");
        assertThatThrownBy(() -> TraceReader.read(folder))
                .isInstanceOf(TraceException.class)
                .hasMessageContaining("not a regular file");
    }

    private void refused(byte[] content, String named) throws IOException {
        Path file = folder.resolve("broken.json");
        Files.write(file, content);
        assertThatThrownBy(() -> TraceReader.read(file))
                .isInstanceOf(TraceException.class)
                .isInstanceOf(UserError.class)
                .hasMessageContaining("broken.json")
                .hasMessageContaining(named)
                .message()
                .hasLineCount(1)
                .hasSizeLessThan(600);
    }

    private static byte[] tiny() throws IOException {
        var out = new ByteArrayOutputStream();
        TraceWriter.writeJson(new RandomTraces(1).tiny(), out);
        return out.toByteArray();
    }

    private static byte[] joined(byte[] first, byte[] second) {
        byte[] all = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, all, first.length, second.length);
        return all;
    }

    private static byte[] gzip(byte[] content) throws IOException {
        var out = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(out)) {
            gzip.write(content);
        }
        return out.toByteArray();
    }
}
