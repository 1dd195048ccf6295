package org.d3explorer.ui.compare;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import javafx.beans.Observable;
import javafx.beans.binding.Bindings;
import javafx.beans.binding.BooleanBinding;
import javafx.beans.property.ReadOnlyStringWrapper;
import javafx.collections.ListChangeListener;
import javafx.fxml.FXML;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.ContentDisplay;
import javafx.scene.control.Label;
import javafx.scene.control.Spinner;
import javafx.scene.control.TableColumn;
import javafx.scene.control.TableView;
import javafx.scene.control.TextArea;
import javafx.scene.control.ToggleButton;
import javafx.scene.control.ToggleGroup;
import javafx.scene.input.Clipboard;
import javafx.scene.input.ClipboardContent;
import javafx.scene.layout.BorderPane;
import javafx.scene.layout.ColumnConstraints;
import javafx.scene.layout.GridPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;
import org.controlsfx.control.StatusBar;
import org.controlsfx.control.ToggleSwitch;
import org.d3explorer.ui.explore.Fields;
import org.d3explorer.ui.explore.LiveUpdates;
import org.d3explorer.ui.navigation.Action;
import org.d3explorer.ui.text.Texts;
import org.d3explorer.ui.view.ColorBar;
import org.d3explorer.ui.view.ColumnWidths;
import org.d3explorer.ui.view.Ticker;

/** The Compare view: prompt, configurations side by side, and what each saved and cost. */
public final class CompareController {
    private static final int MOST_TOKENS = 1_000_000;
    private static final double NAME_SHARE = 240;
    private static final double FIGURE_SHARE = 90;
    private static final double ROW_HEIGHT = 24;
    private static final double HEADER_HEIGHT = 36;
    /** Below this width only the icons of the less frequent actions fit. */
    private static final double WIDE = 1080;

    @FXML
    private BorderPane root;

    @FXML
    private Button compare;

    @FXML
    private Button stop;

    @FXML
    private Button measure;

    @FXML
    private Button equalize;

    @FXML
    private Button addColumn;

    @FXML
    private Button copyTable;

    @FXML
    private ToggleButton freeRunning;

    @FXML
    private ToggleButton teacherForced;

    @FXML
    private Label promptLabel;

    @FXML
    private TextArea prompt;

    @FXML
    private ToggleSwitch chat;

    @FXML
    private Label maxNewTokensLabel;

    @FXML
    private Spinner<Integer> maxNewTokens;

    @FXML
    private ToggleSwitch ignoreEnd;

    @FXML
    private VBox content;

    @FXML
    private VBox noModelPane;

    @FXML
    private GridPane columns;

    @FXML
    private HBox legendPane;

    @FXML
    private Label legend;

    @FXML
    private TableView<ComparisonRow> table;

    @FXML
    private StatusBar statusBar;

    private final CompareViewModel model;
    private final List<Action> actions;
    private final Ticker pulse;
    private final BooleanBinding idle;

    CompareController(CompareViewModel model) {
        this.model = model;
        idle = model.stateProperty().isEqualTo(CompareState.IDLE);
        actions = List.of(
                Action.of("compare.run", "Shortcut+Enter", model::compare),
                Action.of("compare.stop", "Esc", model::stop),
                Action.of("compare.measure", "Shortcut+M", model::measure),
                Action.of("compare.equalize", "Shortcut+E", model::equalizeMeanDepth),
                Action.of("compare.addColumn", "Shortcut+N", model::addColumn),
                Action.of("compare.copyTable", "Shortcut+Shift+C", this::copyTable),
                Action.of("compare.mode", "Shortcut+J", this::switchMode),
                Action.of("compare.divergence.next", "F7", model::showNextDivergence),
                Action.of("compare.undo", "Shortcut+Z", model::undo),
                Action.of("compare.prompt.focus", "Shortcut+P", () -> prompt.requestFocus()));
        pulse = LiveUpdates.ticker(model.modelProperty(), model::pulse);
    }

    @FXML
    void initialize() {
        bindButtons();
        bindMode();
        bindPrompt();
        bindTable();
        var loaded = model.modelProperty().isNotNull();
        Fields.show(content, loaded);
        Fields.show(noModelPane, loaded.not());
        model.columns().addListener((ListChangeListener<ColumnViewModel>) change -> showColumns());
        showColumns();
        statusBar.textProperty().bind(model.activityProperty());
        model.progressProperty().addListener((observable, before, now) -> statusBar.setProgress(now.doubleValue()));
        idle.addListener((observable, before, now) -> {
            if (now) {
                pulse.stop();
            } else {
                pulse.start();
            }
        });
    }

    private void bindButtons() {
        var buttons = List.of(compare, stop, measure, equalize, addColumn, copyTable);
        for (int i = 0; i < buttons.size(); i++) {
            actions.get(i).bind(buttons.get(i));
        }
        var loaded = model.modelProperty().isNotNull();
        var ready = idle.and(loaded);
        compare.disableProperty().bind(ready.not());
        stop.disableProperty()
                .bind(unless(
                        () -> switch (model.stateProperty().get()) {
                            case GENERATING, SCORING, MEASURING -> true;
                            case IDLE, STOPPING -> false;
                        },
                        model.stateProperty()));
        measure.disableProperty().bind(unless(model::canMeasure, model.stateProperty(), model.rows()));
        equalize.disableProperty()
                .bind(ready.not().or(Bindings.size(model.columns()).lessThan(2)));
        addColumn
                .disableProperty()
                .bind(ready.not()
                        .or(Bindings.size(model.columns()).greaterThanOrEqualTo(CompareViewModel.MOST_COLUMNS)));
        copyTable.disableProperty().bind(Bindings.isEmpty(model.rows()));
        for (var button : List.of(addColumn, equalize, measure, copyTable)) {
            button.contentDisplayProperty()
                    .bind(Bindings.when(root.widthProperty().lessThan(WIDE))
                            .then(ContentDisplay.GRAPHIC_ONLY)
                            .otherwise(ContentDisplay.LEFT));
        }
    }

    private static BooleanBinding unless(BooleanSupplier condition, Observable... dependencies) {
        return Bindings.createBooleanBinding(() -> !condition.getAsBoolean(), dependencies);
    }

    private void bindMode() {
        var group = new ToggleGroup();
        choose(freeRunning, CompareMode.FREE_RUNNING, "compare.mode.free", group);
        choose(teacherForced, CompareMode.TEACHER_FORCED, "compare.mode.forced", group);
        // Arrow keys select without an action, and a click on what is selected would leave nothing selected.
        group.selectedToggleProperty().addListener((observable, before, now) -> {
            if (now == null) {
                before.setSelected(true);
            } else {
                model.modeProperty().set((CompareMode) now.getUserData());
            }
        });
        var free = model.modeProperty().isEqualTo(CompareMode.FREE_RUNNING);
        var bar = ColorBar.ofDivergence();
        bar.setId("divergenceBar");
        legendPane.getChildren().addFirst(bar);
        Fields.show(bar, free.not());
        legend.textProperty()
                .bind(Bindings.when(free)
                        .then(Texts.get("compare.legend.free"))
                        .otherwise(Texts.get("compare.legend.forced")));
    }

    private void choose(ToggleButton button, CompareMode mode, String key, ToggleGroup group) {
        button.setToggleGroup(group);
        button.setTooltip(Fields.tooltip(Texts.get(key + ".tip")));
        button.setUserData(mode);
        button.setSelected(model.modeProperty().get() == mode);
        model.modeProperty().addListener((observable, before, now) -> {
            if (now == mode) {
                button.setSelected(true);
            }
        });
    }

    private void switchMode() {
        var mode = model.modeProperty();
        mode.set(mode.get() == CompareMode.FREE_RUNNING ? CompareMode.TEACHER_FORCED : CompareMode.FREE_RUNNING);
    }

    private void bindPrompt() {
        prompt.textProperty().bindBidirectional(model.prompt().textProperty());
        promptLabel.setLabelFor(prompt);
        prompt.setAccessibleText(Texts.get("compare.prompt"));
        chat.selectedProperty().bindBidirectional(model.prompt().chatProperty());
        chat.setTooltip(Fields.tooltip(Texts.get("run.chat.tip")));
        chat.setAccessibleText(Texts.get("run.chat"));
        Fields.bind(maxNewTokens, model.maxNewTokensProperty(), 1, MOST_TOKENS);
        Fields.describe(maxNewTokens, maxNewTokensLabel, "run.maxNewTokens");
        ignoreEnd.selectedProperty().bindBidirectional(model.ignoreEndTokensProperty());
        ignoreEnd.setTooltip(Fields.tooltip(Texts.get("run.ignoreEnd.tip")));
        ignoreEnd.setAccessibleText(Texts.get("run.ignoreEnd"));
        for (var fixed : new Node[] {prompt, chat, maxNewTokens, ignoreEnd}) {
            fixed.disableProperty().bind(idle.not());
        }
    }

    private void bindTable() {
        table.setItems(model.rows());
        table.setColumnResizePolicy(TableView.CONSTRAINED_RESIZE_POLICY_ALL_COLUMNS);
        table.setPlaceholder(new Label());
        table.setFixedCellSize(ROW_HEIGHT);
        table.prefHeightProperty()
                .bind(Bindings.size(model.rows()).multiply(ROW_HEIGHT).add(HEADER_HEIGHT));
        var widths = new ColumnWidths();
        addColumn(widths, Texts.get("compare.table.name"), "", ComparisonRow::name)
                .setPrefWidth(NAME_SHARE);
        for (var figure : CompareFigure.values()) {
            var column = addColumn(widths, figure.title(), figure.definition(), figure::text);
            column.getGraphic().setId("header-" + figure.name());
            column.getStyleClass().add("figure-column");
            column.setPrefWidth(FIGURE_SHARE);
        }
        model.rows().addListener((ListChangeListener<ComparisonRow>) change -> widths.refit());
    }

    private TableColumn<ComparisonRow, String> addColumn(
            ColumnWidths widths, String title, String definition, Function<ComparisonRow, String> text) {
        var column = new TableColumn<ComparisonRow, String>();
        var header = new Label(title);
        if (!definition.isEmpty()) {
            header.setTooltip(Fields.tooltip(definition));
        }
        widths.add(column, header, () -> model.rows().stream().map(text));
        column.setCellValueFactory(cell -> new ReadOnlyStringWrapper(text.apply(cell.getValue())));
        column.setSortable(false);
        column.setReorderable(false);
        table.getColumns().add(column);
        return column;
    }

    /** Heads and texts stand in two rows of one grid, so that the texts begin at one height. */
    private void showColumns() {
        var shown = new ArrayList<ColumnViewModel>();
        shown.add(model.fullDepth());
        shown.addAll(model.columns());
        columns.getChildren().clear();
        columns.getColumnConstraints().clear();
        for (int i = 0; i < shown.size(); i++) {
            var width = new ColumnConstraints();
            width.setPercentWidth(100.0 / shown.size());
            columns.getColumnConstraints().add(width);
            var column = CompareColumnController.load(model, shown.get(i));
            columns.add(column.head(), i, 0);
            columns.add(column.text(), i, 1);
            GridPane.setVgrow(column.text(), Priority.ALWAYS);
        }
    }

    private void copyTable() {
        if (!model.rows().isEmpty()) {
            var clipboard = new ClipboardContent();
            clipboard.putString(model.tabSeparated());
            Clipboard.getSystemClipboard().setContent(clipboard);
        }
    }

    /** Stops what the controller runs by itself. */
    void close() {
        pulse.stop();
    }

    /** Returns what can be done from the keyboard. */
    List<Action> actions() {
        return actions;
    }

    /** Returns the view. */
    BorderPane root() {
        return root;
    }
}
