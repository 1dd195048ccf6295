package org.d3explorer.cli;

/** Colours of depths on a terminal: viridis, from few layers (dark) to all (bright); told apart by the colour-blind too. */
final class DepthColours {
    /** Ends the colour. */
    static final String RESET = "\u001b[0m";

    /** Samples of viridis from 0.25 on; darker ones cannot be read on black. */
    private static final int[][] VIRIDIS = {
        {0x3b, 0x52, 0x8b},
        {0x31, 0x68, 0x8e},
        {0x26, 0x7f, 0x8e},
        {0x1f, 0x96, 0x8b},
        {0x27, 0xad, 0x81},
        {0x4a, 0xc1, 0x6d},
        {0x7f, 0xd3, 0x4e},
        {0xb8, 0xde, 0x29},
        {0xfd, 0xe7, 0x25},
    };

    private DepthColours() {}

    /**
     * Returns the sequence that begins the colour of a depth.
     *
     * @param depth 1..layers
     * @param layers L
     */
    static String begin(int depth, int layers) {
        int index = Math.clamp(Math.round((double) depth / layers * (VIRIDIS.length - 1)), 0, VIRIDIS.length - 1);
        int[] colour = VIRIDIS[index];
        return "\u001b[38;2;" + colour[0] + ";" + colour[1] + ";" + colour[2] + "m";
    }
}
