package org.d3explorer.importing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.d3explorer.bundle.Bundle;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Converted tokenizers, run by the library that the program uses. */
class GgufTokenizerTest {
    @TempDir
    private Path folder;

    @ParameterizedTest(name = "{0}")
    @MethodSource("splits")
    void splitsAsItsNameSays(String name, String text, List<String> pieces) throws IOException {
        // Every join of neighbours in the text is a token, so only the split can keep characters apart.
        List<String> tokens = new ArrayList<>(ByteAlphabet.characters());
        List<String> merges = new ArrayList<>();
        for (int from = 0; from < text.length(); from++) {
            for (int to = from + 2; to <= text.length(); to++) {
                var joined = text.substring(from, to).replace(" ", "Ġ");
                if (!tokens.contains(joined)) {
                    tokens.add(joined);
                    merges.add(joined.substring(0, joined.length() - 1) + " " + joined.substring(joined.length() - 1));
                }
            }
        }
        var types = new int[tokens.size()];
        Arrays.fill(types, 1);
        types[0] = 3;

        try (var tokenizer = tokenizer(
                tokens, types, file -> file.text("tokenizer.ggml.pre", name).texts("tokenizer.ggml.merges", merges))) {
            var found = Arrays.stream(encode(tokenizer, text))
                    .mapToObj(id -> tokens.get((int) id).replace("Ġ", " "))
                    .toList();
            assertThat(found).isEqualTo(pieces);
        }
    }

    static Stream<Arguments> splits() {
        return Stream.of(
                arguments("gpt-2", "1234 ab", List.of("1234", " ab")),
                arguments("smollm", "1234 ab", List.of("1", "2", "3", "4", " ab")),
                arguments("llama-bpe", "1234 ab", List.of("123", "4", " ab")),
                arguments("llama3", "ab'LL=c", List.of("ab", "'LL", "=c")),
                arguments("qwen2", "12 ab=c", List.of("1", "2", " ab", "=c")),
                arguments("default", "1234=ab", List.of("123", "4", "=", "ab")));
    }

    @Test
    void sentencePieceMergesByScoreAndFallsBackToBytes() throws IOException {
        List<String> tokens = new ArrayList<>(List.of("<unk>", "<s>", "</s>"));
        for (int b = 0; b < 256; b++) {
            tokens.add(String.format("<0x%02X>", b));
        }
        tokens.addAll(List.of("▁h", "el", "lo", "llo", "▁hello", "ell", "▁", "h", "e", "l", "o", "▁hel"));
        var types = new int[tokens.size()];
        var scores = new float[tokens.size()];
        for (int id = 0; id < types.length; id++) {
            types[id] = id == 0 ? 2 : id < 3 ? 3 : id < 259 ? 6 : 1;
            scores[id] = id < 259 ? 0 : 258 - id;
        }
        var tokenizer = tokenizer(tokens, types, file -> file.text("tokenizer.ggml.model", "llama")
                .floats("tokenizer.ggml.scores", scores)
                .unsigned("tokenizer.ggml.bos_token_id", 1)
                .unsigned("tokenizer.ggml.eos_token_id", 2));
        try (tokenizer) {
            // "▁h" and "el" join first, then "lo"; "▁hel" + "lo" has no merge of its own but "▁hello" = "▁hel" + "lo"
            // has.
            assertThat(encode(tokenizer, "hello")).containsExactly(tokens.indexOf("▁hello"));
            // é is no piece: its two bytes stand for it.
            assertThat(encode(tokenizer, "é"))
                    .containsExactly(tokens.indexOf("▁"), tokens.indexOf("<0xC3>"), tokens.indexOf("<0xA9>"));
            assertThat(tokenizer.decode(encode(tokenizer, "hello é"))).isEqualTo("hello é");
            assertThat(encode(tokenizer, "</s>hello")).containsExactly(2, tokens.indexOf("▁hello"));
        }
        var entry = Bundle.openUnverified(folder.resolve("out")).manifest().tokenizer();
        assertThat(entry.addBosToken()).isTrue();
        assertThat(entry.bosTokenId()).isEqualTo(1);
        assertThat(entry.eosTokenIds()).containsExactly(2);
    }

    @Test
    void keepsTheChatTemplateAndEveryEndToken() throws IOException {
        var tokens = List.of("<|endoftext|>", "<|im_start|>", "<|im_end|>", "a", "b", "ab");
        var types = new int[] {3, 3, 3, 1, 1, 1};
        try (var tokenizer = tokenizer(tokens, types, file -> file.texts("tokenizer.ggml.merges", List.of("a b"))
                .unsigned("tokenizer.ggml.eos_token_id", 2)
                .text("tokenizer.chat_template", "{{ messages }}"))) {
            assertThat(encode(tokenizer, "ab<|im_end|>a")).containsExactly(5, 2, 3);
        }
        var entry = Bundle.openUnverified(folder.resolve("out")).manifest().tokenizer();
        assertThat(entry.eosTokenIds()).containsExactly(2, 0);
        assertThat(entry.chatTemplate()).isEqualTo("{{ messages }}");
        assertThat(entry.addBosToken()).isFalse();
    }

    private HuggingFaceTokenizer tokenizer(List<String> tokens, int[] types, Consumer<GgufBuilder> more)
            throws IOException {
        var file = GgufFixtures.minimal();
        file.unsigned("llama.vocab_size", tokens.size())
                .texts("tokenizer.ggml.tokens", tokens)
                .integers("tokenizer.ggml.token_type", types);
        more.accept(file);
        var embedding = file.tensor("token_embd.weight");
        embedding.dims = new long[] {32, tokens.size()};
        embedding.content = new byte[32 * tokens.size() * Float.BYTES];
        var source = folder.resolve("model.gguf");
        Files.write(source, file.build());
        var bundle = ModelImporter.importModel(source, folder.resolve("out"), Precision.FLOAT32, ImportListener.NONE);
        return HuggingFaceTokenizer.newInstance(bundle.file("tokenizer.json"), Map.of("addSpecialTokens", "false"));
    }

    private static long[] encode(HuggingFaceTokenizer tokenizer, String text) {
        return tokenizer.encode(text, false, false).getIds();
    }
}
