package org.d3explorer.settings;

import com.fasterxml.jackson.core.type.TypeReference;
import java.lang.reflect.Type;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * One preference: it knows its name in the file, its type, its default, and which values it accepts.
 *
 * @param key name in the file, e.g. {@code window.theme}
 * @param type Java type of the value, as Jackson reads it
 * @param defaultValue used until the user chooses and where the file holds something unusable
 * @param accepts whether a value read from the file is usable
 * @param <T> type of the value
 */
public record Setting<T>(String key, Type type, T defaultValue, Predicate<T> accepts) {
    /** Returns a setting of a plain type, accepting every value of the type. */
    @SuppressWarnings("unchecked")
    public static <T> Setting<T> of(String key, T defaultValue) {
        return new Setting<>(key, defaultValue.getClass(), defaultValue, any -> true);
    }

    /** Returns a setting of a plain type that accepts some values only. */
    public static <T> Setting<T> of(String key, T defaultValue, Predicate<T> accepts) {
        return new Setting<>(key, defaultValue.getClass(), defaultValue, accepts);
    }

    /** Returns a number setting with a range, both ends included. */
    public static Setting<Double> ofRange(String key, double defaultValue, double least, double most) {
        return new Setting<>(key, Double.class, defaultValue, value -> value >= least && value <= most);
    }

    /** Returns a setting of an enum. */
    public static <E extends Enum<E>> Setting<E> ofEnum(String key, E defaultValue) {
        return new Setting<>(key, defaultValue.getDeclaringClass(), defaultValue, any -> true);
    }

    /** Returns a list setting, empty by default. */
    public static <T> Setting<List<T>> ofList(String key, TypeReference<List<T>> type) {
        return new Setting<>(
                key, type.getType(), List.of(), list -> list.stream().allMatch(item -> item != null));
    }

    /** Returns a map setting, empty by default. */
    public static <T> Setting<Map<String, T>> ofMap(String key, TypeReference<Map<String, T>> type) {
        return new Setting<>(
                key, type.getType(), Map.of(), map -> map.values().stream().allMatch(item -> item != null));
    }
}
