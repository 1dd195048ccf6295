package org.d3explorer.importing;

import java.util.Arrays;

/** How a bundle stores its weights. */
public enum Precision {
    /** Every weight as a 32-bit float; exact for every source format. */
    FLOAT32("float32"),
    /** Blocks of 32 weights with 8 bits each, a scale and a zero point. */
    INT8("int8"),
    /** Layers in blocks of 32 weights with 4 bits each and a scale; embedding and LM head as {@link #INT8}. */
    INT4("int4");

    private final String text;

    Precision(String text) {
        this.text = text;
    }

    /** Returns the name the manifest and the command line use, e.g. {@code int8}. */
    public String text() {
        return text;
    }

    /**
     * Returns the precision of that name.
     *
     * @throws IllegalArgumentException if there is none
     */
    public static Precision parse(String text) {
        return Arrays.stream(values())
                .filter(p -> p.text.equals(text))
                .findFirst()
                .orElseThrow(() ->
                        new IllegalArgumentException("precision \"" + text + "\", expected float32, int8 or int4"));
    }
}
