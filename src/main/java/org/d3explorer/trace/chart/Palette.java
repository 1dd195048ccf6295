package org.d3explorer.trace.chart;

import java.awt.Color;

/** Colours of the charts in the light and the dark theme, told apart with any common colour blindness. */
public enum Palette {
    /** Dark on white. */
    LIGHT(0xFFFFFF, 0x24292F, 0x57606A, 0xE3E6EA, 0xEDEFF2, 0x0072B2, 0xD55E00, 0x009E73, 0xCC9A00),
    /** Light on near black. */
    DARK(0x0D1117, 0xE6EDF3, 0x9DA7B3, 0x2B323B, 0x21272F, 0x4A9FE0, 0xF2804A, 0x2CC79A, 0xF0CC4A);

    private final Color background;
    private final Color text;
    private final Color mutedText;
    private final Color grid;
    private final Color empty;
    private final Color first;
    private final Color second;
    private final Color third;
    private final Color fourth;

    Palette(
            int background,
            int text,
            int mutedText,
            int grid,
            int empty,
            int first,
            int second,
            int third,
            int fourth) {
        this.background = new Color(background);
        this.text = new Color(text);
        this.mutedText = new Color(mutedText);
        this.grid = new Color(grid);
        this.empty = new Color(empty);
        this.first = new Color(first);
        this.second = new Color(second);
        this.third = new Color(third);
        this.fourth = new Color(fourth);
    }

    /** Returns the colour behind everything. */
    public Color background() {
        return background;
    }

    /** Returns the colour of titles and of the cursor. */
    public Color text() {
        return text;
    }

    /** Returns the colour of axis labels. */
    public Color mutedText() {
        return mutedText;
    }

    /** Returns the colour of grid lines. */
    public Color grid() {
        return grid;
    }

    /** Returns the colour of a cell whose layer did not run. */
    public Color empty() {
        return empty;
    }

    /** Returns the colour of the main series. */
    public Color first() {
        return first;
    }

    /** Returns the colour of the second series, and of marks of a change. */
    public Color second() {
        return second;
    }

    /** Returns the colour of the third series. */
    public Color third() {
        return third;
    }

    /** Returns the colour of the fourth series. */
    public Color fourth() {
        return fourth;
    }
}
