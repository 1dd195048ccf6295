package org.d3explorer.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.d3explorer.depth.UserError;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BundleTokenizerTest {
    private static final int THE = 257;
    private static final int SPACE_THE = 258;

    @TempDir
    private Path folder;

    @Test
    void encodesByMergesAndDecodesBack() throws IOException {
        try (var tokenizer = TokenizerFiles.open(folder, TokenizerFiles.byteLevel())) {
            assertThat(tokenizer.encode("the the", true)).containsExactly(THE, SPACE_THE);
            assertThat(tokenizer.encode("", true)).isEmpty();
            assertThat(tokenizer.decode(new int[] {THE, SPACE_THE})).isEqualTo("the the");
        }
    }

    @Test
    void longTextsAreNotTruncated() throws IOException {
        try (var tokenizer = TokenizerFiles.open(folder, TokenizerFiles.byteLevel())) {
            assertThat(tokenizer.encode("the the the the ".repeat(1_000), true)).hasSizeGreaterThan(4_000);
        }
    }

    @Test
    void specialTokensAreParsedOnlyWhenAsked() throws IOException {
        try (var tokenizer = TokenizerFiles.open(folder, TokenizerFiles.byteLevel())) {
            var text = "<|im_start|>the<|im_end|>";
            assertThat(tokenizer.encode(text, true))
                    .containsExactly(TokenizerFiles.IM_START, THE, TokenizerFiles.IM_END);
            var literal = tokenizer.encode(text, false);
            assertThat(literal).doesNotContain(TokenizerFiles.IM_START, TokenizerFiles.IM_END);
            assertThat(tokenizer.decode(literal)).isEqualTo(text);
            assertThat(tokenizer.isSpecial(TokenizerFiles.IM_END)).isTrue();
            assertThat(tokenizer.isSpecial(THE)).isFalse();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "café naïve",
                "日本語 한국어",
                "مرحبا",
                "🙂👩‍👩‍👧‍👦🇫🇷",
                "𝔘𝔫𝔦 \u200b\u00a0",
                "\u0000nul\u0007",
                "a\r\n\t b",
            })
    void everyTextComesBackAndStreamsInWholeCharacters(String text) throws IOException {
        try (var tokenizer = TokenizerFiles.open(folder, TokenizerFiles.byteLevel())) {
            int[] ids = tokenizer.encode(text, true);
            assertThat(tokenizer.decode(ids)).isEqualTo(text);
            var detokenizer = tokenizer.newDetokenizer();
            var pieces = new ArrayList<String>();
            for (int id : ids) {
                pieces.add(detokenizer.append(id));
            }
            assertThat(detokenizer.finish()).isEmpty();
            assertThat(String.join("", pieces)).isEqualTo(text);
            assertThat(pieces)
                    .allMatch(piece -> piece.indexOf('\uFFFD') < 0
                            && StandardCharsets.UTF_8.newEncoder().canEncode(piece));
        }
    }

    @Test
    void anUnfinishedCharacterIsHeldAndReplacedAtTheEnd() throws IOException {
        try (var tokenizer = TokenizerFiles.open(folder, TokenizerFiles.byteLevel())) {
            int[] smile = tokenizer.encode("🙂", true);
            assertThat(smile).hasSize(4);
            var detokenizer = tokenizer.newDetokenizer();
            assertThat(detokenizer.append(THE)).isEqualTo("the");
            assertThat(detokenizer.append(smile[0])).isEmpty();
            assertThat(detokenizer.append(smile[1])).isEmpty();
            assertThat(detokenizer.append(THE)).isEqualTo("\uFFFDthe");
            assertThat(detokenizer.append(smile[0])).isEmpty();
            assertThat(detokenizer.finish()).isEqualTo("\uFFFD");
            assertThat(detokenizer.finish()).isEmpty();
            assertThat(tokenizer.tokenText(smile[0])).isEqualTo("\\xF0");
            assertThat(tokenizer.tokenText(SPACE_THE)).isEqualTo(" the");
            assertThat(tokenizer.tokenText(TokenizerFiles.UNUSED)).isEqualTo("<unused 299>");
        }
    }

    @Test
    void byteFallbackTokensJoinToCharacters() throws IOException {
        try (var tokenizer = TokenizerFiles.open(folder, TokenizerFiles.sentencePiece())) {
            int[] ids = tokenizer.encode("hi é hi", true);
            // ▁hi, ▁, the two bytes of é, ▁hi.
            assertThat(ids).containsExactly(264, 259, 3 + 0xC3, 3 + 0xA9, 264);
            assertThat(tokenizer.decode(ids)).isEqualTo("hi é hi");
            var detokenizer = tokenizer.newDetokenizer();
            var pieces = new ArrayList<String>();
            for (int id : ids) {
                pieces.add(detokenizer.append(id));
            }
            assertThat(pieces).isEqualTo(List.of(" hi", " ", "", "é", " hi"));
            assertThat(tokenizer.tokenText(3 + 0xC3)).isEqualTo("\\xC3");
        }
    }

    @Test
    void aPromptBeginsWithBosOnceWhereTheModelWantsIt() throws IOException {
        TokenizerFiles.write(folder, TokenizerFiles.sentencePiece());
        try (var tokenizer = BundleTokenizer.open(folder, TokenizerFiles.entry(true, null), 300)) {
            assertThat(tokenizer.addsBos()).isTrue();
            assertThat(tokenizer.encode("hi", true)).containsExactly(264);
            assertThat(tokenizer.encodePrompt("hi", true)).containsExactly(1, 264);
            assertThat(tokenizer.encodePrompt("<s>", true)).containsExactly(1);
            assertThat(tokenizer.encodePrompt("", true)).containsExactly(1);
        }
        try (var without = BundleTokenizer.open(folder, TokenizerFiles.entry(false, null), 300)) {
            assertThat(without.encodePrompt("hi", true)).containsExactly(264);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 300, Integer.MAX_VALUE})
    void idsOutsideTheVocabularyAreRefused(int id) throws IOException {
        try (var tokenizer = TokenizerFiles.open(folder, TokenizerFiles.byteLevel())) {
            assertThatThrownBy(() -> tokenizer.decode(new int[] {id}))
                    .isInstanceOf(UserError.class)
                    .hasMessageContaining("token id " + id + " is outside the vocabulary; expected 0..299");
            assertThatThrownBy(() -> tokenizer.tokenText(id)).isInstanceOf(TokenizerException.class);
        }
    }

    @Test
    void halfASurrogatePairIsRefused() throws IOException {
        try (var tokenizer = TokenizerFiles.open(folder, TokenizerFiles.byteLevel())) {
            assertThatThrownBy(() -> tokenizer.encode("a\uD83D", true)).hasMessageContaining("surrogate");
        }
    }

    @Test
    void malformedFilesAreRefusedNamingTheFile() throws IOException {
        var valid = Files.readString(TokenizerFiles.write(folder, TokenizerFiles.byteLevel()));
        for (var bad : List.of(
                "",
                "[]",
                "nonsense",
                valid + "{}",
                valid.substring(0, valid.length() / 2),
                valid.replaceFirst("\\{", "{\"model\":1,"),
                valid.replaceFirst("\"id\":260", "\"id\":300"),
                valid.replaceFirst("\"id\":260", "\"id\":-1"),
                valid.replaceFirst("\"id\":260", "\"id\":1.5"),
                valid.replaceFirst("\"id\":260", "\"id\":NaN"),
                valid.replace("ByteLevel", "WordPiece"),
                valid.replace("\"merges\":[", "\"merges\":[7,"),
                "{\"a\":" + "[".repeat(2_000) + "]".repeat(2_000) + "}")) {
            Files.writeString(folder.resolve("tokenizer.json"), bad);
            refused();
        }
        Files.write(folder.resolve("tokenizer.json"), new byte[] {'{', '"', (byte) 0xFF, '"', ':', '1', '}'});
        refused();
        Files.delete(folder.resolve("tokenizer.json"));
        refused();
    }

    @Test
    void duplicateAndMissingVocabularyEntriesAreRefused() throws IOException {
        var twice = TokenizerFiles.byteLevel();
        ((ObjectNode) twice.get("model").get("vocab")).put("the", 5);
        TokenizerFiles.write(folder, twice);
        refused();
        var unigram = TokenizerFiles.byteLevel();
        ((ObjectNode) unigram.get("model")).put("type", "Unigram").putArray("vocab");
        TokenizerFiles.write(folder, unigram);
        refused();
        var nameless = TokenizerFiles.byteLevel();
        ((ObjectNode) ((ArrayNode) nameless.get("added_tokens")).get(0)).remove("content");
        TokenizerFiles.write(folder, nameless);
        refused();
    }

    private void refused() {
        assertThatThrownBy(() -> BundleTokenizer.open(folder, TokenizerFiles.entry(false, null), 300)
                        .close())
                .isInstanceOf(TokenizerException.class)
                .hasMessageContaining("tokenizer.json")
                .message()
                .doesNotContain("\n");
    }
}
