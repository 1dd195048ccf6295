package org.d3explorer.ui.traces;

import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import javafx.beans.binding.Bindings;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.beans.value.ObservableBooleanValue;
import javafx.collections.ListChangeListener;
import javafx.collections.transformation.SortedList;
import javafx.fxml.FXML;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.SelectionMode;
import javafx.scene.control.SplitPane;
import javafx.scene.control.TableCell;
import javafx.scene.control.TableColumn;
import javafx.scene.control.TableView;
import javafx.scene.control.TextArea;
import javafx.scene.control.TextField;
import javafx.scene.control.Tooltip;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyEvent;
import javafx.scene.layout.BorderPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.VBox;
import javafx.stage.FileChooser;
import org.d3explorer.settings.SettingsStore;
import org.d3explorer.trace.TraceNotes;
import org.d3explorer.ui.navigation.Action;
import org.d3explorer.ui.text.Figures;
import org.d3explorer.ui.text.Texts;
import org.jspecify.annotations.Nullable;

/** The list of kept runs: search, what a person writes about a run, delete with undo, open, compare two. */
public final class TracesController {
    private static final double BYTES_PER_KIB = 1024;

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
    /** The run whose notes are in the fields. */
    private @Nullable TraceRow edited;
    /** Id of the run to select again once the list has been read. */
    private @Nullable String selectedId;

    private boolean refilling;

    TracesController(TracesViewModel list, OpenedTraceViewModel opened, SettingsStore settings) {
        this.list = list;
        this.opened = opened;
        this.settings = settings;
        actions = List.of(
                whenShown("traces.search", "Shortcut+F", () -> search.requestFocus()),
                whenShown("traces.openFile", "Shortcut+Shift+O", this::browse),
                whenShown("traces.delete", "Shortcut+Delete", this::deleteSelected),
                whenShown("traces.undo", "Shortcut+Z", list::undo),
                whenShown("traces.rename", "F2", this::rename),
                whenShown("traces.compare", "Shortcut+D", this::compareSelected),
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
        search.textProperty().bindBidirectional(list.queryProperty());
        search.setAccessibleText(Texts.get("traces.search"));
        search.setTooltip(new Tooltip(Texts.get("traces.search.tip")));
        actions.get(1).bind(openFile);
        actions.get(2).bind(delete);
        actions.get(3).bind(undo);
        actions.get(5).bind(compare);
        undoDismiss.setOnAction(event -> list.dismissDeleted());
        Action.explain(undoDismiss, Texts.get("notice.dismiss"), null);
        undoDismiss.setAccessibleText(Texts.get("notice.dismiss"));
        undoText.textProperty().bind(list.deletedProperty());
        show(undoBar, list.deletedProperty().isNotEmpty());
        replayController.bind(actions.get(6), actions.get(7));
        addColumns();
        fillTable();
        bindNotes();
        bindEmpty();
        split.setDividerPositions(settings.get(TracesSettings.LIST_DIVIDER));
        listSplit.setDividerPositions(settings.get(TracesSettings.NOTES_DIVIDER));
    }

    private static void show(Node node, ObservableBooleanValue when) {
        node.visibleProperty().bind(when);
        node.managedProperty().bind(when);
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

    private void addColumns() {
        addText("title", 180, TraceRow::title);
        addText("when", 116, TraceRow::when);
        addText("model", 104, TraceRow::model);
        addText("depth", 128, TraceRow::depth);
        addNumber("tokens", 62, 0, row -> row.entry().summary().tokens());
        addNumber("branches", 72, 0, row -> row.entry().summary().branches());
        addNumber("meanDepth", 86, 2, row -> row.entry().summary().meanDepth());
        addNumber("perplexity", 80, 2, row -> row.entry().summary().perplexity());
        addNumber("kl", 54, 3, row -> row.entry().summary().meanKl());
        addText("tags", 80, TraceRow::tags);
    }

    private void addText(String key, double width, Function<TraceRow, String> text) {
        TableColumn<TraceRow, String> column = column(key, width);
        column.setCellValueFactory(cell -> new ReadOnlyObjectWrapper<>(text.apply(cell.getValue())));
        table.getColumns().add(column);
    }

    private void addNumber(String key, double width, int decimals, ToDoubleFunction<TraceRow> value) {
        TableColumn<TraceRow, Double> column = column(key, width);
        column.setCellValueFactory(cell -> new ReadOnlyObjectWrapper<>(value.applyAsDouble(cell.getValue())));
        column.getStyleClass().add("number");
        column.setCellFactory(of -> new TableCell<>() {
            {
                setAlignment(Pos.CENTER_RIGHT);
            }

            @Override
            protected void updateItem(@Nullable Double item, boolean empty) {
                super.updateItem(item, empty);
                setText(empty || item == null ? null : Figures.fixed(item, decimals));
            }
        });
        table.getColumns().add(column);
    }

    private static <T> TableColumn<TraceRow, T> column(String key, double width) {
        var column = new TableColumn<TraceRow, T>();
        var heading = new Label(Texts.get("traces.column." + key));
        heading.setTooltip(new Tooltip(Texts.get("traces.column." + key + ".tip")));
        column.setGraphic(heading);
        column.setPrefWidth(width);
        return column;
    }

    private void fillTable() {
        table.getSelectionModel().setSelectionMode(SelectionMode.MULTIPLE);
        list.rows().addListener((ListChangeListener<TraceRow>) change -> refilling = true);
        var sorted = new SortedList<>(list.rows());
        sorted.comparatorProperty().bind(table.comparatorProperty());
        table.setItems(sorted);
        table.getSelectionModel().getSelectedItems().addListener((ListChangeListener<TraceRow>)
                change -> selectionChanged());
        list.rows().addListener((ListChangeListener<TraceRow>) change -> reselect());
        table.addEventHandler(KeyEvent.KEY_PRESSED, event -> {
            if (event.getCode() == KeyCode.DELETE) {
                deleteSelected();
                event.consume();
            }
        });
        var chosen = table.getSelectionModel().getSelectedItems();
        delete.disableProperty().bind(Bindings.isEmpty(chosen));
        compare.disableProperty().bind(Bindings.size(chosen).isNotEqualTo(2));
    }

    /** A list that was read again holds the same runs as other rows; what the table selects meanwhile does not count. */
    private void reselect() {
        var selection = table.getSelectionModel();
        selection.clearSelection();
        for (int i = 0; i < table.getItems().size(); i++) {
            if (table.getItems().get(i).id().equals(selectedId)) {
                selection.select(i);
                break;
            }
        }
        refilling = false;
        selectionChanged();
    }

    private void selectionChanged() {
        if (refilling) {
            return;
        }
        var chosen = List.copyOf(table.getSelectionModel().getSelectedItems());
        var only = chosen.size() == 1 ? chosen.getFirst() : null;
        boolean same = only != null && only.id().equals(selectedId);
        edit(only);
        if (only != null && !same) {
            selectedId = only.id();
            list.open(only, opened::show);
        }
    }

    private void bindNotes() {
        notesPane.disableProperty().set(true);
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

    private void edit(@Nullable TraceRow row) {
        var before = edited;
        boolean typing = title.isFocused() || tags.isFocused() || notes.isFocused();
        if (row != null && before != null && row.id().equals(before.id()) && typing) {
            edited = row;
            return;
        }
        commit();
        edited = row;
        notesPane.setDisable(row == null);
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

    private void commit() {
        var row = edited;
        if (row != null) {
            list.annotate(
                    row,
                    new TraceNotes(
                            title.getText().strip(), List.of(tags.getText().split(",")), notes.getText()));
        }
    }

    private void rename() {
        if (edited != null) {
            title.requestFocus();
            title.selectAll();
        }
    }

    private void deleteSelected() {
        var chosen = List.copyOf(table.getSelectionModel().getSelectedItems());
        if (!chosen.isEmpty()) {
            commit();
            edited = null;
            selectedId = null;
            list.delete(chosen);
            opened.close();
        }
    }

    private void compareSelected() {
        var chosen = List.copyOf(table.getSelectionModel().getSelectedItems());
        if (chosen.size() == 2) {
            list.openBoth(chosen.get(0), chosen.get(1), both -> opened.compare(both.get(0), both.get(1)));
        }
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
            selectedId = null;
            table.getSelectionModel().clearSelection();
            opened.show(read);
        });
    }

    /** Returns what can be done from the keyboard. */
    List<Action> actions() {
        return actions;
    }

    /** Stores what was typed and what is remembered. */
    void close() {
        commit();
        settings.set(TracesSettings.LIST_DIVIDER, split.getDividers().getFirst().getPosition());
        settings.set(
                TracesSettings.NOTES_DIVIDER, listSplit.getDividers().getFirst().getPosition());
        replayController.close();
    }
}
