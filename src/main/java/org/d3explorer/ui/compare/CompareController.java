package org.d3explorer.ui.compare;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import javafx.animation.AnimationTimer;
import javafx.beans.Observable;
import javafx.beans.binding.Bindings;
import javafx.beans.binding.BooleanBinding;
import javafx.beans.property.ReadOnlyStringWrapper;
import javafx.collections.ListChangeListener;
import javafx.fxml.FXML;
import javafx.scene.Node;
import javafx.scene.control.Button;
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
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;
import org.controlsfx.control.StatusBar;
import org.controlsfx.control.ToggleSwitch;
import org.d3explorer.ui.explore.Fields;
import org.d3explorer.ui.navigation.Action;
import org.d3explorer.ui.text.Texts;

/** The Compare view: prompt, configurations side by side, and what each saved and cost. */
public final class CompareController {
    private static final int MOST_TOKENS = 1_000_000;
    private static final double NAME_WIDTH = 220;
    private static final double ROW_HEIGHT = 26;
    private static final double HEADER_HEIGHT = 38;
    private static final double FIGURE_WIDTH = 104;

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
    private HBox columns;

    @FXML
    private Label legend;

    @FXML
    private TableView<ComparisonRow> table;

    @FXML
    private StatusBar statusBar;

    private final CompareViewModel model;
    private final List<Action> actions;
    private final AnimationTimer pulse;
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
                Action.of("compare.undo", "Shortcut+Z", model::undo),
                Action.of("compare.prompt.focus", "Shortcut+P", () -> prompt.requestFocus()));
        pulse = new AnimationTimer() {
            @Override
            public void handle(long now) {
                model.pulse();
            }
        };
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
    }

    private static BooleanBinding unless(BooleanSupplier condition, Observable... dependencies) {
        return Bindings.createBooleanBinding(() -> !condition.getAsBoolean(), dependencies);
    }

    private void bindMode() {
        var group = new ToggleGroup();
        choose(freeRunning, CompareMode.FREE_RUNNING, "compare.mode.free", group);
        choose(teacherForced, CompareMode.TEACHER_FORCED, "compare.mode.forced", group);
        legend.textProperty()
                .bind(Bindings.when(model.modeProperty().isEqualTo(CompareMode.FREE_RUNNING))
                        .then(Texts.get("compare.legend.free"))
                        .otherwise(Texts.get("compare.legend.forced")));
    }

    private void choose(ToggleButton button, CompareMode mode, String key, ToggleGroup group) {
        button.setToggleGroup(group);
        button.setTooltip(Fields.tooltip(Texts.get(key + ".tip")));
        button.setOnAction(event -> {
            button.setSelected(true);
            model.modeProperty().set(mode);
        });
        button.setSelected(model.modeProperty().get() == mode);
        model.modeProperty().addListener((observable, before, now) -> button.setSelected(now == mode));
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
        table.setColumnResizePolicy(TableView.CONSTRAINED_RESIZE_POLICY_FLEX_LAST_COLUMN);
        table.setPlaceholder(new Label());
        table.setFixedCellSize(ROW_HEIGHT);
        table.prefHeightProperty()
                .bind(Bindings.size(model.rows()).multiply(ROW_HEIGHT).add(HEADER_HEIGHT));
        var name = new TableColumn<ComparisonRow, String>(Texts.get("compare.table.name"));
        name.setCellValueFactory(
                cell -> new ReadOnlyStringWrapper(cell.getValue().name()));
        name.setMinWidth(NAME_WIDTH);
        table.getColumns().add(name);
        for (var figure : CompareFigure.values()) {
            table.getColumns().add(column(figure));
        }
        table.getColumns().forEach(column -> {
            column.setSortable(false);
            column.setReorderable(false);
        });
    }

    private static TableColumn<ComparisonRow, String> column(CompareFigure figure) {
        var column = new TableColumn<ComparisonRow, String>();
        var title = new Label(figure.title());
        title.setId("header-" + figure.name());
        title.setTooltip(Fields.tooltip(figure.definition()));
        column.setGraphic(title);
        column.setCellValueFactory(cell -> new ReadOnlyStringWrapper(figure.text(cell.getValue())));
        column.setMinWidth(FIGURE_WIDTH);
        column.getStyleClass().add("figure-column");
        return column;
    }

    private void showColumns() {
        var shown = new ArrayList<Node>();
        shown.add(CompareColumnController.load(model, model.fullDepth()));
        model.columns().forEach(column -> shown.add(CompareColumnController.load(model, column)));
        shown.forEach(node -> HBox.setHgrow(node, Priority.ALWAYS));
        columns.getChildren().setAll(shown);
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
