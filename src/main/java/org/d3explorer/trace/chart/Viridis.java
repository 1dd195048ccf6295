package org.d3explorer.trace.chart;

/**
 * The viridis colour map: perceptually uniform and readable with any common colour blindness. Interpolated between ten
 * of matplotlib's (CC0) entries.
 */
public final class Viridis {
    private static final int[] STOPS = {
        0x440154, 0x482878, 0x3E4989, 0x31688E, 0x26828E, 0x1F9E89, 0x35B779, 0x6DCD59, 0xB4DE2C, 0xFDE725
    };
    private static final int[] TABLE = table();

    private Viridis() {}

    /**
     * Returns a colour.
     *
     * @param value 0 = dark violet, 1 = yellow; bounded to that range
     * @return 0xRRGGBB
     */
    public static int rgb(double value) {
        return TABLE[Math.clamp(Math.round(value * (TABLE.length - 1)), 0, TABLE.length - 1)];
    }

    private static int[] table() {
        int[] table = new int[256];
        for (int i = 0; i < table.length; i++) {
            double at = i / 255.0 * (STOPS.length - 1);
            int stop = Math.min(STOPS.length - 2, (int) at);
            table[i] = mix(STOPS[stop], STOPS[stop + 1], at - stop);
        }
        return table;
    }

    /** Returns a colour between two, 0 = first. */
    static int mix(int first, int second, double share) {
        int red = channel(first >> 16, second >> 16, share);
        int green = channel(first >> 8, second >> 8, share);
        int blue = channel(first, second, share);
        return red << 16 | green << 8 | blue;
    }

    private static int channel(int first, int second, double share) {
        return (int) Math.round((first & 0xFF) + share * ((second & 0xFF) - (first & 0xFF)));
    }
}
