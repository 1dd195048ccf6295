package org.d3explorer.importing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.d3explorer.importing.GgufBuilder.concat;
import static org.d3explorer.importing.GgufBuilder.int32;
import static org.d3explorer.importing.GgufBuilder.int64;
import static org.d3explorer.importing.GgufBuilder.string;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every malformed GGUF file is refused with a typed error that says what is wrong, and leaves nothing behind. */
class GgufRefusalTest {
    private static final int UINT32 = GgufBuilder.UINT32;

    private Path folder;
    private Path source;

    @BeforeEach
    void makeFolders(@TempDir Path temporary) throws IOException {
        folder = Files.createDirectory(temporary.resolve("models"));
        source = temporary.resolve("model.gguf");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("wrongFiles")
    void refuses(String what, Consumer<GgufBuilder> damage, String message) throws IOException {
        var file = GgufFixtures.minimal();
        damage.accept(file);
        Files.write(source, file.build());

        assertThatThrownBy(() -> importSource())
                .isInstanceOf(ImportException.class)
                .hasMessageContaining(source.toString())
                .hasMessageContaining(message)
                .hasMessageContaining("expected")
                .message()
                .doesNotContain("\n");
        assertThat(folder).isEmptyDirectory();
    }

    static Stream<Arguments> wrongFiles() {
        return Stream.of(headers(), keys(), tensors(), models()).flatMap(s -> s);
    }

    private static Stream<Arguments> headers() {
        return Stream.of(
                wrong("wrong magic", f -> f.magic = 0x12345678, "magic"),
                wrong("swapped magic", f -> f.magic = 0x47475546, "big-endian"),
                wrong("version 0", f -> f.version = 0, "version 0"),
                wrong("version 1", f -> f.version = 1, "version 1"),
                wrong("future version", f -> f.version = 4, "version 4"),
                wrong("swapped version", f -> f.version = 3 << 24, "big-endian"),
                wrong("tensor count −1", f -> f.tensorCount = -1L, "18446744073709551615 tensors"),
                wrong("absurd tensor count", f -> f.tensorCount = 1L << 40, "1099511627776 tensors"),
                wrong("key count −1", f -> f.keyCount = -1L, "18446744073709551615 keys"),
                wrong("absurd key count", f -> f.keyCount = 1L << 31, "2147483648 keys"),
                wrong("one key more than there is", f -> f.keyCount = f.pairs.size() + 1L, "at byte"),
                wrong("alignment 0", f -> f.unsigned("general.alignment", 0), "general.alignment"),
                wrong("alignment 13", f -> f.unsigned("general.alignment", 13), "found 13"),
                wrong("alignment 2³¹", f -> f.unsigned("general.alignment", 1 << 31), "found 2147483648"),
                wrong(
                        "alignment not u32",
                        f -> f.raw("general.alignment", int32(10), int64(32)),
                        "found UINT64, expected UINT32"));
    }

    private static Stream<Arguments> keys() {
        return Stream.of(
                wrong("empty key", f -> f.unsigned("", 1), "an empty key"),
                wrong(
                        "duplicate key",
                        f -> f.rawPairs.add(concat(string("llama.block_count"), int32(UINT32), int32(1))),
                        "llama.block_count twice"),
                wrong("key length −1", f -> f.rawPairs.add(int64(-1)), "18446744073709551615 bytes"),
                wrong("key length beyond the file", f -> f.rawPairs.add(int64(1L << 50)), "1125899906842624 bytes"),
                wrong(
                        "key not UTF-8",
                        f -> f.rawPairs.add(concat(int64(1), new byte[] {(byte) 0xff}, int32(UINT32), int32(1))),
                        "not UTF-8"),
                wrong("string length −1", f -> f.raw("x", int32(8), int64(-1)), "18446744073709551615 bytes"),
                wrong("string beyond the file", f -> f.raw("x", int32(8), int64(1L << 40)), "the end of the file"),
                wrong("unknown value type", f -> f.raw("x", int32(13), int64(0)), "value type 13"),
                wrong("negative value type", f -> f.raw("x", int32(-1)), "value type 4294967295"),
                wrong("bool of 2", f -> f.raw("x", int32(7), new byte[] {2}), "a bool other than 0 and 1"),
                wrong("array of arrays", f -> f.raw("x", int32(9), int32(9), int64(1)), "an array of arrays"),
                wrong("array of unknown type", f -> f.raw("x", int32(9), int32(77), int64(1)), "value type 77"),
                wrong("array count −1", f -> f.raw("x", int32(9), int32(4), int64(-1)), "elements in x"),
                wrong("array beyond the file", f -> f.raw("x", int32(9), int32(4), int64(1L << 62)), "elements in x"),
                wrong(
                        "strings beyond the file",
                        f -> f.raw("x", int32(9), int32(8), int64(1L << 33)),
                        "elements in x"));
    }

    private static Stream<Arguments> tensors() {
        return Stream.of(
                wrong("duplicate tensor", f -> f.tensors.add(f.tensors.getFirst()), "twice"),
                wrong("tensor name with ../", f -> f.tensor("../x", 0, new byte[4], 1), "forbidden characters"),
                wrong("tensor name with NUL", f -> f.tensor("a\0b", 0, new byte[4], 1), "forbidden characters"),
                wrong("empty tensor name", f -> f.tensor("", 0, new byte[4], 1), "forbidden characters"),
                wrong("long tensor name", f -> f.tensor("n".repeat(65), 0, new byte[4], 1), "at most 64 bytes"),
                wrong("5 dimensions", f -> f.tensor("x", 0, new byte[4], 1, 1, 1, 1, 1), "5 dimensions"),
                wrong("0 dimensions", f -> f.tensor("x", 0, new byte[4]), "0 dimensions"),
                wrong("2³² − 1 dimensions", f -> f.tensors.getFirst().dimCount = -1, "4294967295 dimensions"),
                wrong("negative dimension", f -> f.tensors.getFirst().dims[0] = -32, "dimension -32"),
                wrong("zero dimension", f -> f.tensors.getFirst().dims[1] = 0, "dimension 0"),
                wrong(
                        "product of dimensions overflows",
                        f -> f.tensors.getFirst().dims = new long[] {1L << 33, 1L << 33},
                        "a size that fits"),
                wrong(
                        "bytes overflow",
                        f -> f.tensors.getFirst().dims = new long[] {1L << 31, 1L << 31},
                        "a size that"),
                wrong(
                        "bytes overflow, quantised",
                        f -> {
                            f.tensors.getFirst().type = BlockFormat.Q8_0.id();
                            f.tensors.getFirst().dims = new long[] {1L << 31, (1L << 32) - 1};
                        },
                        "a size that fits"),
                wrong("unknown tensor type", f -> f.tensors.getFirst().type = 4, "tensor type 4"),
                wrong("negative tensor type", f -> f.tensors.getFirst().type = -1, "tensor type 4294967295"),
                wrong(
                        "row no multiple of the block",
                        f -> {
                            f.tensors.getFirst().type = BlockFormat.Q4_K.id();
                            f.tensors.getFirst().dims = new long[] {32, 8};
                        },
                        "a multiple of 256"),
                wrong("misaligned offset", f -> f.tensors.get(1).offset = 4L, "a multiple of 32"),
                wrong("negative offset", f -> f.tensors.get(1).offset = -32L, "a multiple of 32"),
                wrong("offset beyond the file", f -> f.tensors.get(1).offset = 1L << 40, "at 1099511627776"),
                wrong("overlap", f -> f.tensors.get(1).offset = 0L, "overlapping"));
    }

    private static Stream<Arguments> models() {
        return Stream.of(
                wrong("no architecture", f -> f.pairs.remove("general.architecture"), "general.architecture"),
                wrong("other architecture", f -> f.text("general.architecture", "mamba"), "\"mamba\""),
                wrong("mixture of experts", f -> f.unsigned("llama.expert_count", 8), "a mixture of experts"),
                wrong("block_count 0", f -> f.unsigned("llama.block_count", 0), "llama.block_count: found 0"),
                wrong("block_count 2³¹", f -> f.unsigned("llama.block_count", 1 << 31), "found 2147483648"),
                wrong("block_count a text", f -> f.text("llama.block_count", "1"), "found STRING"),
                wrong("one layer too many", f -> f.unsigned("llama.block_count", 2), "blk.1.attn_norm.weight"),
                wrong("head_count 0", f -> f.unsigned("llama.attention.head_count", 0), "head_count: found 0"),
                wrong("head_count 2³¹", f -> f.unsigned("llama.attention.head_count", 1 << 31), "found 2147483648"),
                wrong(
                        "KV heads no divisor",
                        f -> f.unsigned("llama.attention.head_count", 3).unsigned("llama.attention.head_count_kv", 2),
                        "a divisor of head_count 3"),
                wrong("no epsilon", f -> f.pairs.remove("llama.attention.layer_norm_rms_epsilon"), "epsilon"),
                wrong("epsilon NaN", f -> f.number("llama.attention.layer_norm_rms_epsilon", Float.NaN), "found NaN"),
                wrong("RoPE base infinite", f -> f.number("llama.rope.freq_base", 1f / 0), "found Infinity"),
                wrong("RoPE scaling unknown", f -> f.text("llama.rope.scaling.type", "yarn"), "\"yarn\""),
                wrong("partial rotation", f -> f.unsigned("llama.rope.dimension_count", 8), "the head dimension 16"),
                wrong("missing tensor", f -> f.tensors.removeLast(), "blk.0.ffn_down.weight: found no such tensor"),
                wrong("tensor too many", f -> f.tensor("blk.0.attn_q.bias", 0, new byte[128], 32), "attn_q.bias"),
                wrong("wrong shape", f -> f.tensor("blk.0.attn_k.weight").dims = new long[] {16, 32}, "[16, 32]"),
                wrong("no tokens", f -> f.pairs.remove("tokenizer.ggml.tokens"), "tokenizer.ggml.tokens"),
                wrong("tokens of wrong type", f -> f.integers("tokenizer.ggml.tokens", 1, 2, 3, 4, 5, 6), "of INT32"),
                wrong("too few tokens", f -> f.texts("tokenizer.ggml.tokens", List.of("a")), "1 tokens"),
                wrong(
                        "a token twice",
                        f -> f.texts("tokenizer.ggml.tokens", List.of("a", "a", "b", "ab", "c", "d")),
                        "token \"a\" twice"),
                wrong("too few token types", f -> f.integers("tokenizer.ggml.token_type", 1), "1 elements"),
                wrong("token types of wrong type", f -> f.floats("tokenizer.ggml.token_type", 1), "of FLOAT32"),
                wrong("no merges", f -> f.pairs.remove("tokenizer.ggml.merges"), "tokenizer.ggml.merges"),
                wrong("merge of one piece", f -> f.texts("tokenizer.ggml.merges", List.of("ab")), "merge \"ab\""),
                wrong("merge of no token", f -> f.texts("tokenizer.ggml.merges", List.of("c d")), "piece \"cd\""),
                wrong("unknown tokenizer", f -> f.text("tokenizer.ggml.model", "t5"), "\"t5\""),
                wrong("unknown split", f -> f.text("tokenizer.ggml.pre", "poro"), "\"poro\""),
                wrong("SentencePiece without scores", f -> f.text("tokenizer.ggml.model", "llama"), "ggml.scores"),
                wrong("end token beyond", f -> f.unsigned("tokenizer.ggml.eos_token_id", 6), "eos_token_id: found 6"));
    }

    @Test
    void refusesAFileCutAtAnyByte() throws IOException {
        var file = GgufFixtures.minimal();
        var bytes = file.build();
        int header = file.header().length;
        for (int cut = 0; cut < bytes.length; cut += cut < header ? 1 : 997) {
            Files.write(source, Arrays.copyOf(bytes, cut));
            assertThatThrownBy(() -> GgufFile.open(source).close())
                    .as("cut at %d", cut)
                    .isInstanceOf(ImportException.class);
        }
    }

    @Test
    void refusesAFileOneByteShort() throws IOException {
        var bytes = GgufFixtures.minimal().build();
        Files.write(source, Arrays.copyOf(bytes, bytes.length - 1));

        assertThatThrownBy(() -> importSource())
                .isInstanceOf(ImportException.class)
                .hasMessageContaining("a file of " + (bytes.length - 1) + " bytes");
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void namesAGitLfsPointer() throws IOException {
        Files.write(
                source, "version https://git-lfs.github.com/spec/v1\noid sha256:0\n".getBytes(StandardCharsets.UTF_8));

        assertThatThrownBy(() -> importSource())
                .isInstanceOf(ImportException.class)
                .hasMessageContaining("a Git-LFS pointer");
    }

    @Test
    void refusesAMissingFile() {
        assertThatThrownBy(() -> importSource())
                .isInstanceOf(ImportException.class)
                .hasMessageContaining("no such file");
        assertThat(folder).isEmptyDirectory();
    }

    private void importSource() {
        ModelImporter.importModel(source, folder.resolve("out"), Precision.FLOAT32, ImportListener.NONE);
    }

    private static Arguments wrong(String what, Consumer<GgufBuilder> damage, String message) {
        return arguments(what, damage, message);
    }
}
