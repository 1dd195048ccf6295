package org.d3explorer.settings;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The preferences and their file, {@value #FILE_NAME}. Reading is strict: a file that is not one plain JSON object of this
 * schema is kept beside as {@code .bad} and the defaults are used; a single value that does not fit its setting is
 * replaced by the default. Either is told in {@link #problems()}. Names this version does not know are kept. Thread-safe.
 */
public final class SettingsStore {
    /** Name of the file in the settings folder. */
    public static final String FILE_NAME = "settings.json";

    private static final int SCHEMA_VERSION = 1;
    private static final String SCHEMA_KEY = "schema_version";
    private static final long MAX_BYTES = 4L << 20;
    private static final Logger LOG = LoggerFactory.getLogger(SettingsStore.class);
    private static final ObjectMapper JSON = new ObjectMapper(JsonFactory.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(32)
                            .maxNumberLength(64)
                            .maxStringLength(1 << 20)
                            .maxDocumentLength(MAX_BYTES)
                            .build())
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS, DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
            .enable(SerializationFeature.INDENT_OUTPUT);

    private final Path folder;
    private final Path file;
    private final Writer writer;
    /** Held while writing, so that two writers cannot leave the older values; never waited for while reading values. */
    private final Object writing = new Object();

    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
    private final TreeMap<String, JsonNode> values = new TreeMap<>();
    private final List<String> problems = new ArrayList<>();
    /** Counts changes. */
    private long version;
    /** The version that is in the file. */
    private long saved;

    /** Replaces a file's content as a whole: complete or not at all. */
    @FunctionalInterface
    public interface Writer {
        /**
         * Writes.
         *
         * @param target the file, in an existing folder
         * @param content all of it
         * @throws IOException if it could not be written; the old content is still there
         */
        void write(Path target, byte[] content) throws IOException;
    }

    private SettingsStore(Path folder, Writer writer) {
        this.folder = folder;
        this.file = folder.resolve(FILE_NAME);
        this.writer = writer;
    }

    /**
     * Reads the settings of a folder, which need not exist yet.
     *
     * @param folder settings folder
     * @param writer replaces the file's content
     */
    public static SettingsStore open(Path folder, Writer writer) {
        var store = new SettingsStore(folder, writer);
        store.read();
        return store;
    }

    /** Returns what went wrong while reading, a line each: what was found, and what was done about it. */
    public synchronized List<String> problems() {
        return List.copyOf(problems);
    }

    /** Returns the settings folder. */
    public Path folder() {
        return folder;
    }

    /** Returns the file. */
    public Path file() {
        return file;
    }

    /** Returns the user's value, or the default. */
    public synchronized <T> T get(Setting<T> setting) {
        var node = values.get(setting.key());
        if (node == null) {
            return setting.defaultValue();
        }
        try {
            T value = JSON.readerFor(JSON.constructType(setting.type())).readValue(node);
            if (value != null && setting.accepts().test(value)) {
                return value;
            }
        } catch (IOException | IllegalArgumentException e) {
            LOG.debug("setting {}: {}", setting.key(), e.toString());
        }
        values.remove(setting.key());
        version++;
        problems.add(
                file + ": " + setting.key() + " is " + shortened(node.toString()) + ", which cannot be used; using "
                        + shortened(JSON.valueToTree(setting.defaultValue()).toString()));
        return setting.defaultValue();
    }

    /** Adds what is told, on the thread that changed it, when a value has become another one. */
    public void onChange(Runnable listener) {
        listeners.add(listener);
    }

    /** Changes a value; {@link #save()} writes it. Setting the value that is there already changes nothing. */
    public <T> void set(Setting<T> setting, T value) {
        JsonNode node = JSON.valueToTree(value);
        synchronized (this) {
            var before = values.get(setting.key());
            if (before != null && before.equals(SettingsStore::compare, node)) {
                return;
            }
            values.put(setting.key(), node);
            version++;
        }
        listeners.forEach(Runnable::run);
    }

    /** Compares numbers by value: what is read from a file may be held in a shorter type than what was set. */
    private static int compare(JsonNode a, JsonNode b) {
        boolean same = (a.isIntegralNumber() && b.isIntegralNumber())
                ? a.bigIntegerValue().equals(b.bigIntegerValue())
                : a.equals(b);
        return same ? 0 : 1;
    }

    /**
     * Writes all values, making the folder if need be; does nothing where the file has them already. Other threads can
     * read and change values meanwhile.
     *
     * @throws IOException if that fails; the file is as it was
     */
    public void save() throws IOException {
        synchronized (writing) {
            long writes;
            byte[] content;
            synchronized (this) {
                if (saved == version) {
                    return;
                }
                writes = version;
                ObjectNode root = JSON.createObjectNode();
                root.put(SCHEMA_KEY, SCHEMA_VERSION);
                values.forEach(root::set);
                content = JSON.writeValueAsBytes(root);
            }
            Files.createDirectories(folder);
            writer.write(file, content);
            synchronized (this) {
                saved = writes;
            }
        }
    }

    private void read() {
        if (!Files.exists(file)) {
            return;
        }
        try {
            if (Files.size(file) > MAX_BYTES) {
                setAside("is " + Files.size(file) + " bytes long, expected at most " + MAX_BYTES);
                return;
            }
            accept(JSON.readTree(Files.readAllBytes(file)));
        } catch (JsonProcessingException e) {
            var at = e.getLocation();
            setAside("is not valid JSON at line " + (at == null ? 1 : at.getLineNr()) + ": " + e.getOriginalMessage());
        } catch (IOException e) {
            problems.add(file + " cannot be read (" + e.getMessage() + "); using the defaults");
        }
    }

    private void accept(JsonNode root) {
        if (!root.isObject()) {
            setAside("holds no JSON object");
            return;
        }
        var version = root.path(SCHEMA_KEY);
        if (!version.isInt() || version.intValue() != SCHEMA_VERSION) {
            setAside("has schema version " + shortened(version.toString()) + ", expected " + SCHEMA_VERSION);
            return;
        }
        root.properties().forEach(entry -> {
            if (!entry.getKey().equals(SCHEMA_KEY)) {
                values.put(entry.getKey(), entry.getValue());
            }
        });
    }

    private void setAside(String found) {
        var bad = file.resolveSibling(FILE_NAME + ".bad");
        try {
            Files.move(file, bad, StandardCopyOption.REPLACE_EXISTING);
            problems.add(file + " " + found + "; it was kept as " + bad.getFileName() + " and the defaults are used");
        } catch (IOException e) {
            problems.add(file + " " + found + "; the defaults are used and the file could not be set aside: "
                    + e.getMessage());
        }
    }

    private static String shortened(String text) {
        return text.length() <= 60 ? text : text.substring(0, 60) + "…";
    }
}
