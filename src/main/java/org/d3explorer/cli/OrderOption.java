package org.d3explorer.cli;

import java.util.List;
import java.util.regex.Pattern;
import org.d3explorer.depth.SkipOrder;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * {@code --order}: a named skip order, or the layers themselves.
 *
 * @param name the order's name, {@link SkipOrder#CUSTOM} for given layers
 * @param layers the given layers, first skipped first; empty for a named order
 */
record OrderOption(String name, List<Integer> layers) {
    /** Reads {@code middle-out} or {@code 14,15,13}. */
    static final class Converter implements ITypeConverter<OrderOption> {
        private static final Pattern LAYERS = Pattern.compile("\\d{1,6}(\\s*,\\s*\\d{1,6})*");

        @Override
        public OrderOption convert(String text) {
            if (LAYERS.matcher(text).matches()) {
                var layers = Pattern.compile("\\s*,\\s*")
                        .splitAsStream(text)
                        .map(Integer::valueOf)
                        .toList();
                return new OrderOption(SkipOrder.CUSTOM, layers);
            }
            if (text.matches("[a-z][a-z0-9-]*") && !text.equals(SkipOrder.CUSTOM)) {
                return new OrderOption(text, List.of());
            }
            throw new TypeConversionException(
                    "'" + text + "', expected a name such as middle-out, or layers such as 14,15,13");
        }
    }
}
