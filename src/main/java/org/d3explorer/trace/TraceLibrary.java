package org.d3explorer.trace;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;

/**
 * The folder in which every run is kept. Traces in it never change; titles, tags and notes stand beside them; what is
 * deleted goes to a trash folder first. Safe for use by several threads and, as every step is one rename, by several
 * processes.
 */
public final class TraceLibrary {
    /** End of the name of every kept trace. */
    public static final String EXTENSION = ".d3trace.json.gz";

    /** How long deleted traces can be brought back. */
    public static final Duration TRASH_TIME = Duration.ofDays(30);

    private static final String NOTES = ".notes.json";
    private static final DateTimeFormatter ID_TIME =
            DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss-SSS", Locale.ROOT).withZone(ZoneOffset.UTC);

    private final Path folder;
    private final Path trash;
    private final Quota quota;
    private final Map<Path, Cached> listings = new HashMap<>();

    /**
     * How much is kept. Runs with a title, tags or notes are kept beyond it.
     *
     * @param runs most runs, ≥ 1
     * @param bytes most bytes of all runs together, ≥ 1
     */
    public record Quota(int runs, long bytes) {
        /** 1,000 runs, 1 GiB. */
        public static final Quota DEFAULT = new Quota(1_000, 1L << 30);
    }

    /**
     * One kept run.
     *
     * @param id its name in the library; ids of later runs sort behind those of earlier ones
     * @param file the trace
     * @param bytes size of the file
     * @param header what the run was made of and on
     * @param summary what came out
     * @param notes what a person wrote about it
     */
    public record Entry(String id, Path file, long bytes, RunHeader header, TraceSummary summary, TraceNotes notes) {}

    /**
     * The kept runs.
     *
     * @param entries newest first
     * @param failures files that could not be read; they stay where they are
     */
    public record Contents(List<Entry> entries, List<TraceException> failures) {
        /** Copies the lists. */
        public Contents {
            entries = List.copyOf(entries);
            failures = List.copyOf(failures);
        }
    }

    private record Cached(FileTime modified, long bytes, TraceReader.Listing listing) {}

    private interface Action {
        void run() throws IOException;
    }

    private TraceLibrary(Path folder, Quota quota) {
        this.folder = folder.toAbsolutePath();
        this.trash = this.folder.resolve("trash");
        this.quota = quota;
    }

    /**
     * Opens the library of a folder, which is made if it does not exist, and empties what has been in its trash for
     * {@link #TRASH_TIME}. Call {@link #recover} next.
     *
     * @throws TraceException if the folder cannot be made
     */
    public static TraceLibrary open(Path folder, Quota quota) {
        var library = new TraceLibrary(folder, quota);
        guarded(folder, () -> Files.createDirectories(library.trash));
        library.emptyTrash(TRASH_TIME);
        return library;
    }

    /** Turns what killed processes left behind into traces; see {@link TraceRecovery}. */
    public TraceRecovery.Result recover() {
        return TraceRecovery.recover(folder);
    }

    /**
     * Begins to record a run that is kept here. The oldest runs that nobody wrote about make room for it.
     *
     * @param header what the run is made of and on
     */
    public TraceRecorder record(RunHeader header) {
        prune();
        return TraceRecorder.begin(file(newId(header.startedAt())), header);
    }

    /**
     * Begins to record a run that goes on from a trace which is itself not kept.
     *
     * @param trace what to begin with
     */
    public TraceRecorder record(Trace trace) {
        prune();
        return TraceRecorder.extending(file(newId(trace.header().startedAt())), trace);
    }

    /**
     * Begins to record more branches of a kept run. The result is another file with the old one's notes once
     * {@link #supersede} is called.
     *
     * @param id of the kept run
     */
    public TraceRecorder extend(String id) {
        Trace trace = read(id);
        return TraceRecorder.extending(file(newId(trace.header().startedAt())), trace);
    }

    /**
     * Puts a run that {@link #extend} recorded in the place of the one it extends, which goes to the trash.
     *
     * @param old id of the run that was extended
     * @param recorder finished
     * @return id of the run that takes its place
     */
    public synchronized String supersede(String old, TraceRecorder recorder) {
        String id = id(recorder.finish());
        TraceNotes notes = NotesFile.read(notes(folder, old));
        if (!notes.isEmpty()) {
            annotate(id, notes);
        }
        delete(old);
        return id;
    }

    /** Returns all kept runs, newest first. Reads no tokens. */
    public synchronized Contents contents() {
        var entries = new ArrayList<Entry>();
        var failures = new ArrayList<TraceException>();
        guarded(folder, () -> {
            try (var files = Files.newDirectoryStream(folder, "*" + EXTENSION)) {
                for (Path file : files) {
                    try {
                        entries.add(entry(file));
                    } catch (TraceException e) {
                        failures.add(e);
                    }
                }
            }
        });
        listings.keySet().removeIf(file -> !Files.exists(file));
        entries.sort(Comparator.comparing((Entry e) -> e.header().startedAt())
                .thenComparing(Entry::id)
                .reversed());
        return new Contents(entries, failures);
    }

    /**
     * Returns the kept runs in which every word of a query occurs, in title, tags, notes, model, prompt or text,
     * whatever its case; {@code tag:word} asks for a tag.
     *
     * @param query words with blanks between; empty for all
     */
    public List<Entry> search(String query) {
        var wanted = new RunQuery(query);
        return contents().entries().stream().filter(wanted::matches).toList();
    }

    /** Says whether a run is kept; it may have been deleted, or removed to make room. */
    public boolean contains(String id) {
        return Files.isRegularFile(file(id));
    }

    /**
     * Reads a kept run.
     *
     * @throws TraceException if there is none, or it is damaged
     */
    public Trace read(String id) {
        return TraceReader.read(file(id));
    }

    /**
     * Writes title, tags and notes of a kept run. Notes that cannot be read are kept under another name.
     *
     * @throws TraceException if there is no such run, or writing fails
     */
    public synchronized void annotate(String id, TraceNotes notes) {
        Path file = notes(folder, id);
        guarded(file, () -> {
            requireKept(id);
            try {
                NotesFile.read(file);
            } catch (TraceException damaged) {
                Files.move(
                        file,
                        file.resolveSibling(file.getFileName() + ".damaged"),
                        StandardCopyOption.REPLACE_EXISTING);
            }
            NotesFile.write(file, notes);
        });
    }

    /**
     * Moves a kept run to the trash; {@link #restore} brings it back.
     *
     * @throws TraceException if there is none, or it cannot be moved
     */
    public synchronized void delete(String id) {
        guarded(file(id), () -> {
            requireKept(id);
            Path gone = trash.resolve(id + EXTENSION);
            Files.move(file(id), gone, StandardCopyOption.ATOMIC_MOVE);
            Files.setLastModifiedTime(gone, FileTime.from(Instant.now()));
            if (Files.exists(notes(folder, id))) {
                Files.move(notes(folder, id), notes(trash, id), StandardCopyOption.ATOMIC_MOVE);
            }
        });
    }

    /**
     * Brings a deleted run back with its notes.
     *
     * @throws TraceException if it is not in the trash, or cannot be moved
     */
    public synchronized void restore(String id) {
        Path gone = trash.resolve(id + EXTENSION);
        guarded(gone, () -> {
            if (Files.exists(notes(trash, id))) {
                Files.move(notes(trash, id), notes(folder, id), StandardCopyOption.ATOMIC_MOVE);
            }
            Files.move(gone, file(id), StandardCopyOption.ATOMIC_MOVE);
        });
    }

    /**
     * Removes for good what was deleted long enough ago.
     *
     * @param age how long ago at least
     * @return number of runs removed
     */
    public synchronized int emptyTrash(Duration age) {
        int[] removed = {0};
        var before = FileTime.from(Instant.now().minus(age));
        guarded(trash, () -> {
            try (var files = Files.newDirectoryStream(trash, "*" + EXTENSION)) {
                for (Path file : files) {
                    if (Files.getLastModifiedTime(file).compareTo(before) <= 0) {
                        Files.deleteIfExists(notes(trash, id(file)));
                        Files.deleteIfExists(file);
                        removed[0]++;
                    }
                }
            }
        });
        return removed[0];
    }

    /**
     * Removes the oldest runs that nobody wrote about until what is left, and one more run, fits the quota.
     *
     * @return number of runs removed
     */
    public synchronized int prune() {
        List<Entry> entries = contents().entries();
        long bytes = entries.stream().mapToLong(Entry::bytes).sum();
        int runs = entries.size();
        int removed = 0;
        for (Entry entry : entries.reversed()) {
            if (runs < quota.runs() && bytes < quota.bytes()) {
                break;
            }
            if (entry.notes().isEmpty() && !Files.exists(notes(folder, entry.id()))) {
                guarded(entry.file(), () -> Files.deleteIfExists(entry.file()));
                runs--;
                bytes -= entry.bytes();
                removed++;
            }
        }
        return removed;
    }

    private Entry entry(Path file) {
        return TraceReader.guarded(file, () -> {
            var modified = Files.getLastModifiedTime(file);
            long bytes = Files.size(file);
            Cached cached = listings.get(file);
            if (cached == null || !cached.modified().equals(modified) || cached.bytes() != bytes) {
                cached = new Cached(modified, bytes, TraceReader.readListing(file));
                listings.put(file, cached);
            }
            TraceNotes notes;
            try {
                notes = NotesFile.read(notes(folder, id(file)));
            } catch (TraceException damaged) {
                notes = TraceNotes.NONE;
            }
            return new Entry(
                    id(file),
                    file,
                    bytes,
                    cached.listing().header(),
                    cached.listing().summary(),
                    notes);
        });
    }

    private void requireKept(String id) {
        if (!contains(id)) {
            throw new TraceException(file(id) + ": no such trace; it may have been deleted meanwhile", null);
        }
    }

    private Path file(String id) {
        if (!id.matches("[A-Za-z0-9_-]{1,100}")) {
            throw new TraceException("trace id is \"" + id + "\", expected letters, digits and hyphens", null);
        }
        return folder.resolve(id + EXTENSION);
    }

    private static Path notes(Path folder, String id) {
        return folder.resolve(id + NOTES);
    }

    /**
     * Returns the id of a kept run.
     *
     * @param file its trace
     */
    public static String id(Path file) {
        String name = file.getFileName().toString();
        return name.substring(0, name.length() - EXTENSION.length());
    }

    private static String newId(Instant startedAt) {
        return ID_TIME.format(startedAt) + "-"
                + String.format(Locale.ROOT, "%06x", ThreadLocalRandom.current().nextInt(1 << 24));
    }

    private static void guarded(Path file, Action action) {
        try {
            action.run();
        } catch (IOException | UncheckedIOException e) {
            throw new TraceException(file + ": " + TraceRecorder.reason(e), e);
        }
    }
}
