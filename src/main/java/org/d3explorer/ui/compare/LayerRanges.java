package org.d3explorer.ui.compare;

import java.util.ArrayList;
import org.d3explorer.depth.LayerSet;

/** Writes layers as ranges. */
final class LayerRanges {
    private LayerRanges() {}

    /** Returns the layers as {@code 3, 12–17}, empty for none. */
    static String of(LayerSet layers) {
        var ranges = new ArrayList<String>();
        int[] all = layers.toArray();
        for (int from = 0; from < all.length; ) {
            int to = from;
            while (to + 1 < all.length && all[to + 1] == all[to] + 1) {
                to++;
            }
            ranges.add(from == to ? String.valueOf(all[from]) : all[from] + (to == from + 1 ? ", " : "–") + all[to]);
            from = to + 1;
        }
        return String.join(", ", ranges);
    }
}
