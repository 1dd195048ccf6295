package org.d3explorer.trace;

import java.util.List;
import java.util.Locale;

/** Words that must all occur in what is known of a run, whatever their case; {@code tag:word} asks for a tag. */
final class RunQuery {
    private static final String TAG = "tag:";

    private final List<String> words;

    RunQuery(String query) {
        words = List.of(query.strip().toLowerCase(Locale.ROOT).split("\\s+"));
    }

    boolean matches(TraceLibrary.Entry run) {
        String text = text(run);
        return words.stream()
                .allMatch(word ->
                        word.startsWith(TAG) ? hasTag(run.notes(), word.substring(TAG.length())) : text.contains(word));
    }

    private static boolean hasTag(TraceNotes notes, String tag) {
        return notes.tags().stream()
                .anyMatch(given -> given.toLowerCase(Locale.ROOT).equals(tag));
    }

    private static String text(TraceLibrary.Entry run) {
        return String.join(
                        "\n",
                        run.notes().title(),
                        String.join(" ", run.notes().tags()),
                        run.notes().notes(),
                        run.header().model(),
                        run.header().prompt(),
                        run.summary().text())
                .toLowerCase(Locale.ROOT);
    }
}
