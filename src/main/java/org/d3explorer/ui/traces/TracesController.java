package org.d3explorer.ui.traces;

import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import javafx.beans.binding.Bindings;
import javafx.fxml.FXML;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.SplitPane;
import javafx.scene.control.TableView;
import javafx.scene.control.TextArea;
import javafx.scene.control.TextField;
import javafx.scene.control.Tooltip;
import javafx.scene.input.KeyEvent;
import javafx.scene.layout.BorderPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.VBox;
import javafx.stage.FileChooser;
import org.d3explorer.settings.SettingsStore;
import org.d3explorer.ui.explore.Fields;
import org.d3explorer.ui.navigation.Action;
import org.d3explorer.ui.text.Texts;

/** The list of kept runs: search, what a person writes about a run, delete with undo, open, compare two. */
public final class TracesController {
    @FXML
    private BorderPane root;

    @FXML
    private TextField search;

    @FXML
    private Button openFile;

    @FXML
    private Button delete;

    @FXML
    private Button compare;

    @FXML
    private SplitPane split;

    @FXML
    private SplitPane listSplit;

    @FXML
    private TableView<TraceRow> table;

    @FXML
    private Label emptyTitle;

    @FXML
    private Label emptyHint;

    @FXML
    private HBox undoBar;

    @FXML
    private Label undoText;

    @FXML
    private Button undo;

    @FXML
    private Button undoDismiss;

    @FXML
    private VBox notesPane;

    @FXML
    private TextField title;

    @FXML
    private TextField tags;

    @FXML
    private TextArea notes;

    @FXML
    private Label facts;

    @FXML
    private ReplayController replayController;

    private final TracesViewModel list;
    private final OpenedTraceViewModel opened;
    private final SettingsStore settings;
    private final List<Action> actions;
    private TracesTable runs;
    private NotesEditor editor;

    @SuppressWarnings("NullAway.Init") // table and editor are made as soon as their controls are there
    TracesController(TracesViewModel list, OpenedTraceViewModel opened, SettingsStore settings) {
        this.list = list;
        this.opened = opened;
        this.settings = settings;
        actions = List.of(
                whenShown("traces.search", "Shortcut+F", () -> search.requestFocus()),
                whenShown("traces.openFile", "Shortcut+Shift+O", this::browse),
                whenShown("traces.delete", "Shortcut+Delete", this::deleteChosen),
                whenShown("traces.undo", "Shortcut+Z", list::undo),
                whenShown("traces.rename", "F2", () -> editor.rename()),
                whenShown("traces.compare", "Shortcut+D", this::compareChosen),
                whenShown("traces.play", "F9", opened.replay()::playOrPause),
                whenShown("traces.check", "Shortcut+R", opened::check));
    }

    /** Shortcuts count for the whole window; these do nothing while another view is shown. */
    private Action whenShown(String key, String keys, Runnable perform) {
        return Action.of(key, keys, () -> {
            if (root.getScene() != null) {
                perform.run();
            }
        });
    }

    @FXML
    void initialize() {
        editor = new NotesEditor(notesPane, title, tags, notes, facts, list::annotate);
        runs = new TracesTable(table, list.rows(), this::choose);
        search.textProperty().bindBidirectional(list.queryProperty());
        search.setAccessibleText(Texts.get("traces.search"));
        search.setTooltip(new Tooltip(Texts.get("traces.search.tip")));
        bindButtons();
        table.addEventFilter(KeyEvent.KEY_PRESSED, this::keyPressed);
        bindEmpty();
        split.setDividerPositions(settings.get(TracesSettings.LIST_DIVIDER));
        listSplit.setDividerPositions(settings.get(TracesSettings.NOTES_DIVIDER));
    }

    /** A table takes F2 for editing a cell, so that no shortcut of the window would see it. */
    private void keyPressed(KeyEvent event) {
        switch (event.getCode()) {
            case DELETE -> deleteChosen();
            case F2 -> editor.rename();
            default -> {
                return;
            }
        }
        event.consume();
    }

    private void bindButtons() {
        actions.get(1).bind(openFile);
        actions.get(2).bind(delete);
        actions.get(3).bind(undo);
        actions.get(5).bind(compare);
        replayController.bind(actions.get(6), actions.get(7));
        undoDismiss.setOnAction(event -> list.dismissDeleted());
        Action.explain(undoDismiss, Texts.get("notice.dismiss"), null);
        undoDismiss.setAccessibleText(Texts.get("notice.dismiss"));
        undoText.textProperty().bind(list.deletedProperty());
        Fields.show(undoBar, list.deletedProperty().isNotEmpty());
        delete.disableProperty().bind(Bindings.isEmpty(runs.chosen()));
        compare.disableProperty().bind(Bindings.createBooleanBinding(() -> !canCompare(runs.chosen()), runs.chosen()));
    }

    private void bindEmpty() {
        var none = list.anyKeptProperty().not();
        emptyTitle
                .textProperty()
                .bind(Bindings.when(none).then(Texts.get("traces.empty")).otherwise(Texts.get("traces.noMatch")));
        emptyHint
                .textProperty()
                .bind(Bindings.when(none)
                        .then(Texts.get("traces.empty.hint"))
                        .otherwise(Texts.get("traces.noMatch.hint")));
    }

    private void choose(List<TraceRow> chosen) {
        var only = chosen.size() == 1 ? chosen.getFirst() : null;
        editor.edit(only);
        if (only != null && runs.remember(only)) {
            list.open(only, opened::show);
        }
    }

    private void deleteChosen() {
        var chosen = List.copyOf(runs.chosen());
        if (!chosen.isEmpty()) {
            editor.finish();
            runs.remember(null);
            list.delete(chosen);
            opened.close();
        }
    }

    /** Two runs can be compared, and two branches of one. */
    private static boolean canCompare(List<TraceRow> chosen) {
        return chosen.size() == 2
                || (chosen.size() == 1 && chosen.getFirst().entry().summary().branches() > 1);
    }

    /** Compares the older run with the newer one, or the first branch of a single run with its newest. */
    private void compareChosen() {
        var chosen = List.copyOf(runs.chosen());
        if (!canCompare(chosen)) {
            return;
        }
        if (chosen.size() == 1) {
            list.open(chosen.getFirst(), run -> {
                opened.show(run);
                opened.compare(ComparedRun.first(run), ComparedRun.newest(run));
            });
            return;
        }
        var byAge = chosen.stream()
                .sorted(Comparator.comparing(row -> row.entry().header().startedAt()))
                .toList();
        list.openBoth(
                byAge.get(0),
                byAge.get(1),
                both -> opened.compare(ComparedRun.first(both.get(0)), ComparedRun.first(both.get(1))));
    }

    private void browse() {
        var chooser = new FileChooser();
        chooser.setTitle(Texts.get("traces.openFile"));
        chooser.getExtensionFilters()
                .addAll(
                        new FileChooser.ExtensionFilter(
                                Texts.get("traces.openFile.filter"), "*.d3trace*", "*.json.gz", "*.json", "*.jsonl"),
                        new FileChooser.ExtensionFilter(Texts.get("traces.openFile.all"), "*.*"));
        var file = chooser.showOpenDialog(root.getScene().getWindow());
        if (file != null) {
            open(file.toPath());
        }
    }

    /** Opens a trace file, which need not be in the library. */
    void open(Path file) {
        list.open(file, read -> {
            runs.clear();
            opened.show(read);
        });
    }

    /** Returns what can be done from the keyboard. */
    List<Action> actions() {
        return actions;
    }

    /** Puts what is to be remembered into the settings. */
    void remember() {
        settings.set(TracesSettings.LIST_DIVIDER, split.getDividers().getFirst().getPosition());
        settings.set(
                TracesSettings.NOTES_DIVIDER, listSplit.getDividers().getFirst().getPosition());
        replayController.remember();
    }

    /** Stores the notes that were typed, and stops what runs by itself. */
    void close() {
        editor.commit();
        replayController.close();
    }
}
