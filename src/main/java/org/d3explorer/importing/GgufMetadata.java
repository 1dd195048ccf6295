package org.d3explorer.importing;

import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The key–value pairs of a GGUF file. Only where each value stands is kept, so a large header costs no memory until a
 * value is asked for.
 */
final class GgufMetadata {
    private static final int MAX_KEY_BYTES = 65535;
    private static final int MAX_STRING_BYTES = 4 << 20;
    private static final String ACTION = "use a file this program supports, or convert the model again";

    private final Path file;
    private final MemorySegment data;
    private final Map<String, Entry> entries = new LinkedHashMap<>();

    /**
     * Where a value stands.
     *
     * @param type its type
     * @param element type of an array's elements, else the same
     * @param count number of an array's elements, else 1
     * @param offset of the value, or of an array's first element
     */
    private record Entry(GgufType type, GgufType element, long count, long offset) {}

    GgufMetadata(Path file, MemorySegment data) {
        this.file = file;
        this.data = data;
    }

    /** Reads one pair. */
    void readEntry(GgufCursor in) {
        long start = in.offset();
        var key = in.nextString(MAX_KEY_BYTES, "key");
        if (key.isEmpty() || key.chars().anyMatch(c -> c < ' ')) {
            throw in.error(start, key.isEmpty() ? "an empty key" : "a key with a control character", "a key");
        }
        if (entries.containsKey(key)) {
            throw in.error(start, "key " + key + " twice", "each key once");
        }
        entries.put(key, readValue(key, in));
    }

    private static Entry readValue(String key, GgufCursor in) {
        var type = readType(key, in);
        if (type != GgufType.ARRAY) {
            long at = in.offset();
            skipValue(type, key, in);
            return new Entry(type, type, 1, at);
        }
        long typeAt = in.offset();
        var element = readType(key, in);
        if (element == GgufType.ARRAY) {
            throw in.error(typeAt, "an array of arrays in " + key, "an array of plain values");
        }
        long countAt = in.offset();
        long count = in.nextLong("array length of " + key);
        int least = element == GgufType.STRING ? Long.BYTES : element.bytes();
        if (count < 0 || count > in.remaining() / least) {
            throw in.error(
                    countAt,
                    Long.toUnsignedString(count) + " elements in " + key,
                    "at most " + in.remaining() / least + ", which the file has room for");
        }
        long at = in.offset();
        if (element == GgufType.STRING) {
            for (long i = 0; i < count; i++) {
                in.skipString(key);
            }
        } else {
            in.skip(count * element.bytes(), key);
        }
        return new Entry(GgufType.ARRAY, element, count, at);
    }

    private static GgufType readType(String key, GgufCursor in) {
        long at = in.offset();
        int id = in.nextInt("type of " + key);
        return GgufType.ofId(id)
                .orElseThrow(() -> in.error(
                        at,
                        "value type " + Integer.toUnsignedString(id) + " of " + key,
                        "0.." + (GgufType.values().length - 1)));
    }

    private static void skipValue(GgufType type, String key, GgufCursor in) {
        if (type == GgufType.STRING) {
            in.skipString(key);
        } else {
            long at = in.offset();
            if (type == GgufType.BOOL && in.nextByte(key) > 1) {
                throw in.error(at, "a bool other than 0 and 1 in " + key, "0 or 1");
            }
            if (type != GgufType.BOOL) {
                in.skip(type.bytes(), key);
            }
        }
    }

    /** Says whether there is a value. */
    boolean has(String key) {
        return entries.containsKey(key);
    }

    /** Returns a text. */
    Optional<String> text(String key) {
        return entry(key, GgufType.STRING).map(e -> at(e).nextString(MAX_STRING_BYTES, key));
    }

    /** Returns a truth value. */
    Optional<Boolean> bool(String key) {
        return entry(key, GgufType.BOOL).map(e -> at(e).nextByte(key) == 1);
    }

    /** Returns a whole number of any integer type in a range. */
    Optional<Integer> integer(String key, int low, int high) {
        var entry = entries.get(key);
        if (entry == null) {
            return Optional.empty();
        }
        var in = at(entry);
        long value =
                switch (entry.type()) {
                    case UINT8 -> in.nextByte(key);
                    case INT8 -> (byte) in.nextByte(key);
                    case UINT16 -> in.nextByte(key) | in.nextByte(key) << 8;
                    case INT16 -> (short) (in.nextByte(key) | in.nextByte(key) << 8);
                    case UINT32 -> Integer.toUnsignedLong(in.nextInt(key));
                    case INT32 -> in.nextInt(key);
                    case UINT64, INT64 -> in.nextLong(key);
                    default -> throw error(key, describe(entry), "a whole number");
                };
        if (value < low || value > high || (entry.type() == GgufType.UINT64 && value < 0)) {
            throw error(key, String.valueOf(value), low + ".." + high);
        }
        return Optional.of((int) value);
    }

    /**
     * Returns a value of type UINT32.
     *
     * @throws ImportException if it is missing or of another type
     */
    long unsigned32(String key) {
        return entry(key, GgufType.UINT32)
                .map(e -> Integer.toUnsignedLong(at(e).nextInt(key)))
                .orElseThrow(() -> missing(key));
    }

    /** Returns a finite number above 0 of a floating type. */
    Optional<Double> positive(String key) {
        var entry = entries.get(key);
        if (entry == null) {
            return Optional.empty();
        }
        var in = at(entry);
        double value =
                switch (entry.type()) {
                    // By way of its shortest decimal: 1e-5 in the file shall be 1e-5 in the manifest.
                    case FLOAT32 -> Double.parseDouble(Float.toString(Float.intBitsToFloat(in.nextInt(key))));
                    case FLOAT64 -> Double.longBitsToDouble(in.nextLong(key));
                    default -> throw error(key, describe(entry), "a floating-point number");
                };
        if (!(value > 0) || Double.isInfinite(value)) {
            throw error(key, String.valueOf(value), "a finite number above 0");
        }
        return Optional.of(value);
    }

    /** Returns the strings of an array. */
    Optional<List<String>> texts(String key) {
        return array(key, GgufType.STRING).map(entry -> {
            var in = at(entry);
            List<String> texts = new ArrayList<>();
            for (long i = 0; i < entry.count(); i++) {
                texts.add(in.nextString(MAX_STRING_BYTES, key));
            }
            return texts;
        });
    }

    /** Returns the numbers of an INT32 array. */
    Optional<int[]> integers(String key) {
        return array(key, GgufType.INT32).map(entry -> {
            var in = at(entry);
            var values = new int[Math.toIntExact(entry.count())];
            for (int i = 0; i < values.length; i++) {
                values[i] = in.nextInt(key);
            }
            return values;
        });
    }

    /** Returns the numbers of a FLOAT32 array. */
    Optional<float[]> floats(String key) {
        return array(key, GgufType.FLOAT32).map(entry -> {
            var in = at(entry);
            var values = new float[Math.toIntExact(entry.count())];
            for (int i = 0; i < values.length; i++) {
                values[i] = Float.intBitsToFloat(in.nextInt(key));
            }
            return values;
        });
    }

    /** Returns the exception for a value that must be there. */
    ImportException missing(String key) {
        return error(key, "nothing", "a value");
    }

    /** Returns the exception for a wrong value. */
    ImportException error(String key, String found, String expected) {
        return ImportException.of(file + " key " + key, found, expected, ACTION);
    }

    /** Returns the number of elements of an array without reading it, or 0 where there is none. */
    long count(String key) {
        var entry = entries.get(key);
        return entry == null || entry.type() != GgufType.ARRAY ? 0 : entry.count();
    }

    private Optional<Entry> array(String key, GgufType element) {
        var entry = entry(key, GgufType.ARRAY);
        entry.filter(e -> e.element() != element).ifPresent(e -> {
            throw error(key, describe(e), "an array of " + element);
        });
        return entry;
    }

    private Optional<Entry> entry(String key, GgufType type) {
        var entry = entries.get(key);
        if (entry != null && entry.type() != type) {
            throw error(key, describe(entry), type.toString());
        }
        return Optional.ofNullable(entry);
    }

    private GgufCursor at(Entry entry) {
        return new GgufCursor(file, data, entry.offset());
    }

    private static String describe(Entry entry) {
        return entry.type() == GgufType.ARRAY
                ? "an array of " + entry.element()
                : entry.type().toString();
    }
}
