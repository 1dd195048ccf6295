package org.d3explorer.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.d3explorer.bundle.Manifest.D3Defaults;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class BundleTest {
    private Path temporary;
    private BundleCopy copy;

    @BeforeEach
    void copyBundle(@TempDir Path folder) throws IOException {
        temporary = folder;
        copy = new BundleCopy(folder.resolve("bundle"));
    }

    @Test
    void opensAVerifiedBundle() {
        var bundle = Bundle.open(copy.folder());

        assertThat(bundle.manifest().config().numHiddenLayers()).isEqualTo(4);
        assertThat(bundle.file("layer-03.onnx")).isRegularFile();
        assertThat(bundle.manifestSha256()).hasSize(64);
        assertThatThrownBy(() -> bundle.file("../x")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void givesUpWhatWasLoadedMeanwhileIfTheWeightsAreDamaged() throws IOException {
        var weights = copy.file("layer-02.data");
        var bytes = Files.readAllBytes(weights);
        bytes[bytes.length / 2] ^= 1;
        Files.write(weights, bytes);
        var discarded = new ArrayList<String>();

        assertThatThrownBy(() -> Bundle.open(copy.folder(), bundle -> "loaded", discarded::add, () -> {}))
                .isInstanceOf(BundleException.class)
                .hasMessageContaining("layer-02.data: found SHA-256");
        assertThat(discarded).containsExactly("loaded");
    }

    @Test
    void damagedWeightsExplainWhyLoadingThemFailed() throws IOException {
        var weights = copy.file("layer-02.data");
        var bytes = Files.readAllBytes(weights);
        bytes[0] ^= 1;
        Files.write(weights, bytes);

        assertThatThrownBy(() -> Bundle.open(
                        copy.folder(),
                        bundle -> {
                            throw new IllegalStateException("no such tensor");
                        },
                        nothing -> {},
                        () -> {}))
                .isInstanceOf(BundleException.class)
                .hasMessageContaining("layer-02.data: found SHA-256");
    }

    @Test
    void opensABundleInAPathWithSpacesAndLettersOfOtherScripts() throws IOException {
        var other = new BundleCopy(temporary.resolve("mein Modell 模型"));

        assertThat(Bundle.open(other.folder()).manifest().name()).isEqualTo("tiny-random");
    }

    @Test
    void refusesAPathTheRuntimeCannotOpen() throws IOException {
        var other = new BundleCopy(temporary.resolve("model 🙂"));

        refuses(other.folder(), "beyond U+FFFF");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("wrongManifests")
    void refusesAWrongManifest(String what, Consumer<ObjectNode> damage, String message) throws IOException {
        copy.changeManifest(damage);

        refuses(copy.folder(), message);
    }

    static Stream<Arguments> wrongManifests() {
        return Stream.of(
                wrong("future schema", m -> m.put("schema_version", 2), "use a newer D³ Explorer"),
                wrong("schema a text", m -> m.put("schema_version", "1"), "field schema_version"),
                wrong("no schema", m -> m.remove("schema_version"), "field schema_version: found nothing"),
                wrong("unknown field", m -> m.put("colour", 1), "colour"),
                wrong("unknown nested field", m -> object(m, "config").put("rope_base", 1), "rope_base"),
                wrong("missing object", m -> m.remove("d3"), "field d3: found nothing"),
                wrong("null object", m -> m.putNull("d3"), "field d3: found null"),
                wrong("object a text", m -> m.put("d3", "x"), "field d3: found string"),
                wrong("missing number", m -> object(m, "config").remove("head_dim"), "config.head_dim: found nothing"),
                wrong("fractional number", m -> object(m, "config").put("head_dim", 16.5), "head_dim"),
                wrong("number a text", m -> object(m, "config").put("head_dim", "16"), "head_dim"),
                wrong("number out of range", m -> object(m, "config").put("head_dim", 1L << 40), "head_dim"),
                wrong("infinite number", m -> object(m, "config").put("rope_theta", 1e300 * 1e300), "rope_theta"),
                wrong("no layers", m -> object(m, "config").put("num_hidden_layers", 0), "num_hidden_layers: found 0"),
                wrong("KV heads", m -> object(m, "config").put("num_key_value_heads", 3), "a divisor of"),
                wrong("other model", m -> object(m, "config").put("model_type", "gpt2"), "model_type"),
                wrong("precision", m -> m.put("precision", "int2"), "float32, int8 or int4"),
                wrong("hash of the source", m -> object(m, "source").put("sha256", "x"), "source.sha256"),
                wrong("a layer too few", m -> layers(m).remove(3), "3 graphs, expected 4"),
                wrong("a layer twice", m -> layers(m).set(3, layers(m).get(2)), "layer-02.onnx twice"),
                wrong("a layer not listed", m -> layers(m).set(3, "layer-99.onnx"), "layer-99.onnx"),
                wrong("a null layer", m -> layers(m).setNull(3), "null inside"),
                wrong("path escape", m -> entry(m, 0).put("path", "../embed.data"), "\"../embed.data\""),
                wrong("absolute path", m -> entry(m, 0).put("path", "/etc/passwd"), "\"/etc/passwd\""),
                wrong("drive", m -> entry(m, 0).put("path", "C:\\x"), "a plain file name"),
                wrong("NUL in a path", m -> entry(m, 0).put("path", "a\0b"), "a\\u0000b"),
                wrong("non-BMP path", m -> entry(m, 0).put("path", "🙂"), "a plain file name"),
                wrong("a file twice", m -> files(m).add(entry(m, 0)), "embed.data twice"),
                wrong("the manifest in itself", m -> entry(m, 0).put("path", "manifest.json"), "manifest itself"),
                wrong("negative size", m -> entry(m, 0).put("size", -1), "size of embed.data"),
                wrong("other size", m -> entry(m, 0).put("size", 5), "5 bytes as the manifest says"),
                wrong("missing size", m -> entry(m, 0).remove("size"), "files[0].size"),
                wrong(
                        "hash of another file",
                        m -> entry(m, 0).set("sha256", entry(m, 1).get("sha256")),
                        "embed.data"),
                wrong("upper-case hash", m -> entry(m, 0).put("sha256", "A".repeat(64)), "64 lower-case hex"),
                wrong("missing file", m -> entry(m, 0).put("path", "gone.data"), "gone.data: found no such file"),
                wrong("tokenizer not listed", m -> object(m, "tokenizer").put("file", "x.json"), "tokenizer.file"),
                wrong("BOS outside", m -> object(m, "tokenizer").put("bos_token_id", 320), "bos_token_id: found 320"),
                wrong("BOS missing", m -> object(m, "tokenizer").put("add_bos_token", true), "bos_token_id"),
                wrong(
                        "end token outside",
                        m -> object(m, "tokenizer").putArray("eos_token_ids").add(-1),
                        "found -1"),
                wrong("alpha 0", m -> object(m, "d3").put("alpha", 0.0), "d3.alpha"),
                wrong("alpha above 1", m -> object(m, "d3").put("alpha", 1.5), "d3.alpha"),
                wrong("negative start", m -> object(m, "d3").put("start", -1), "d3.start"),
                wrong("core beyond", m -> object(m, "d3").put("core_head", 5), "d3.core_head"),
                wrong("unknown order", m -> object(m, "d3").put("order", "best"), "d3.order"),
                wrong("order with a layer twice", m -> order(m, 1, 1, 2), "a layer twice"),
                wrong("order with a layer outside", m -> order(m, 1, 2, 4), "found 4"),
                wrong("order without a layer", m -> order(m, 1), "no layer 2"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("wrongTexts")
    void refusesAManifestThatIsNoStrictJson(String what, UnaryOperator<String> damage, String message)
            throws IOException {
        var text = Files.readString(copy.manifest());
        Files.writeString(copy.manifest(), damage.apply(text));

        refuses(copy.folder(), message);
    }

    static Stream<Arguments> wrongTexts() {
        return Stream.of(
                damaged("empty", t -> "", "manifest.json"),
                damaged("an array", t -> "[]", "a JSON object"),
                damaged("a second document", t -> t + "{}", "railing"),
                damaged("NaN", t -> t.replace("\"alpha\" : 0.998", "\"alpha\" : NaN"), "NaN"),
                damaged("infinity", t -> t.replace("\"alpha\" : 0.998", "\"alpha\" : 1e999"), "d3.alpha"),
                damaged("duplicate key", t -> t.replace("\"name\"", "\"precision\":\"int8\",\"name\""), "precision"),
                damaged("deep", t -> "[".repeat(2000) + "]".repeat(2000), "depth"),
                damaged("giant number", t -> t.replace("0.998", "0." + "9".repeat(5000)), "umber"),
                damaged("giant text", t -> t.replace("tiny-random\",", "x".repeat(5 << 20) + "\","), "tring"),
                damaged("too long", t -> " ".repeat(17 << 20) + t, "at most"));
    }

    @Test
    void refusesInvalidUtf8() throws IOException {
        var bytes = Files.readAllBytes(copy.manifest());
        bytes[new String(bytes, StandardCharsets.ISO_8859_1).indexOf("tiny")] = (byte) 0xff;
        Files.write(copy.manifest(), bytes);

        refuses(copy.folder(), "UTF-8");
    }

    @Test
    void refusesAManifestCutAtAnyByte() throws IOException {
        var bytes = Files.readAllBytes(copy.manifest());
        for (int cut = 0; cut < bytes.length - 2; cut++) {
            var part = Arrays.copyOf(bytes, cut);
            assertThatThrownBy(() -> ManifestJson.read(copy.manifest(), part))
                    .as("cut at %d", cut)
                    .isInstanceOf(BundleException.class);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"embed.data", "layer-02.data", "layer-02.onnx", "tokenizer.json"})
    void namesTheFileWithOneFlippedBit(String name) throws IOException {
        var bytes = Files.readAllBytes(copy.file(name));
        bytes[bytes.length / 2] ^= 4;
        Files.write(copy.file(name), bytes);

        refuses(copy.folder(), name + ": found SHA-256");
    }

    @Test
    void refusesAMissingFolderAndAFile() throws IOException {
        refuses(temporary.resolve("none"), "no such folder");
        refuses(Files.createFile(temporary.resolve("model.gguf")), "the folder of a model bundle");
        refuses(Files.createDirectory(temporary.resolve("empty")), "manifest.json: found no such file");
    }

    @Test
    @EnabledOnOs({OS.LINUX, OS.MAC})
    void refusesLinksFoldersAndPipes() throws IOException, InterruptedException {
        var data = copy.file("layer-01.data");
        var outside = temporary.resolve("outside.data");

        Files.createLink(outside, data);
        refuses(copy.folder(), "a hard link");

        Files.delete(data);
        Files.createSymbolicLink(data, outside);
        refuses(copy.folder(), "a symbolic link");

        Files.delete(data);
        Files.createDirectory(data);
        refuses(copy.folder(), "a folder");

        Files.delete(data);
        assertThat(new ProcessBuilder("mkfifo", data.toString()).start().waitFor())
                .isZero();
        refuses(copy.folder(), "a pipe or device");
    }

    @Test
    void withDefaultsReplacesTheManifestAlone() throws IOException {
        var bundle = Bundle.open(copy.folder());
        var defaults = new D3Defaults(0.99, 8, 1, 1, "greedy", Map.of("greedy", List.of(2, 1)), "a test");

        var changed = bundle.withDefaults(defaults);

        assertThat(changed.manifest().d3()).isEqualTo(defaults);
        assertThat(Bundle.open(copy.folder()).manifest()).isEqualTo(changed.manifest());
        assertThat(Bundle.open(copy.folder()).manifestSha256())
                .isEqualTo(changed.manifestSha256())
                .isNotEqualTo(bundle.manifestSha256());
        try (var files = Files.list(copy.folder())) {
            assertThat(files).hasSize(bundle.manifest().files().size() + 1);
        }
    }

    @Test
    void withDefaultsRefusesWhatDoesNotFitTheModel() throws IOException {
        var bundle = Bundle.open(copy.folder());
        var before = Files.readAllBytes(copy.manifest());

        assertThatThrownBy(() -> bundle.withDefaults(new D3Defaults(0.99, 8, 9, 1, "even", Map.of(), null)))
                .isInstanceOf(BundleException.class);
        assertThat(copy.manifest()).hasBinaryContent(before);
    }

    private static void refuses(Path folder, String message) {
        assertThatThrownBy(() -> Bundle.open(folder))
                .isInstanceOf(BundleException.class)
                .hasMessageContaining(message)
                .hasMessageContaining("expected")
                .message()
                .doesNotContain("\n");
    }

    private static ObjectNode object(ObjectNode manifest, String name) {
        return (ObjectNode) manifest.get(name);
    }

    private static ArrayNode layers(ObjectNode manifest) {
        return (ArrayNode) manifest.get("graphs").get("layers");
    }

    private static ArrayNode files(ObjectNode manifest) {
        return (ArrayNode) manifest.get("files");
    }

    private static ObjectNode entry(ObjectNode manifest, int index) {
        return (ObjectNode) files(manifest).get(index);
    }

    private static void order(ObjectNode manifest, int... layers) {
        var d3 = object(manifest, "d3").put("core_head", 1).put("core_tail", 1);
        var order = ((ObjectNode) d3.get("orders")).putArray("greedy");
        Arrays.stream(layers).forEach(order::add);
    }

    private static Arguments wrong(String what, Consumer<ObjectNode> damage, String message) {
        return arguments(what, damage, message);
    }

    private static Arguments damaged(String what, UnaryOperator<String> damage, String message) {
        return arguments(what, damage, message);
    }
}
