package org.d3explorer.ui.traces;

import java.util.List;
import java.util.function.BiConsumer;
import javafx.scene.Node;
import javafx.scene.control.Label;
import javafx.scene.control.TextArea;
import javafx.scene.control.TextField;
import org.d3explorer.trace.TraceNotes;
import org.d3explorer.ui.text.Figures;
import org.d3explorer.ui.text.Texts;
import org.jspecify.annotations.Nullable;

/** The fields in which a person writes about a run: title, tags, notes. What is typed is stored when a field is left. */
final class NotesEditor {
    private static final double BYTES_PER_KIB = 1024;

    private final Node pane;
    private final TextField title;
    private final TextField tags;
    private final TextArea notes;
    private final Label facts;
    private final BiConsumer<TraceRow, TraceNotes> store;
    private @Nullable TraceRow edited;

    /**
     * Uses the fields.
     *
     * @param pane holds them; disabled while no run is edited
     * @param facts shows what the run was made on
     * @param store stores what was written of a run
     */
    NotesEditor(
            Node pane,
            TextField title,
            TextField tags,
            TextArea notes,
            Label facts,
            BiConsumer<TraceRow, TraceNotes> store) {
        this.pane = pane;
        this.title = title;
        this.tags = tags;
        this.notes = notes;
        this.facts = facts;
        this.store = store;
        pane.setDisable(true);
        for (var field : List.of(title, tags)) {
            field.setOnAction(event -> commit());
        }
        for (var field : List.of(title, tags, notes)) {
            field.focusedProperty().addListener((observable, before, now) -> {
                if (!now) {
                    commit();
                }
            });
        }
    }

    /** Stores what was typed and shows another run's notes; the same run read again leaves alone what is being typed. */
    void edit(@Nullable TraceRow row) {
        var before = edited;
        boolean typing = title.isFocused() || tags.isFocused() || notes.isFocused();
        if (row != null && before != null && row.id().equals(before.id()) && typing) {
            edited = row;
            return;
        }
        commit();
        edited = row;
        pane.setDisable(row == null);
        var written = row == null ? TraceNotes.NONE : row.entry().notes();
        title.setText(written.title());
        title.setPromptText(row == null ? "" : TraceRow.promptTitle(row.entry().header()));
        tags.setText(String.join(", ", written.tags()));
        notes.setText(written.notes());
        facts.setText(row == null ? "" : facts(row));
    }

    private static String facts(TraceRow row) {
        var header = row.entry().header();
        return Texts.format(
                "traces.facts",
                header.executionProvider(),
                header.threads(),
                header.precision(),
                header.machine(),
                Figures.withUnit(row.entry().bytes() / BYTES_PER_KIB, 0, "KiB"),
                row.entry().file().getFileName());
    }

    /** Stores what was typed. */
    void commit() {
        var row = edited;
        if (row != null) {
            store.accept(
                    row,
                    new TraceNotes(
                            title.getText().strip(), List.of(tags.getText().split(",")), notes.getText()));
        }
    }

    /** Stores what was typed and edits nothing any more. */
    void finish() {
        commit();
        edited = null;
    }

    /** Puts the keyboard into the title of the run that is edited. */
    void rename() {
        if (edited != null) {
            title.requestFocus();
            title.selectAll();
        }
    }
}
