package org.d3explorer.evaluation;

import java.util.List;
import java.util.OptionalInt;

/** Where a text leaves the reference's (specification §3): the first i at which both differ. */
public final class FirstDivergence {
    private FirstDivergence() {}

    /**
     * Compares two texts.
     *
     * @param reference ids of the reference's whole text
     * @param text ids of the other one, as far as it has come
     * @param ended whether the other one is complete; a text that ended earlier diverges where it ended
     * @return the first i where they differ, empty while they do not
     */
    public static OptionalInt of(List<Integer> reference, List<Integer> text, boolean ended) {
        int both = Math.min(reference.size(), text.size());
        for (int i = 0; i < both; i++) {
            if (!reference.get(i).equals(text.get(i))) {
                return OptionalInt.of(i);
            }
        }
        boolean differs = text.size() > both || (ended && reference.size() > both);
        return differs ? OptionalInt.of(both) : OptionalInt.empty();
    }
}
