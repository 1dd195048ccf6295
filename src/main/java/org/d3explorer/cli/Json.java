package org.d3explorer.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import java.io.IOException;
import java.time.Instant;
import java.util.Optional;
import org.d3explorer.depth.LayerSet;

/** Writes the objects that {@code --json} prints: one line each, snake case, {@code null} for what is not a number. */
final class Json {
    private static final ObjectMapper MAPPER = JsonMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .addModule(new SimpleModule()
                    .addSerializer(Double.class, new NullNonFinite())
                    .addSerializer(double.class, new NullNonFinite())
                    .addSerializer(Instant.class, ToStringSerializer.instance)
                    .addSerializer(Optional.class, new NullForEmpty())
                    .addSerializer(LayerSet.class, new Layers()))
            .build();

    private Json() {}

    /**
     * Returns the object on one line.
     *
     * @param value a record of what is to be printed
     */
    static String line(Object value) {
        try {
            return MAPPER.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("cannot write " + value.getClass() + " as JSON", e);
        }
    }

    private static final class NullNonFinite extends JsonSerializer<Double> {
        @Override
        public void serialize(Double value, JsonGenerator out, SerializerProvider provider) throws IOException {
            if (Double.isFinite(value)) {
                out.writeNumber(value);
            } else {
                out.writeNull();
            }
        }
    }

    @SuppressWarnings("rawtypes") // a serializer is registered for the raw type
    private static final class NullForEmpty extends JsonSerializer<Optional> {
        @Override
        public void serialize(Optional value, JsonGenerator out, SerializerProvider provider) throws IOException {
            out.writePOJO(value.isPresent() ? value.get() : null);
        }
    }

    private static final class Layers extends JsonSerializer<LayerSet> {
        @Override
        public void serialize(LayerSet value, JsonGenerator out, SerializerProvider provider) throws IOException {
            var layers = value.toArray();
            out.writeArray(layers, 0, layers.length);
        }
    }
}
