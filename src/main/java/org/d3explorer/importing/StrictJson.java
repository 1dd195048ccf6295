package org.d3explorer.importing;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Reads JSON files of other programs: bounded, no duplicate keys, nothing behind the document. */
final class StrictJson {
    private static final int MAX_DEPTH = 64;
    private static final int MAX_STRING = 16 << 20;
    private static final int MAX_NUMBER = 64;
    private static final String ACTION = "correct the file or download it again";

    private static final JsonMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(MAX_DEPTH)
                            .maxStringLength(MAX_STRING)
                            .maxNumberLength(MAX_NUMBER)
                            .build())
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    /** Reads one value of many in a stream, so more may follow. */
    private static final ObjectReader VALUES = MAPPER.reader().without(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private StrictJson() {}

    /**
     * Reads an object.
     *
     * @param file the file
     * @param maxBytes most bytes it may have
     * @return empty where there is no such file
     * @throws ImportException if it is not one JSON object
     */
    static Optional<ObjectNode> read(Path file, long maxBytes) {
        if (!Files.isRegularFile(file)) {
            return Optional.empty();
        }
        try {
            long size = Files.size(file);
            if (size > maxBytes) {
                throw ImportException.of(file.toString(), size + " bytes", "at most " + maxBytes + " bytes", ACTION);
            }
            var tree = MAPPER.readTree(Files.readAllBytes(file));
            if (tree instanceof ObjectNode object) {
                return Optional.of(object);
            }
            throw error(file, "no JSON object");
        } catch (JsonProcessingException e) {
            throw error(file, problem(e));
        } catch (IOException e) {
            throw ImportException.io(file, "reading", e);
        }
    }

    /** Returns a parser with the same limits. */
    static JsonParser parser(byte[] json) throws IOException {
        return MAPPER.createParser(json);
    }

    /** Returns the value a parser stands before. */
    static JsonNode next(JsonParser parser) throws IOException {
        return VALUES.readTree(parser);
    }

    /** Returns what is wrong, in one line. */
    static String problem(JsonProcessingException e) {
        var message = e.getOriginalMessage().lines().findFirst().orElse("invalid JSON");
        return message.length() > 200 ? message.substring(0, 200) + "…" : message;
    }

    private static ImportException error(Path file, String found) {
        return ImportException.of(file.toString(), found, "one JSON object", ACTION);
    }
}
