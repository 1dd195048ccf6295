package org.d3explorer.importing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.d3explorer.bundle.Manifest.TokenizerEntry;
import org.d3explorer.importing.WeightSource.ImportedTokenizer;
import org.jspecify.annotations.Nullable;

/** Reads the tokenizer of a Hugging Face checkpoint: {@code tokenizer.json} and what stands around it. */
final class HuggingFaceTokenizerFiles {
    private static final long MAX_BYTES = 256L << 20;
    private static final String ACTION = "complete the folder or download it again";

    private final Path folder;
    private final ObjectNode config;
    private final int vocabulary;

    HuggingFaceTokenizerFiles(Path folder, ObjectNode config, int vocabulary) {
        this.folder = folder;
        this.config = config;
        this.vocabulary = vocabulary;
    }

    /**
     * Returns the tokenizer.
     *
     * @throws ImportException if {@code tokenizer.json} is missing or malformed or names ids outside the vocabulary
     */
    ImportedTokenizer read() {
        var file = folder.resolve(WeightSource.TOKENIZER_FILE);
        var tokenizer = StrictJson.read(file, MAX_BYTES)
                .orElseThrow(() -> error(file, "no such file", "the tokenizer in Hugging Face's format"));
        requireIds(file, tokenizer);
        JsonNode settings = StrictJson.read(folder.resolve("tokenizer_config.json"), MAX_BYTES)
                .map(JsonNode.class::cast)
                .orElse(MissingNode.getInstance());
        Integer bos = ids(config.path("bos_token_id")).stream().findFirst().orElse(null);
        boolean addBos = bos != null
                && settings.path("add_bos_token").asBoolean(startsWithSpecialToken(tokenizer.path("post_processor")));
        return new ImportedTokenizer(
                tokenizer.toString(),
                new TokenizerEntry(WeightSource.TOKENIZER_FILE, addBos, bos, ends(), chatTemplate(settings)));
    }

    private void requireIds(Path file, JsonNode tokenizer) {
        var vocab = tokenizer.path("model").path("vocab");
        if (!vocab.isObject() && !vocab.isArray()) {
            throw error(file, "no vocabulary", "model.vocab");
        }
        if (vocab.isArray() && vocab.size() > vocabulary) {
            throw error(file, vocab.size() + " tokens", "at most " + vocabulary + " as vocab_size says");
        }
        if (vocab.isObject()) {
            vocab.properties().forEach(entry -> requireId(file, entry.getKey(), entry.getValue()));
        }
        for (var added : tokenizer.path("added_tokens")) {
            requireId(file, added.path("content").asText(), added.path("id"));
        }
    }

    private void requireId(Path file, String token, JsonNode id) {
        if (!id.isIntegralNumber() || !id.canConvertToInt() || id.intValue() < 0 || id.intValue() >= vocabulary) {
            throw error(file, "id " + id + " of token \"" + token + "\"", "0.." + (vocabulary - 1));
        }
    }

    private List<Integer> ends() {
        Set<Integer> ends = new LinkedHashSet<>(ids(config.path("eos_token_id")));
        StrictJson.read(folder.resolve("generation_config.json"), MAX_BYTES)
                .ifPresent(generation -> ends.addAll(ids(generation.path("eos_token_id"))));
        return List.copyOf(ends);
    }

    private Set<Integer> ids(JsonNode node) {
        Set<Integer> ids = new LinkedHashSet<>();
        for (var id : node.isArray() ? node : List.of(node)) {
            if (!id.isMissingNode() && !id.isNull()) {
                requireId(folder.resolve("config.json"), "bos or eos", id);
                ids.add(id.intValue());
            }
        }
        return ids;
    }

    private static boolean startsWithSpecialToken(JsonNode processor) {
        if (processor.path("type").asText().equals("Sequence")) {
            for (var inner : processor.path("processors")) {
                if (startsWithSpecialToken(inner)) {
                    return true;
                }
            }
            return false;
        }
        return processor.path("type").asText().equals("TemplateProcessing")
                && processor.path("single").path(0).has("SpecialToken");
    }

    private @Nullable String chatTemplate(JsonNode settings) {
        var file = folder.resolve("chat_template.jinja");
        if (Files.isRegularFile(file)) {
            try {
                return Files.readString(file);
            } catch (IOException e) {
                throw ImportException.io(file, "reading", e);
            }
        }
        var template = settings.path("chat_template");
        if (template.isTextual()) {
            return template.asText();
        }
        for (var named : template) {
            if (named.path("name").asText().equals("default")) {
                return named.path("template").asText();
            }
        }
        return null;
    }

    private static ImportException error(Path file, String found, String expected) {
        return ImportException.of(file.toString(), found, expected, ACTION);
    }
}
