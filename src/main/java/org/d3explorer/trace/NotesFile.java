package org.d3explorer.trace;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import org.d3explorer.bundle.AtomicFiles;

/** Reads and writes the notes beside a trace. */
final class NotesFile {
    private static final int MAX_BYTES = 4 << 20;
    private static final ObjectReader READER =
            TraceFormat.JSON.readerFor(JsonNode.class).with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private NotesFile() {}

    /**
     * Reads notes.
     *
     * @return {@link TraceNotes#NONE} if there is no such file
     * @throws TraceException if the file is not as {@link #write} leaves it
     */
    static TraceNotes read(Path file) {
        return TraceReader.guarded(file, () -> {
            try {
                if (Files.size(file) > MAX_BYTES) {
                    throw TraceException.at(file, "the file", Files.size(file) + " bytes", "at most " + MAX_BYTES);
                }
                var row = new JsonRow(file, "", READER.readTree(Files.readString(file)));
                var notes = new TraceNotes(row.text("title"), row.texts("tags"), row.text("notes"));
                row.end();
                return notes;
            } catch (NoSuchFileException e) {
                return TraceNotes.NONE;
            }
        });
    }

    static void write(Path file, TraceNotes notes) throws IOException {
        var node = TraceFormat.JSON.createObjectNode();
        node.put("title", notes.title());
        var tags = node.putArray("tags");
        List.copyOf(notes.tags()).forEach(tags::add);
        node.put("notes", notes.notes());
        AtomicFiles.write(file, out -> out.write(TraceFormat.JSON.writeValueAsBytes(node)));
    }
}
