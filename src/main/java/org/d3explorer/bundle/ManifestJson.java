package org.d3explorer.bundle;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Reads {@code manifest.json} strictly and writes it the same way each time. */
final class ManifestJson {
    /** A manifest of 2,000 layers has about 1 MB; anything far above is not a manifest. */
    static final int MAX_BYTES = 16 << 20;

    private static final int MAX_DEPTH = 16;
    private static final int MAX_STRING = 4 << 20;
    private static final int MAX_NUMBER = 40;
    private static final String ACTION = "correct the manifest or import the model again";

    private static final JsonMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(MAX_DEPTH)
                            .maxStringLength(MAX_STRING)
                            .maxNumberLength(MAX_NUMBER)
                            .maxDocumentLength(MAX_BYTES)
                            .build())
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .build())
            .enable(
                    DeserializationFeature.FAIL_ON_TRAILING_TOKENS,
                    DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES,
                    DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
            .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
            .build();

    private ManifestJson() {}

    /**
     * Reads and checks a manifest.
     *
     * @param file named in errors
     * @param bytes the file's content
     * @throws BundleException if it is not a valid manifest of a known schema version
     */
    static Manifest read(Path file, byte[] bytes) {
        try {
            JsonNode tree = MAPPER.readTree(bytes);
            if (!tree.isObject()) {
                throw BundleException.of(file.toString(), describe(tree), "a JSON object", ACTION);
            }
            requireKnownVersion(file, tree);
            requireFields(file, "", tree, Manifest.class);
            Manifest manifest = MAPPER.treeToValue(tree, Manifest.class);
            new ManifestChecks(file, manifest).check();
            return manifest;
        } catch (JsonProcessingException e) {
            throw BundleException.of(
                    file.toString(), problem(e), "a manifest as models/README.md describes it", ACTION);
        } catch (IOException e) {
            throw BundleException.io(file, "reading", e);
        }
    }

    /** Returns the manifest as JSON, UTF-8, ending with a line feed; equal manifests give equal bytes. */
    static byte[] write(Manifest manifest) {
        var indenter = new DefaultIndenter("  ", "\n");
        var printer = new DefaultPrettyPrinter().withObjectIndenter(indenter);
        try {
            return (MAPPER.writer(printer).writeValueAsString(manifest) + "\n").getBytes(StandardCharsets.UTF_8);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a manifest is always writable", e);
        }
    }

    private static void requireKnownVersion(Path file, JsonNode tree) {
        JsonNode version = tree.get("schema_version");
        if (version == null || !version.isInt()) {
            throw BundleException.of(file + " field schema_version", describe(version), "a whole number", ACTION);
        }
        if (version.intValue() != Manifest.SCHEMA_VERSION) {
            throw BundleException.of(
                    file + " field schema_version",
                    version.asText(),
                    String.valueOf(Manifest.SCHEMA_VERSION),
                    version.intValue() > Manifest.SCHEMA_VERSION
                            ? "use a newer D³ Explorer"
                            : "import the model again");
        }
    }

    /** Jackson lets absent and null record components pass as null, so presence is checked against the record. */
    private static void requireFields(Path file, String prefix, JsonNode node, Class<?> type) {
        for (RecordComponent component : type.getRecordComponents()) {
            var name = PropertyNamingStrategies.SnakeCaseStrategy.INSTANCE.translate(component.getName());
            JsonNode value = node.get(name);
            boolean optional = component.getAnnotatedType().isAnnotationPresent(Nullable.class);
            if (value == null || value.isNull()) {
                if (!optional) {
                    throw BundleException.of(
                            file + " field " + prefix + name, value == null ? "nothing" : "null", "a value", ACTION);
                }
            } else if (component.getType().isRecord()) {
                if (!value.isObject()) {
                    throw BundleException.of(file + " field " + prefix + name, describe(value), "an object", ACTION);
                }
                requireFields(file, prefix + name + ".", value, component.getType());
            } else if (value.isContainerNode()) {
                requireNoNulls(file, prefix + name, value);
                if (name.equals("files")) {
                    for (int i = 0; i < value.size(); i++) {
                        requireFields(file, "files[" + i + "].", value.get(i), Manifest.FileEntry.class);
                    }
                }
            }
        }
    }

    private static void requireNoNulls(Path file, String name, JsonNode container) {
        for (JsonNode value : container) {
            if (value.isNull()) {
                throw BundleException.of(file + " field " + name, "null inside", "values only", ACTION);
            }
            requireNoNulls(file, name, value);
        }
    }

    private static String describe(@Nullable JsonNode node) {
        return node == null || node.isMissingNode()
                ? "nothing"
                : node.getNodeType().name().toLowerCase(Locale.ROOT);
    }

    private static String problem(JsonProcessingException e) {
        var message = e.getOriginalMessage().lines().findFirst().orElse("invalid JSON");
        if (message.length() > 200) {
            message = message.substring(0, 200) + "…";
        }
        if (e instanceof JsonMappingException mapping && !mapping.getPath().isEmpty()) {
            return message + " (field " + path(mapping) + ")";
        }
        var at = e.getLocation();
        return at == null ? message : message + " at line " + at.getLineNr() + ", column " + at.getColumnNr();
    }

    private static String path(JsonMappingException e) {
        var path = new StringBuilder();
        for (var reference : e.getPath()) {
            if (reference.getFieldName() == null) {
                path.append('[').append(reference.getIndex()).append(']');
            } else {
                path.append(path.isEmpty() ? "" : ".").append(reference.getFieldName());
            }
        }
        return path.toString();
    }
}
