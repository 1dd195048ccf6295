package org.d3explorer.trace.export;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What a trace can be exported as. */
public enum ExportFormat {
    /** The trace format itself, not compressed. Can be read back. */
    JSON("json"),
    /** The header, then one record a line. Can be read back. */
    JSONL("jsonl"),
    /** One row a token. */
    CSV("csv"),
    /** Chrome and Perfetto trace events: layers nested in tokens on a timeline. */
    PERFETTO("perfetto.json"),
    /** A self-contained report for the browser. */
    HTML("html"),
    /** Each chart as pixels. */
    PNG("png"),
    /** Each chart as vectors, text as shapes. */
    SVG("svg");

    private final String extension;

    ExportFormat(String extension) {
        this.extension = extension;
    }

    /** Returns the end of a file's name, without the dot. */
    public String extension() {
        return extension;
    }

    /** Returns the name on the command line. */
    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Says whether each chart becomes a file of its own. */
    public boolean isImage() {
        return this == PNG || this == SVG;
    }

    /** Returns the format a file's name asks for. */
    public static Optional<ExportFormat> ofFileName(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return Arrays.stream(values())
                .filter(format -> lower.endsWith("." + format.extension))
                .max((a, b) -> Integer.compare(a.extension.length(), b.extension.length()));
    }
}
