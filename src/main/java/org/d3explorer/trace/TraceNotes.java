package org.d3explorer.trace;

import java.util.List;

/**
 * What a person wrote about a trace. It stands in a file of its own beside the trace, which stays as it is.
 *
 * @param title in place of the generated name; may be empty
 * @param tags in the order given, each once
 * @param notes free text, may be empty
 */
public record TraceNotes(String title, List<String> tags, String notes) {
    /** Nothing written. */
    public static final TraceNotes NONE = new TraceNotes("", List.of(), "");

    /** Copies the tags, each once, without blanks around them and without empty ones. */
    public TraceNotes {
        tags = tags.stream()
                .map(String::strip)
                .filter(tag -> !tag.isEmpty())
                .distinct()
                .toList();
    }

    /** Says whether nothing is written. */
    public boolean isEmpty() {
        return equals(NONE);
    }
}
