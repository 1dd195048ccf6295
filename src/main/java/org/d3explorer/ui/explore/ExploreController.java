package org.d3explorer.ui.explore;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javafx.beans.binding.Bindings;
import javafx.beans.binding.BooleanBinding;
import javafx.fxml.FXML;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.SplitPane;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.BorderPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Region;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;
import org.controlsfx.control.StatusBar;
import org.d3explorer.settings.SettingsStore;
import org.d3explorer.ui.navigation.Action;
import org.d3explorer.ui.notice.NoticeCenter;
import org.d3explorer.ui.text.Texts;
import org.d3explorer.ui.view.ChartStack;
import org.d3explorer.ui.view.Inspector;
import org.d3explorer.ui.view.RunModel;
import org.d3explorer.ui.view.Ticker;
import org.d3explorer.ui.view.TokenTextView;
import org.kordamp.ikonli.javafx.FontIcon;

/** The Explore view: run panel, text, charts, inspector and status bar. */
public final class ExploreController {
    /** Share of one processor that the charts may take while tokens come. */
    private static final double LIVE_CHART_LOAD = 0.04;

    private static final double INSPECTOR_MIN_HEIGHT = 120;
    private static final Duration MEMORY_EVERY = Duration.ofSeconds(1);

    @FXML
    private BorderPane root;

    @FXML
    private Button generate;

    @FXML
    private Button pause;

    @FXML
    private FontIcon pauseIcon;

    @FXML
    private Button step;

    @FXML
    private Button stop;

    @FXML
    private Button clear;

    @FXML
    private Button undo;

    @FXML
    private Button redo;

    @FXML
    private Button measure;

    @FXML
    private SplitPane split;

    @FXML
    private SplitPane middle;

    @FXML
    private RunPanelController runPanelController;

    @FXML
    private BranchBarController branchBarController;

    @FXML
    private VBox textPane;

    @FXML
    private HBox verdictBar;

    @FXML
    private Label verdict;

    @FXML
    private Label verdictBasis;

    @FXML
    private HBox driftBar;

    @FXML
    private Label drift;

    @FXML
    private StackPane textHost;

    @FXML
    private StackPane chartHost;

    @FXML
    private VBox noModelPane;

    @FXML
    private Button openModelLarge;

    @FXML
    private VBox loadingPane;

    @FXML
    private Label loadingText;

    @FXML
    private StatusBar statusBar;

    private final ExploreViewModel model;
    private final ModelChooser chooser;
    private final SettingsStore settings;
    private final NoticeCenter notices;
    private final List<Action> actions;
    private final Ticker pulse;
    private final Ticker memory;

    ExploreController(ExploreViewModel model, ModelChooser chooser, SettingsStore settings, NoticeCenter notices) {
        this.model = model;
        this.chooser = chooser;
        this.settings = settings;
        this.notices = notices;
        actions = List.of(
                Action.of("explore.generate", "Shortcut+Enter", model::generate),
                Action.of("explore.pause", "F8", model::pauseOrResume),
                Action.of("explore.step", "F10", model::step),
                Action.of("explore.stop", "Esc", model::stop),
                Action.of("explore.clear", "Shortcut+L", model::clear),
                Action.of("explore.undo", "Shortcut+Z", model.branches()::undo),
                Action.of("explore.redo", "Shortcut+Shift+Z", model.branches()::redo),
                Action.of("explore.measure", "Shortcut+M", model::measure),
                Action.of("explore.redo", "Shortcut+Y", model.branches()::redo),
                Action.of("explore.continue", "Shortcut+B", model::continueFromSelected),
                Action.of("explore.prompt.focus", "Shortcut+P", () -> runPanelController.focusPrompt()),
                Action.of("explore.openModel", "Shortcut+O", () -> chooser.browse(root)));
        pulse = LiveUpdates.ticker(model.modelProperty(), model::pulse);
        memory = new Ticker(() -> MEMORY_EVERY, () -> model.status().showMemory(ProcessMemory.residentBytes()));
    }

    @FXML
    void initialize() {
        var text = new TokenTextView(model.run());
        textHost.getChildren().setAll(text);
        new ContinueMenu(model).addTo(text.menuItems());
        var charts = new ChartStack(model.run(), notices);
        charts.setLiveLoad(LIVE_CHART_LOAD);
        chartHost.getChildren().setAll(charts);
        addInspector();
        bindButtons();
        bindPanes();
        bindVerdict();
        bindStatusBar();
        model.stateProperty().addListener((observable, before, now) -> followEngine(now));
        restoreDividers();
        model.status().showMemory(ProcessMemory.residentBytes());
        memory.start();
    }

    /** Shows the inspector below the text while a token is selected. */
    private void addInspector() {
        var inspector = new Inspector(model.run(), notices);
        inspector.setMinHeight(INSPECTOR_MIN_HEIGHT);
        var lens = model.lens();
        var ready = model.stateProperty().isEqualTo(RunState.READY);
        inspector.logitLensProperty().bind(Bindings.createObjectBinding(() -> ready.get() ? lens : null, ready));
        inspector
                .continuationProperty()
                .bind(Bindings.createObjectBinding(() -> ready.get() ? model::branch : null, ready));
        inspector
                .goOnProperty()
                .bind(Bindings.createObjectBinding(() -> ready.get() ? model::continueFrom : null, ready));
        inspector
                .logitLensReasonProperty()
                .bind(Bindings.createStringBinding(
                        () -> Texts.get(
                                model.modelProperty().get() == null ? "explore.lens.noModel" : "explore.lens.busy"),
                        model.modelProperty()));
        model.run().selectedTokenProperty().addListener((observable, before, now) -> {
            boolean wanted = now.intValue() != RunModel.NONE;
            boolean shown = middle.getItems().contains(inspector);
            if (wanted && !shown) {
                middle.getItems().add(inspector);
                middle.setDividerPositions(settings.get(ExploreSettings.INSPECTOR_DIVIDER));
            } else if (!wanted && shown) {
                storeInspectorDivider();
                middle.getItems().remove(inspector);
            }
        });
    }

    private void storeInspectorDivider() {
        if (!middle.getDividers().isEmpty()) {
            settings.set(
                    ExploreSettings.INSPECTOR_DIVIDER,
                    middle.getDividers().getFirst().getPosition());
        }
    }

    private void followEngine(RunState state) {
        if (state.isActive()) {
            pulse.start();
        } else {
            pulse.stop();
        }
    }

    private void bindButtons() {
        var buttons = List.of(generate, pause, step, stop, clear, undo, redo, measure);
        for (int i = 0; i < buttons.size(); i++) {
            actions.get(i).bind(buttons.get(i));
        }
        generate.disableProperty().bind(unless(state -> state == RunState.READY || state == RunState.LOADING));
        pause.disableProperty().bind(unless(state -> state == RunState.RUNNING || state == RunState.PAUSED));
        step.disableProperty()
                .bind(unless(
                        state -> state == RunState.READY || state == RunState.RUNNING || state == RunState.PAUSED));
        stop.disableProperty()
                .bind(unless(state -> state == RunState.RUNNING
                        || state == RunState.PAUSED
                        || state == RunState.MEASURING
                        || state == RunState.LENT));
        clear.disableProperty()
                .bind(Bindings.createBooleanBinding(
                        () -> model.stateProperty().get().isBusy()
                                || model.run().headerProperty().get() == null,
                        model.stateProperty(),
                        model.run().headerProperty()));
        var notReady = unless(state -> state == RunState.READY);
        undo.disableProperty()
                .bind(notReady.or(model.branches().canUndoProperty().not()));
        redo.disableProperty()
                .bind(notReady.or(model.branches().canRedoProperty().not()));
        measure.disableProperty()
                .bind(Bindings.createBooleanBinding(
                        () -> !model.canMeasure(),
                        model.stateProperty(),
                        model.run().revisionProperty()));
        var paused = model.stateProperty().isEqualTo(RunState.PAUSED);
        pause.textProperty()
                .bind(Bindings.when(paused).then(Texts.get("explore.resume")).otherwise(Texts.get("explore.pause")));
        paused.addListener((observable, before, now) -> pauseIcon.setIconLiteral(now ? "mdi2p-play" : "mdi2p-pause"));
    }

    private BooleanBinding unless(java.util.function.Predicate<RunState> condition) {
        return Bindings.createBooleanBinding(
                () -> !condition.test(model.stateProperty().get()), model.stateProperty());
    }

    private void bindPanes() {
        var loading = model.stateProperty().isEqualTo(RunState.LOADING);
        var none = model.stateProperty().isEqualTo(RunState.NO_MODEL);
        Fields.show(loadingPane, loading);
        Fields.show(noModelPane, none);
        Fields.show(textPane, loading.or(none).not());
        loadingText.textProperty().bind(model.activityProperty());
        openModelLarge.setOnAction(event -> chooser.browse(root));
    }

    private void bindVerdict() {
        verdict.textProperty().bind(model.status().verdictProperty());
        verdictBasis.textProperty().bind(model.status().verdictBasisProperty());
        var tip = Fields.tooltip(Texts.get("explore.verdict.tip"));
        verdict.setTooltip(tip);
        verdictBasis.setTooltip(tip);
        Fields.show(verdictBar, model.status().verdictProperty().isNotEmpty());
        drift.textProperty()
                .bind(Bindings.createStringBinding(
                        model::driftWarning, model.run().driftTokenProperty(), model.driftLimitProperty()));
        drift.setTooltip(Fields.tooltip(Texts.get("explore.drift.tip")));
        driftBar.setOnMouseClicked(event -> model.run()
                .selectedTokenProperty()
                .set(model.run().driftTokenProperty().get()));
        Fields.show(driftBar, model.run().driftTokenProperty().isNotEqualTo(RunModel.NONE));
    }

    private void bindStatusBar() {
        statusBar.textProperty().bind(model.activityProperty());
        var whole = Fields.tooltip("");
        whole.textProperty().bind(model.activityProperty());
        statusBar.setTooltip(whole);
        model.progressProperty().addListener((observable, before, now) -> statusBar.setProgress(now.doubleValue()));
        for (var figure : StatusFigure.values()) {
            statusBar.getRightItems().add(figureCell(figure));
        }
    }

    private Node figureCell(StatusFigure figure) {
        var title = new Label(Texts.get(figure.titleKey()));
        title.getStyleClass().add("figure-title");
        var value = new Label();
        value.setId("figure-" + figure.name());
        value.getStyleClass().add("figure-value");
        value.textProperty().bind(model.status().valueProperty(figure));
        // What is said beside the figures gives way, and is a hover away.
        title.setMinWidth(Region.USE_PREF_SIZE);
        value.setMinWidth(Region.USE_PREF_SIZE);
        var cell = new VBox(title, value);
        cell.setAlignment(Pos.CENTER_LEFT);
        cell.getStyleClass().add("figure");
        var tip = Fields.tooltip("");
        tip.setOnShowing(event -> tip.setText(definition(figure)));
        Tooltip.install(cell, tip);
        value.accessibleTextProperty().bind(Bindings.concat(title.getText(), " ", value.textProperty()));
        return cell;
    }

    private String definition(StatusFigure figure) {
        var text = Texts.get(figure.definitionKey());
        var details = model.status().measuredDetails();
        return figure == StatusFigure.MEASURED && !details.isEmpty() ? text + "\n\n" + details : text;
    }

    private void restoreDividers() {
        var remembered = settings.get(ExploreSettings.DIVIDERS);
        if (remembered.size() == split.getDividers().size()) {
            split.setDividerPositions(
                    remembered.stream().mapToDouble(Double::doubleValue).toArray());
        } else {
            split.setDividerPositions(0.27, 0.63);
        }
    }

    /** Puts what is to be remembered into the settings. */
    void remember() {
        var positions = new ArrayList<Double>();
        split.getDividers().forEach(divider -> positions.add(divider.getPosition()));
        settings.set(ExploreSettings.DIVIDERS, positions);
        storeInspectorDivider();
    }

    /** Stops what the controller runs by itself. */
    void close() {
        pulse.stop();
        memory.stop();
    }

    /** Returns what can be done from the keyboard. */
    List<Action> actions() {
        return Stream.concat(actions.stream(), branchBarController.actions().stream())
                .toList();
    }
}
