package org.d3explorer.ui.traces;

import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Supplier;
import javafx.beans.property.ReadOnlyBooleanProperty;
import javafx.beans.property.ReadOnlyBooleanWrapper;
import javafx.beans.property.ReadOnlyStringProperty;
import javafx.beans.property.ReadOnlyStringWrapper;
import javafx.beans.property.SimpleStringProperty;
import javafx.beans.property.StringProperty;
import javafx.collections.FXCollections;
import javafx.collections.ObservableList;
import org.d3explorer.trace.TraceException;
import org.d3explorer.trace.TraceNotes;
import org.d3explorer.trace.TraceReader;
import org.d3explorer.ui.explore.KeptRuns;
import org.d3explorer.ui.notice.NoticeCenter;
import org.d3explorer.ui.text.Texts;

/**
 * The list of kept runs and what can be done with them. Interface thread only; the disk is touched on another thread, one
 * thing at a time in the order asked for.
 */
public final class TracesViewModel {
    private final KeptRuns kept;
    private final NoticeCenter notices;
    private final Executor disk;
    private final Executor interfaceThread;

    private final ObservableList<TraceRow> rows = FXCollections.observableArrayList();
    private final StringProperty query = new SimpleStringProperty(this, "query", "");
    private final ReadOnlyBooleanWrapper anyKept = new ReadOnlyBooleanWrapper(this, "anyKept");
    private final ReadOnlyStringWrapper deleted = new ReadOnlyStringWrapper(this, "deleted", "");
    private final Deque<Deletion> deletions = new ArrayDeque<>();
    private final Set<String> toldDamages = new HashSet<>();
    private long asked;
    private long openings;

    private record Deletion(List<String> ids, String message) {}

    private record Found(List<TraceRow> rows, boolean any, List<TraceException> damages) {}

    /**
     * Makes an empty list; {@link #refresh} fills it.
     *
     * @param kept the library
     * @param notices tells the user
     * @param disk runs what waits for the disk, one after the other
     * @param interfaceThread runs what touches this object
     */
    public TracesViewModel(KeptRuns kept, NoticeCenter notices, Executor disk, Executor interfaceThread) {
        this.kept = kept;
        this.notices = notices;
        this.disk = disk;
        this.interfaceThread = interfaceThread;
        query.addListener(observable -> refresh());
        kept.onChange(() -> interfaceThread.execute(this::refresh));
    }

    /** Reads the list again; a later call makes an earlier one's answer void. */
    public void refresh() {
        long number = ++asked;
        var wanted = query.get();
        onDisk(
                () -> {
                    var library = kept.library();
                    var contents = library.contents();
                    var found = wanted.isBlank() ? contents.entries() : library.search(wanted);
                    return new Found(
                            found.stream().map(TraceRow::new).toList(),
                            !contents.entries().isEmpty(),
                            contents.failures());
                },
                found -> {
                    if (number == asked) {
                        show(found);
                    }
                });
    }

    private void show(Found found) {
        anyKept.set(found.any());
        if (!rows.equals(found.rows())) {
            rows.setAll(found.rows());
        }
        found.damages().stream()
                .filter(damage -> toldDamages.add(String.valueOf(damage.getMessage())))
                .forEach(notices::failed);
    }

    /** Writes title, tags and notes of a kept run. */
    public void annotate(TraceRow row, TraceNotes notes) {
        if (!notes.equals(row.entry().notes())) {
            change(() -> kept.library().annotate(row.id(), notes), () -> {});
        }
    }

    /** Moves kept runs to the trash; {@link #undo} brings them back. */
    public void delete(List<TraceRow> chosen) {
        if (chosen.isEmpty()) {
            return;
        }
        var ids = chosen.stream().map(TraceRow::id).toList();
        var message = ids.size() == 1
                ? Texts.format("traces.deleted.one", chosen.getFirst().title())
                : Texts.format("traces.deleted.many", ids.size());
        change(() -> ids.forEach(kept.library()::delete), () -> {
            deletions.push(new Deletion(ids, message));
            deleted.set(message);
        });
    }

    /** Brings back what was deleted last. */
    public void undo() {
        var last = deletions.poll();
        if (last != null) {
            change(() -> last.ids().forEach(kept.library()::restore), () -> {});
            var before = deletions.peek();
            deleted.set(before == null ? "" : before.message());
        }
    }

    /** Takes the message on a deletion away; it can still be undone. */
    public void dismissDeleted() {
        deleted.set("");
    }

    /**
     * Reads a kept run; only the one asked for last is handed on.
     *
     * @param row which
     * @param whenRead called on the interface thread
     */
    public void open(TraceRow row, Consumer<OpenTrace> whenRead) {
        open(
                () -> new OpenTrace(
                        kept.library().read(row.id()), row.title(), row.entry().file()),
                whenRead);
    }

    /**
     * Reads a trace file that need not be in the library.
     *
     * @param file a trace, compressed or not, or JSON Lines
     * @param whenRead called on the interface thread
     */
    public void open(Path file, Consumer<OpenTrace> whenRead) {
        open(
                () -> {
                    var trace = TraceReader.read(file);
                    return new OpenTrace(trace, TraceRow.promptTitle(trace.header()), file);
                },
                whenRead);
    }

    private void open(Supplier<OpenTrace> reading, Consumer<OpenTrace> whenRead) {
        long number = ++openings;
        onDisk(reading, read -> {
            if (number == openings) {
                whenRead.accept(read);
            }
        });
    }

    /**
     * Reads two kept runs.
     *
     * @param left the first
     * @param right the second
     * @param whenRead called on the interface thread with both
     */
    public void openBoth(TraceRow left, TraceRow right, Consumer<List<OpenTrace>> whenRead) {
        onDisk(
                () -> List.of(
                        new OpenTrace(
                                kept.library().read(left.id()),
                                left.title(),
                                left.entry().file()),
                        new OpenTrace(
                                kept.library().read(right.id()),
                                right.title(),
                                right.entry().file())),
                whenRead);
    }

    private void change(Runnable work, Runnable then) {
        onDisk(
                () -> {
                    work.run();
                    return then;
                },
                done -> {
                    done.run();
                    refresh();
                });
    }

    /** Does what waits for the disk; this is the boundary that reports its failure. */
    private <T> void onDisk(Supplier<T> work, Consumer<T> then) {
        disk.execute(() -> {
            try {
                var result = work.get();
                interfaceThread.execute(() -> then.accept(result));
            } catch (RuntimeException e) {
                notices.failed(e);
            }
        });
    }

    /** Returns the runs that match the query, newest first. */
    public ObservableList<TraceRow> rows() {
        return rows;
    }

    /** Returns what is searched for. */
    public StringProperty queryProperty() {
        return query;
    }

    /** Returns whether any run is kept, matching or not. */
    public ReadOnlyBooleanProperty anyKeptProperty() {
        return anyKept.getReadOnlyProperty();
    }

    /** Returns what was deleted last and can be brought back; empty for nothing. */
    public ReadOnlyStringProperty deletedProperty() {
        return deleted.getReadOnlyProperty();
    }
}
