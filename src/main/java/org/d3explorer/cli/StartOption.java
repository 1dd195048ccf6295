package org.d3explorer.cli;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** {@code --start}: tokens, or a percentage of the bound on generated tokens. */
sealed interface StartOption {
    /**
     * Returns the number of tokens at full depth (specification §1: s = round(f·max)).
     *
     * @param maxNewTokens bound on generated tokens
     */
    int tokens(int maxNewTokens);

    /** A number of tokens. */
    record Tokens(int count) implements StartOption {
        @Override
        public int tokens(int maxNewTokens) {
            return count;
        }
    }

    /** A fraction of the bound on generated tokens, 0..1. */
    record Fraction(double fraction) implements StartOption {
        @Override
        public int tokens(int maxNewTokens) {
            return (int) Math.round(fraction * maxNewTokens);
        }
    }

    /** Reads {@code 16} or {@code 40%}. */
    final class Converter implements ITypeConverter<StartOption> {
        @Override
        public StartOption convert(String text) {
            try {
                if (text.endsWith("%")) {
                    double percent = Double.parseDouble(text.substring(0, text.length() - 1));
                    if (percent >= 0 && percent <= 100) {
                        return new Fraction(percent / 100);
                    }
                } else if (Integer.parseInt(text) >= 0) {
                    return new Tokens(Integer.parseInt(text));
                }
            } catch (NumberFormatException e) {
                // falls through to the one message for every text that is neither
            }
            throw new TypeConversionException(
                    "'" + text + "', expected tokens such as 16, or a percentage such as 40%");
        }
    }
}
