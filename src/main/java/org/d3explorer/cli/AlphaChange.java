package org.d3explorer.cli;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * {@code --alpha-at N=A}.
 *
 * @param index the generated token from which on α is {@code alpha}, ≥ 1
 * @param alpha decay per token, 0 &lt; α ≤ 1
 */
record AlphaChange(int index, double alpha) {
    /** Reads {@code N=A}. */
    static final class Converter implements ITypeConverter<AlphaChange> {
        @Override
        public AlphaChange convert(String text) {
            var parts = text.split("=", -1);
            try {
                if (parts.length == 2) {
                    var change = new AlphaChange(Integer.parseInt(parts[0].strip()), Double.parseDouble(parts[1]));
                    if (change.index < 1) {
                        throw new TypeConversionException(
                                "token " + change.index + " in '" + text + "', expected 1 or later");
                    }
                    if (!(change.alpha > 0 && change.alpha <= 1)) {
                        throw new TypeConversionException(
                                "alpha " + change.alpha + " in '" + text + "', expected 0 < alpha <= 1");
                    }
                    return change;
                }
            } catch (NumberFormatException e) {
                // falls through to the one message for every text that is not N=A
            }
            throw new TypeConversionException("'" + text + "', expected N=A such as 40=0.99");
        }
    }
}
