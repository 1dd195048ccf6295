package org.d3explorer.ui.traces;

import java.util.Locale;
import org.d3explorer.trace.export.ExportFormat;

/** Names for exported files. */
final class ExportNames {
    private static final int CHARACTERS = 40;

    private ExportNames() {}

    /**
     * Returns a name that says which run it is, and which of several branches, made of characters every file system takes.
     *
     * @param branch id of the branch exported
     */
    static String fileName(OpenTrace open, int branch, ExportFormat format) {
        var words = open.title()
                .toLowerCase(Locale.ROOT)
                .replaceAll("[^\\p{IsLetter}\\p{IsDigit}]+", "-")
                .replaceAll("^-|-$", "");
        var base = words.length() > CHARACTERS
                ? words.substring(0, words.offsetByCodePoints(0, words.codePointCount(0, CHARACTERS)))
                : words;
        boolean whole = format == ExportFormat.JSON || format == ExportFormat.JSONL;
        var place = whole || open.trace().branches().size() == 1
                ? ""
                : "-branch-" + open.trace().number(branch);
        return (base.isEmpty() ? "trace" : base) + place + "." + format.extension();
    }
}
