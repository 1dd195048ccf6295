package org.d3explorer.importing;

import java.util.ArrayList;
import java.util.List;

/** GPT-2's alphabet: each byte as one printable character, so that a vocabulary of bytes can be written as text. */
final class ByteAlphabet {
    private static final int BYTES = 256;

    private ByteAlphabet() {}

    /** Returns the 256 characters in the order of their bytes. */
    static List<String> characters() {
        List<String> characters = new ArrayList<>();
        int next = BYTES;
        for (int b = 0; b < BYTES; b++) {
            boolean printable = (b >= '!' && b <= '~') || (b >= 0xa1 && b <= 0xac) || b >= 0xae;
            characters.add(Character.toString(printable ? b : next++));
        }
        return characters;
    }
}
