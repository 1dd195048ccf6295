package org.d3explorer.importing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.d3explorer.bundle.Bundle;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class CheckpointTest {
    private static final String ENTRY = "{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}";

    private Path source;
    private Path models;

    @BeforeEach
    void writeCheckpoint(@TempDir Path temporary) throws IOException {
        source = temporary.resolve("Tiny-Random");
        models = Files.createDirectory(temporary.resolve("models"));
        CheckpointBuilder.write(source);
    }

    @Test
    void givesTheSameGraphsAsTheRecipe() throws IOException {
        var bundle = importSource();

        assertSameGraphs(bundle);
        assertThat(bundle.manifest().name()).isEqualTo("tiny-random");
        assertThat(bundle.manifest().source().format()).isEqualTo("safetensors");
        assertThat(bundle.manifest().tokenizer().eosTokenIds()).containsExactly(2, 0);
        assertThat(bundle.manifest().tokenizer().bosTokenId()).isNull();
    }

    @Test
    void readsShardsThroughTheirIndex() throws IOException {
        writeShards("model-1.safetensors", "model-2.safetensors");

        assertSameGraphs(importSource());
    }

    @Test
    void takesChatTemplateAndBosFromTheTokenizersSettings() throws IOException {
        var config = CheckpointBuilder.CONFIG.replace("\"bos_token_id\": null", "\"bos_token_id\": 1");
        Files.writeString(source.resolve("config.json"), config);
        Files.writeString(
                source.resolve("tokenizer_config.json"),
                "{\"add_bos_token\": true, \"chat_template\": [{\"name\": \"default\", \"template\": \"{{ x }}\"}]}");

        var entry = importSource().manifest().tokenizer();

        assertThat(entry.addBosToken()).isTrue();
        assertThat(entry.bosTokenId()).isEqualTo(1);
        assertThat(entry.chatTemplate()).isEqualTo("{{ x }}");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("wrongFiles")
    void refusesAMalformedSafetensorsFile(String what, byte[] content, String message) throws IOException {
        Files.write(source.resolve("model.safetensors"), content);

        refuses(message);
    }

    static Stream<Arguments> wrongFiles() {
        var data = new byte[8];
        return Stream.of(
                arguments("empty", new byte[0], "8 bytes of header length"),
                arguments("7 bytes", new byte[7], "8 bytes of header length"),
                arguments("header length 0", GgufBuilder.int64(0), "a header of 0 bytes"),
                arguments("header beyond the file", GgufBuilder.int64(50), "a header of 50 bytes"),
                arguments("header over 100 MB", GgufBuilder.int64(100_000_001), "a header of 100000001 bytes"),
                arguments("header length ≥ 2⁶³", GgufBuilder.int64(-1), "18446744073709551615 bytes"),
                arguments("Git-LFS pointer", "version https://git-lfs".getBytes(StandardCharsets.UTF_8), "Git-LFS"),
                arguments(
                        "not UTF-8",
                        GgufBuilder.concat(GgufBuilder.int64(4), new byte[] {'{', '"', (byte) 0xff, '"'}),
                        "not UTF-8"),
                header("byte order mark", "\ufeff{}", "at the start"),
                header("leading space", " {}", "byte 0x20 at the start"),
                header("an array", "[]", "at the start"),
                header("cut off", "{\"a\":", "no JSON"),
                header("garbage after", "{}x", "no JSON"),
                header("second object", "{}{}", "behind the header"),
                header("duplicate key", "{\"a\":" + ENTRY + ",\"a\":" + ENTRY + "}", "no JSON"),
                header("metadata of numbers", "{\"__metadata__\":{\"a\":1}}", "metadata that is no text"),
                header("unknown dtype", entry("F33", "[2]", "[0,8]"), "dtype \"F33\""),
                header("integer dtype", entry("I32", "[2]", "[0,8]"), "dtype \"I32\""),
                header("negative dimension", entry("F32", "[-2]", "[0,8]"), "number -2"),
                header("fractional dimension", entry("F32", "[2.5]", "[0,8]"), "number 2.5"),
                header("dimension ≥ 2⁶³", entry("F32", "[9223372036854775808]", "[0,8]"), "number 9223372036854775808"),
                header("shape overflow", entry("F32", "[4611686018427387904,4]", "[0,8]"), "a size that fits"),
                header("reversed offsets", entry("F32", "[2]", "[8,0]"), "offsets 8..0"),
                header("offsets beyond", entry("F32", "[4]", "[0,16]"), "offsets 0..16"),
                header("one offset", entry("F32", "[2]", "[0]"), "a wrong number of offsets"),
                header("size against shape", entry("F32", "[1]", "[0,8]"), "8 bytes for a"),
                header("trailing bytes", entry("F32", "[1]", "[0,4]"), "4 bytes behind the last tensor"),
                header("hole", entry("F32", "[1]", "[4,8]"), "a hole before a"),
                header("field too many", entry("F32", "[2]", "[0,8],\"x\":1"), "its three fields"),
                header("../ in a name", "{\"../a\":" + ENTRY + "}", "forbidden characters"),
                header("NUL in a name", "{\"a\\u0000\":" + ENTRY + "}", "forbidden characters"),
                arguments(
                        "overlap",
                        CheckpointBuilder.file(
                                "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]},"
                                        + "\"b\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,8]}}",
                                data),
                        "an overlap before b"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"model_type\": \"llama\" | \"model_type\": \"gpt2\" | model_type",
                "\"silu\" | \"gelu\" | hidden_act",
                "\"num_hidden_layers\": 4 | \"num_hidden_layers\": 0 | found 0",
                "\"num_hidden_layers\": 4 | \"num_hidden_layers\": 5 | model.layers.4",
                "\"num_hidden_layers\": 4 | \"num_hidden_layers\": 3 | a tensor that a Llama",
                "\"num_key_value_heads\": 2 | \"num_key_value_heads\": 3 | a divisor",
                "\"head_dim\": 16 | \"head_dim\": 8 | a multiple of 16",
                "\"hidden_size\": 32 | \"hidden_size\": 64 | as the configuration says",
                "\"rope_theta\": 10000.0 | \"rope_theta\": -1 | rope_theta",
                "\"rope_scaling\": null | \"rope_scaling\": {\"type\": \"yarn\"} | yarn",
                "\"rope_scaling\": null | \"attention_bias\": true | attention_bias",
                "\"tie_word_embeddings\": true | \"tie_word_embeddings\": false | lm_head.weight",
                "\"eos_token_id\": [2, 0] | \"eos_token_id\": 320 | id 320",
                "\"vocab_size\": 320 | \"vocab_size\": 319 | as the configuration says",
                "\"hidden_size\": 32 | \"hidden_size\": 32, \"hidden_size\": 32 | Duplicate"
            })
    void refusesAWrongConfiguration(String from, String to, String message) throws IOException {
        assertThat(CheckpointBuilder.CONFIG).contains(from);
        Files.writeString(source.resolve("config.json"), CheckpointBuilder.CONFIG.replace(from, to));

        refuses(message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "../outside.safetensors | a plain .safetensors name",
                "missing.safetensors | no such file",
                "/etc/passwd | a plain .safetensors name"
            })
    void refusesAnIndexThatNamesOtherFiles(String shard, String message) throws IOException {
        writeShards("model-1.safetensors", "model-2.safetensors");
        var index = source.resolve("model.safetensors.index.json");
        Files.writeString(index, Files.readString(index).replaceFirst("model-1.safetensors", shard));

        refuses(message);
    }

    @Test
    void refusesATensorInTwoShards() throws IOException {
        writeShards("model-1.safetensors", "model-2.safetensors");
        Files.write(source.resolve("model-2.safetensors"), CheckpointBuilder.file(CheckpointBuilder.tensors()));

        refuses("which another file holds too");
    }

    @Test
    void refusesATokenizerWithAnIdOutsideTheVocabulary() throws IOException {
        var tokenizer = source.resolve("tokenizer.json");
        Files.writeString(tokenizer, Files.readString(tokenizer).replace("\"id\":2,", "\"id\":320,"));

        refuses("id 320");
    }

    @Test
    void refusesAFolderWithoutTokenizerOrConfiguration() throws IOException {
        Files.delete(source.resolve("tokenizer.json"));
        refuses("tokenizer.json: found no such file");

        Files.delete(source.resolve("config.json"));
        refuses("config.json: found no such file");
    }

    private void refuses(String message) {
        assertThatThrownBy(this::importSource)
                .isInstanceOf(ImportException.class)
                .hasMessageContaining(message)
                .hasMessageContaining("expected");
        assertThat(models).isEmptyDirectory();
    }

    private Bundle importSource() {
        return ModelImporter.importModel(source, models.resolve("out"), Precision.FLOAT32, ImportListener.NONE);
    }

    private static void assertSameGraphs(Bundle bundle) {
        for (var entry :
                Bundle.openUnverified(Path.of("models/tiny-random")).manifest().files()) {
            assertThat(bundle.manifest().files()).contains(entry);
        }
    }

    private void writeShards(String first, String second) throws IOException {
        Map<String, WeightMatrix> one = new LinkedHashMap<>();
        Map<String, WeightMatrix> two = new LinkedHashMap<>();
        CheckpointBuilder.tensors().forEach((name, matrix) -> (one.size() < 10 ? one : two).put(name, matrix));
        Files.delete(source.resolve("model.safetensors"));
        Files.write(source.resolve(first), CheckpointBuilder.file(one));
        Files.write(source.resolve(second), CheckpointBuilder.file(two));
        var map = CheckpointBuilder.tensors().keySet().stream()
                .map(name -> "\"" + name + "\": \"" + (one.containsKey(name) ? first : second) + "\"")
                .collect(Collectors.joining(","));
        Files.writeString(source.resolve("model.safetensors.index.json"), "{\"weight_map\": {" + map + "}}");
    }

    private static Arguments header(String what, String header, String message) {
        return arguments(what, CheckpointBuilder.file(header, new byte[8]), message);
    }

    private static String entry(String dtype, String shape, String offsets) {
        return "{\"a\":{\"dtype\":\"" + dtype + "\",\"shape\":" + shape + ",\"data_offsets\":" + offsets + "}}";
    }
}
