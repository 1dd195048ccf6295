package org.d3explorer.ui.traces;

import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.d3explorer.trace.RunHeader;
import org.d3explorer.trace.TraceLibrary.Entry;
import org.d3explorer.ui.explore.DepthWords;
import org.d3explorer.ui.text.Figures;
import org.d3explorer.ui.text.Texts;

/**
 * One kept run as the list shows it.
 *
 * @param entry what the library knows of it
 */
public record TraceRow(Entry entry) {
    private static final int TITLE_CHARACTERS = 80;
    private static final DateTimeFormatter WHEN =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm", Locale.ROOT).withZone(ZoneId.systemDefault());

    /** Returns its name in the library. */
    public String id() {
        return entry.id();
    }

    /** Returns the title a person gave it, else the beginning of its prompt. */
    public String title() {
        return entry.notes().title().isBlank()
                ? promptTitle(entry.header())
                : entry.notes().title();
    }

    /** Returns the beginning of a run's prompt on one line. */
    static String promptTitle(RunHeader header) {
        var line = header.prompt().strip().replaceAll("\\s+", " ");
        if (line.isEmpty()) {
            return Texts.get("traces.untitled");
        }
        int end = line.offsetByCodePoints(0, Math.min(TITLE_CHARACTERS, line.codePointCount(0, line.length())));
        return end < line.length() ? line.substring(0, end) + "…" : line;
    }

    /** Returns when it began, in local time. */
    public String when() {
        return when(entry.header());
    }

    /** Returns when a run began, in local time. */
    static String when(RunHeader header) {
        return WHEN.format(header.startedAt());
    }

    /** Returns the model's name. */
    public String model() {
        return entry.header().model();
    }

    /** Returns its first depth configuration and how often it changed. */
    public String depth() {
        var first = entry.summary().depth();
        if (first == null) {
            return Figures.NONE;
        }
        var words = DepthWords.of(first.configuration());
        return entry.summary().changes() == 0
                ? words
                : words + Texts.format("traces.depth.changes", entry.summary().changes());
    }

    /** Returns the tags with commas. */
    public String tags() {
        return String.join(", ", entry.notes().tags());
    }
}
