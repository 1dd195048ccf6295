package org.d3explorer.tokenizer;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.d3explorer.bundle.Manifest;
import org.jspecify.annotations.Nullable;

/** Writes small real tokenizers for the tests. */
final class TokenizerFiles {
    static final int VOCABULARY = 300;
    static final int IM_START = 260;
    static final int IM_END = 261;
    static final int UNUSED = 299;

    private static final ObjectMapper MAPPER = new ObjectMapper();

    private TokenizerFiles() {}

    /** Byte-level BPE over all 256 bytes with four merges and two special tokens, as SmolLM2's is with 48,900. */
    static ObjectNode byteLevel() {
        var root = MAPPER.createObjectNode().put("version", "1.0");
        var added = root.putArray("added_tokens");
        added.addObject()
                .put("id", IM_START)
                .put("content", "<|im_start|>")
                .put("single_word", false)
                .put("lstrip", false)
                .put("rstrip", false)
                .put("normalized", false)
                .put("special", true);
        var end = (ObjectNode) added.get(0).deepCopy();
        added.add(end.put("id", IM_END).put("content", "<|im_end|>"));
        root.putObject("pre_tokenizer")
                .put("type", "ByteLevel")
                .put("add_prefix_space", false)
                .put("trim_offsets", true)
                .put("use_regex", true);
        root.putObject("decoder")
                .put("type", "ByteLevel")
                .put("add_prefix_space", true)
                .put("trim_offsets", true)
                .put("use_regex", true);
        var model = root.putObject("model").put("type", "BPE").put("byte_fallback", false);
        var vocabulary = model.putObject("vocab");
        int id = 0;
        for (var character : alphabet()) {
            vocabulary.put(character, id++);
        }
        var merges = model.putArray("merges");
        for (var merge : List.of("t h", "th e", "\u0120 the", "a n")) {
            merges.add(merge);
            vocabulary.put(merge.replace(" ", ""), id++);
        }
        return root;
    }

    /** SentencePiece-like BPE with byte fallback, as Llama 2's is. */
    static ObjectNode sentencePiece() throws IOException {
        var root = (ObjectNode) MAPPER.readTree("""
                {"version": "1.0",
                 "added_tokens": [
                   {"id": 0, "content": "<unk>", "single_word": false, "lstrip": false, "rstrip": false,
                    "normalized": false, "special": true},
                   {"id": 1, "content": "<s>", "single_word": false, "lstrip": false, "rstrip": false,
                    "normalized": false, "special": true},
                   {"id": 2, "content": "</s>", "single_word": false, "lstrip": false, "rstrip": false,
                    "normalized": false, "special": true}],
                 "normalizer": {"type": "Sequence", "normalizers": [
                   {"type": "Prepend", "prepend": "\u2581"},
                   {"type": "Replace", "pattern": {"String": " "}, "content": "\u2581"}]},
                 "decoder": {"type": "Sequence", "decoders": [
                   {"type": "Replace", "pattern": {"String": "\u2581"}, "content": " "},
                   {"type": "ByteFallback"}, {"type": "Fuse"},
                   {"type": "Strip", "content": " ", "start": 1, "stop": 0}]},
                 "model": {"type": "BPE", "unk_token": "<unk>", "fuse_unk": true, "byte_fallback": true,
                   "merges": ["\u2581 h", "\u2581h i"]}}""");
        var vocabulary = ((ObjectNode) root.get("model")).putObject("vocab");
        vocabulary.put("<unk>", 0).put("<s>", 1).put("</s>", 2);
        for (int value = 0; value < 256; value++) {
            vocabulary.put("<0x%02X>".formatted(value), 3 + value);
        }
        int id = 259;
        for (var token : List.of("\u2581", "h", "i", "o", "\u2581h", "\u2581hi")) {
            vocabulary.put(token, id++);
        }
        return root;
    }

    static Path write(Path folder, ObjectNode tokenizer) throws IOException {
        return Files.writeString(folder.resolve("tokenizer.json"), MAPPER.writeValueAsString(tokenizer));
    }

    static BundleTokenizer open(Path folder, ObjectNode tokenizer) throws IOException {
        write(folder, tokenizer);
        return BundleTokenizer.open(folder, entry(false, null), VOCABULARY);
    }

    static Manifest.TokenizerEntry entry(boolean addsBos, @Nullable String template) {
        return new Manifest.TokenizerEntry("tokenizer.json", addsBos, 1, List.of(2), template);
    }

    /** GPT-2's characters for the bytes 0..255, printable ones first as in its vocabulary. */
    private static List<String> alphabet() {
        var printable = new ArrayList<String>();
        var others = new ArrayList<String>();
        for (int value = 0; value < 256; value++) {
            boolean shown = (value > 0x20 && value < 0x7F) || (value > 0xA0 && value != 0xAD);
            if (shown) {
                printable.add(new String(new byte[] {(byte) value}, StandardCharsets.ISO_8859_1));
            } else {
                others.add(String.valueOf((char) (0x100 + others.size())));
            }
        }
        printable.addAll(others);
        return printable;
    }
}
