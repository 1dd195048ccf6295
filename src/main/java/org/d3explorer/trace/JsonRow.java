package org.d3explorer.trace;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** One object of a trace file while it is read: typed access to its fields, each failure naming file and field. */
final class JsonRow {
    private static final int SHOWN = 40;

    private final Object file;
    private final String path;
    private final JsonNode node;
    private final Set<String> unread = new HashSet<>();

    /**
     * Makes a row.
     *
     * @param file named in errors
     * @param path of the object in the file, as a JSON pointer
     * @throws TraceException if it is not an object
     */
    JsonRow(Object file, String path, JsonNode node) {
        this.file = file;
        this.path = path;
        this.node = node;
        if (!node.isObject()) {
            throw TraceException.at(file, path.isEmpty() ? "the document" : path, shown(node), "an object");
        }
        node.fieldNames().forEachRemaining(unread::add);
    }

    TraceException wrong(String field, String expected) {
        return TraceException.at(file, path + "/" + field, shown(node.get(field)), expected);
    }

    /** Says that the row as a whole does not fit. */
    TraceException wrongRow(String found, String expected) {
        return TraceException.at(file, path, found, expected);
    }

    /** Returns an object of a field. */
    JsonRow row(String field) {
        return new JsonRow(file, path + "/" + field, get(field, "an object"));
    }

    /** Returns an object of a field that may be absent. */
    Optional<JsonRow> optionalRow(String field) {
        return has(field) ? Optional.of(row(field)) : Optional.empty();
    }

    boolean has(String field) {
        return node.has(field);
    }

    int integer(String field, int min, int max) {
        return (int) longInteger(field, min, max);
    }

    long longInteger(String field, long min, long max) {
        return integer(get(field, "a whole number"), "/" + field, min, max);
    }

    double number(String field) {
        return number(get(field, "a number"), "/" + field);
    }

    boolean flag(String field) {
        JsonNode value = get(field, "true or false");
        if (!value.isBoolean()) {
            throw wrong(field, "true or false");
        }
        return value.booleanValue();
    }

    String text(String field) {
        return text(get(field, "a text"), "/" + field);
    }

    /** Returns one of the enum's constants by its lower-case name. */
    <E extends Enum<E>> E one(String field, Class<E> type) {
        String name = text(field);
        for (E value : type.getEnumConstants()) {
            if (TraceFormat.name(value).equals(name)) {
                return value;
            }
        }
        var names = new ArrayList<String>();
        for (E value : type.getEnumConstants()) {
            names.add(TraceFormat.name(value));
        }
        throw wrong(field, "one of " + String.join(", ", names).toLowerCase(Locale.ROOT));
    }

    List<Integer> integers(String field, int min, int max) {
        JsonNode array = array(field);
        var values = new ArrayList<Integer>(array.size());
        for (int i = 0; i < array.size(); i++) {
            values.add((int) integer(array.get(i), "/" + field + "/" + i, min, max));
        }
        return values;
    }

    List<String> texts(String field) {
        JsonNode array = array(field);
        var values = new ArrayList<String>(array.size());
        for (int i = 0; i < array.size(); i++) {
            values.add(text(array.get(i), "/" + field + "/" + i));
        }
        return values;
    }

    List<Long> nanos(String field) {
        JsonNode array = array(field);
        var values = new ArrayList<Long>(array.size());
        for (int i = 0; i < array.size(); i++) {
            values.add(integer(array.get(i), "/" + field + "/" + i, 0, Long.MAX_VALUE));
        }
        return values;
    }

    /**
     * Returns candidates written as [id, log probability] or [id, log probability, text].
     *
     * @param texts of ids seen before; completed with those given here
     */
    List<Candidate> candidates(String field, int vocabularySize, Map<Integer, String> texts) {
        JsonNode array = array(field);
        var candidates = new ArrayList<Candidate>(array.size());
        for (int i = 0; i < array.size(); i++) {
            JsonNode entry = array.get(i);
            String at = "/" + field + "/" + i;
            if (!entry.isArray() || entry.size() < 2 || entry.size() > 3) {
                throw TraceException.at(file, path + at, shown(entry), "[id, log probability, text]");
            }
            int id = (int) integer(entry.get(0), at + "/0", 0, vocabularySize - 1L);
            double logProbability = number(entry.get(1), at + "/1");
            if (entry.size() == 3) {
                texts.put(id, text(entry.get(2), at + "/2"));
            }
            String text = texts.get(id);
            if (text == null) {
                throw TraceException.at(file, path + at, shown(entry), "a text, as id " + id + " comes up first here");
            }
            candidates.add(new Candidate(id, text, logProbability));
        }
        return candidates;
    }

    /** Does what may find that the row does not fit those before it. */
    void fitting(Runnable action) {
        try {
            action.run();
        } catch (IllegalArgumentException e) {
            throw new TraceException(file + ": " + path + " does not fit: " + e.getMessage(), e);
        }
    }

    /** Refuses fields that nobody asked for; a newer schema would have said so by its version. */
    void end() {
        unread.stream().sorted().findFirst().ifPresent(field -> {
            throw TraceException.at(file, path + "/" + field, "unknown", "no such field");
        });
    }

    private JsonNode array(String field) {
        JsonNode array = get(field, "an array");
        if (!array.isArray()) {
            throw wrong(field, "an array");
        }
        return array;
    }

    private JsonNode get(String field, String expected) {
        unread.remove(field);
        JsonNode value = node.get(field);
        if (value == null) {
            throw TraceException.at(file, path + "/" + field, "missing", expected);
        }
        return value;
    }

    private long integer(JsonNode value, String at, long min, long max) {
        if (!value.isIntegralNumber()
                || !value.canConvertToLong()
                || value.longValue() < min
                || value.longValue() > max) {
            String range = max == Long.MAX_VALUE ? min + " or more" : min + " to " + max;
            throw TraceException.at(file, path + at, shown(value), "a whole number, " + range);
        }
        return value.longValue();
    }

    private double number(JsonNode value, String at) {
        if (!value.isNumber() || !Double.isFinite(value.doubleValue())) {
            throw TraceException.at(file, path + at, shown(value), "a finite number");
        }
        return value.doubleValue();
    }

    private String text(JsonNode value, String at) {
        if (!value.isTextual()) {
            throw TraceException.at(file, path + at, shown(value), "a text");
        }
        String text = value.textValue();
        if (text.codePoints().anyMatch(c -> Character.getType(c) == Character.SURROGATE)) {
            throw TraceException.at(file, path + at, "half a surrogate pair", "whole characters");
        }
        return text;
    }

    private static String shown(JsonNode value) {
        if (value.isContainerNode()) {
            return value.isArray() ? "an array of " + value.size() : "an object";
        }
        String text = value.toString();
        return text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "…";
    }
}
