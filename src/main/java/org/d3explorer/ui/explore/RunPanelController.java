package org.d3explorer.ui.explore;

import java.nio.file.Path;
import java.util.Objects;
import java.util.function.Function;
import javafx.beans.binding.Bindings;
import javafx.beans.binding.BooleanBinding;
import javafx.fxml.FXML;
import javafx.scene.control.Button;
import javafx.scene.control.ComboBox;
import javafx.scene.control.CustomMenuItem;
import javafx.scene.control.Label;
import javafx.scene.control.MenuButton;
import javafx.scene.control.MenuItem;
import javafx.scene.control.ScrollPane;
import javafx.scene.control.SeparatorMenuItem;
import javafx.scene.control.Slider;
import javafx.scene.control.Spinner;
import javafx.scene.control.TextArea;
import javafx.scene.control.TextField;
import javafx.scene.control.TitledPane;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.GridPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.VBox;
import org.controlsfx.control.ToggleSwitch;
import org.d3explorer.depth.DepthSettings;
import org.d3explorer.depth.KvPolicy;
import org.d3explorer.depth.Preset;
import org.d3explorer.depth.ScheduleKind;
import org.d3explorer.depth.SkipOrder;
import org.d3explorer.ui.text.Texts;

/** The run panel: what to ask, and which layers to spend on the answer. */
public final class RunPanelController {
    private static final int MOST_TOKENS = 1_000_000;

    @FXML
    private ScrollPane root;

    @FXML
    private ComboBox<Path> modelChooser;

    @FXML
    private Button openModel;

    @FXML
    private Label modelFacts;

    @FXML
    private Label promptLabel;

    @FXML
    private ToggleSwitch chat;

    @FXML
    private MenuButton prompts;

    @FXML
    private TextArea prompt;

    @FXML
    private ComboBox<Preset> preset;

    @FXML
    private Button resetDepth;

    @FXML
    private VBox alphaPane;

    @FXML
    private Label alphaLabel;

    @FXML
    private Slider alphaSlider;

    @FXML
    private TextField alphaField;

    @FXML
    private Label halfLife;

    @FXML
    private DepthCurve curve;

    @FXML
    private Label expectation;

    @FXML
    private Label problem;

    @FXML
    private Label scheduleLabel;

    @FXML
    private ComboBox<ScheduleKind> schedule;

    @FXML
    private Label startLabel;

    @FXML
    private HBox startPane;

    @FXML
    private Spinner<Double> start;

    @FXML
    private ComboBox<Boolean> startUnit;

    @FXML
    private Label constantDepthLabel;

    @FXML
    private Spinner<Integer> constantDepth;

    @FXML
    private Label minDepthLabel;

    @FXML
    private Spinner<Integer> minDepth;

    @FXML
    private Label coreLabel;

    @FXML
    private HBox corePane;

    @FXML
    private Spinner<Integer> coreHead;

    @FXML
    private Spinner<Integer> coreTail;

    @FXML
    private Label orderLabel;

    @FXML
    private ComboBox<String> order;

    @FXML
    private Label customOrderLabel;

    @FXML
    private TextField customOrder;

    @FXML
    private Label kvLabel;

    @FXML
    private ComboBox<KvPolicy> kvPolicy;

    @FXML
    private Label holdNote;

    @FXML
    private Label maxNewTokensLabel;

    @FXML
    private Spinner<Integer> maxNewTokens;

    @FXML
    private ToggleSwitch reference;

    @FXML
    private ToggleSwitch ignoreEnd;

    @FXML
    private TitledPane samplingPane;

    @FXML
    private GridPane samplingGrid;

    private final ExploreViewModel model;
    private final DepthViewModel depth;
    private final ModelChooser chooser;

    RunPanelController(ExploreViewModel model, ModelChooser chooser) {
        this.model = model;
        this.depth = model.depth();
        this.chooser = chooser;
    }

    @FXML
    void initialize() {
        chooser.install(modelChooser, openModel, modelFacts);
        bindPrompt();
        AlphaControls.bind(depth, alphaSlider, alphaField, halfLife);
        alphaLabel.setLabelFor(alphaSlider);
        alphaLabel.setTooltip(Fields.tooltip(Texts.get("run.alpha.tip")));
        bindDepth();
        bindPrediction();
        new SamplingPane(model.sampling()).install(samplingPane, samplingGrid);
        reference.selectedProperty().bindBidirectional(model.referenceProperty());
        ignoreEnd.selectedProperty().bindBidirectional(model.ignoreEndTokensProperty());
        explain(reference, "run.reference");
        explain(ignoreEnd, "run.ignoreEnd");
        var running =
                Bindings.createBooleanBinding(() -> model.stateProperty().get().isActive(), model.stateProperty());
        for (var fixed : new javafx.scene.Node[] {maxNewTokens, reference, ignoreEnd, samplingPane}) {
            fixed.disableProperty().bind(running);
        }
    }

    private void bindPrompt() {
        prompt.textProperty().bindBidirectional(model.prompt().textProperty());
        promptLabel.setLabelFor(prompt);
        prompt.setAccessibleText(Texts.get("run.prompt"));
        chat.selectedProperty().bindBidirectional(model.prompt().chatProperty());
        chat.disableProperty()
                .bind(Bindings.createBooleanBinding(
                        () -> {
                            var info = model.modelProperty().get();
                            return info != null && !info.chat();
                        },
                        model.modelProperty()));
        explain(chat, "run.chat");
        prompts.setTooltip(Fields.tooltip(Texts.get("run.prompts.tip")));
        prompts.setAccessibleText(Texts.get("run.prompts"));
        prompts.getItems().setAll(new MenuItem());
        prompts.setOnShowing(event -> fillPrompts());
    }

    private void fillPrompts() {
        var view = model.prompt();
        var save = new MenuItem(Texts.get("run.prompts.save"));
        save.setOnAction(event -> view.save());
        prompts.getItems().setAll(save);
        addPrompts("run.prompts.saved", view.saved(), true);
        addPrompts("run.prompts.recent", view.recent(), false);
    }

    private void addPrompts(String titleKey, java.util.List<SavedPrompt> list, boolean removable) {
        if (list.isEmpty()) {
            return;
        }
        var title = new MenuItem(Texts.get(titleKey));
        title.setDisable(true);
        prompts.getItems().addAll(new SeparatorMenuItem(), title);
        for (var entry : list) {
            if (!removable) {
                var item = new MenuItem(entry.name());
                item.setMnemonicParsing(false);
                item.setOnAction(event -> model.prompt().choose(entry));
                prompts.getItems().add(item);
                continue;
            }
            var name = new Label(entry.name());
            var remove = new Button(null, new org.kordamp.ikonli.javafx.FontIcon("mdi2c-close"));
            remove.getStyleClass().addAll("button-icon", "flat", "small");
            remove.setTooltip(Fields.tooltip(Texts.get("run.prompts.forget")));
            remove.setAccessibleText(Texts.get("run.prompts.forget"));
            var item = new CustomMenuItem(new HBox(8, name, remove));
            item.setOnAction(event -> model.prompt().choose(entry));
            remove.setOnAction(event -> {
                model.prompt().forget(entry);
                prompts.hide();
                event.consume();
            });
            prompts.getItems().add(item);
        }
    }

    private void bindDepth() {
        preset.getItems().setAll(Preset.values());
        Fields.bind(preset, depth.presetProperty(), item -> Texts.get("preset." + item.id()));
        preset.setAccessibleText(Texts.get("run.preset"));
        preset.setTooltip(Fields.tooltip(""));
        preset.getTooltip()
                .textProperty()
                .bind(Bindings.createStringBinding(
                        () -> Texts.get("preset." + depth.presetProperty().get().id() + ".tip"),
                        depth.presetProperty()));
        resetDepth.setOnAction(event -> model.resetDepth());
        resetDepth.setTooltip(Fields.tooltip(Texts.get("run.resetDepth.tip")));
        resetDepth.setAccessibleText(Texts.get("run.resetDepth"));
        resetDepth.disableProperty().bind(model.modelProperty().isNull());

        schedule.getItems().setAll(ScheduleKind.values());
        Fields.bind(schedule, depth.scheduleProperty(), item -> Texts.get("schedule." + item.name()));
        Fields.bind(start, depth.startProperty(), 0, MOST_TOKENS, 1);
        startUnit.getItems().setAll(false, true);
        Fields.bind(
                startUnit,
                depth.startInPercentProperty().asObject(),
                percent -> Texts.get(percent ? "run.start.percent" : "run.start.tokens"));
        var constant = Fields.bind(constantDepth, depth.constantDepthProperty(), 1, 1000);
        var least = Fields.bind(minDepth, depth.minDepthProperty(), 1, 1000);
        Fields.bind(coreHead, depth.coreHeadProperty(), 0, 1000);
        Fields.bind(coreTail, depth.coreTailProperty(), 0, 1000);
        coreHead.setAccessibleText(Texts.get("run.core.head"));
        coreTail.setAccessibleText(Texts.get("run.core.tail"));
        depth.layersProperty().addListener((observable, before, now) -> {
            constant.setMax(now.intValue());
            least.setMax(now.intValue());
        });
        order.setItems(depth.orders());
        Fields.bind(order, depth.orderProperty(), Fields::orderName);
        customOrder.textProperty().bindBidirectional(depth.customOrderProperty());
        kvPolicy.getItems().setAll(KvPolicy.values());
        Fields.bind(kvPolicy, depth.kvPolicyProperty(), item -> Texts.get("kv." + item.name()));
        Fields.bind(maxNewTokens, depth.maxNewTokensProperty(), 1, MOST_TOKENS);
        describeDepth();
        showUsedFields();
    }

    private void describeDepth() {
        Fields.describe(schedule, scheduleLabel, "run.schedule");
        Fields.describe(start, startLabel, "run.start");
        startUnit.setAccessibleText(Texts.get("run.start.unit"));
        Fields.describe(constantDepth, constantDepthLabel, "run.constantDepth");
        Fields.describe(minDepth, minDepthLabel, "run.minDepth");
        Fields.describe(corePane, coreLabel, "run.core");
        Fields.describe(order, orderLabel, "run.order");
        Fields.describe(customOrder, customOrderLabel, "run.customOrder");
        Fields.describe(kvPolicy, kvLabel, "run.kv");
        Fields.describe(maxNewTokens, maxNewTokensLabel, "run.maxNewTokens");
    }

    /** Shows only what the preset uses. */
    private void showUsedFields() {
        var custom = when(settings -> settings.preset() == Preset.CUSTOM);
        showRow(custom, scheduleLabel, schedule);
        var decays = when(settings -> settings.effectiveSchedule() == ScheduleKind.POWER_LAW);
        Fields.show(alphaPane, decays);
        showRow(decays, startLabel, startPane);
        showRow(
                when(settings -> settings.effectiveSchedule() == ScheduleKind.CONSTANT),
                constantDepthLabel,
                constantDepth);
        showRow(when(settings -> settings.effectiveSchedule() == ScheduleKind.LINEAR), minDepthLabel, minDepth);
        var skips = when(settings -> settings.preset() != Preset.FULL);
        showRow(skips, coreLabel, corePane);
        showRow(skips, kvLabel, kvPolicy);
        coreHead.disableProperty().bind(when(settings -> settings.preset() == Preset.SKIPDECODE));
        coreTail.disableProperty().bind(when(settings -> settings.preset() == Preset.EARLY_EXIT));
        var choosesOrder = when(settings -> settings.preset() == Preset.D3 || settings.preset() == Preset.CUSTOM);
        showRow(choosesOrder, orderLabel, order);
        showRow(choosesOrder.and(depth.orderProperty().isEqualTo(SkipOrder.CUSTOM)), customOrderLabel, customOrder);
        Fields.show(holdNote, skips.and(depth.kvPolicyProperty().isEqualTo(KvPolicy.HOLD)));
    }

    private BooleanBinding when(Function<DepthSettings, Boolean> condition) {
        return Bindings.createBooleanBinding(
                () -> condition.apply(depth.effective()), depth.presetProperty(), depth.scheduleProperty());
    }

    private static void showRow(BooleanBinding condition, Label label, javafx.scene.Node field) {
        Fields.show(label, condition);
        Fields.show(field, condition);
    }

    private void bindPrediction() {
        curve.depthsProperty()
                .bind(Bindings.createObjectBinding(
                        () -> new DepthCurve.Depths(
                                depth.predictionProperty().get(),
                                depth.layersProperty().get()),
                        depth.predictionProperty()));
        Tooltip.install(curve, Fields.tooltip(Texts.get("depth.curve.tip")));
        expectation
                .textProperty()
                .bind(Bindings.createStringBinding(
                        depth::expectation,
                        depth.expectedMeanDepthProperty(),
                        depth.expectedIdealSpeedupProperty(),
                        depth.layersProperty()));
        expectation.setTooltip(Fields.tooltip(Texts.get("depth.expectation.tip")));
        var loaded = depth.layersProperty().greaterThan(0);
        Fields.show(curve, loaded);
        Fields.show(expectation, loaded);
        problem.textProperty().bind(depth.problemProperty());
        Fields.show(problem, depth.problemProperty().isNotEmpty());
    }

    private static void explain(ToggleSwitch toggle, String key) {
        toggle.setTooltip(Fields.tooltip(Texts.get(key + ".tip")));
        toggle.setAccessibleText(Texts.get(key));
    }

    /** Puts the keyboard into the prompt. */
    void focusPrompt() {
        Objects.requireNonNull(prompt).requestFocus();
    }

    /** Returns the panel. */
    ScrollPane root() {
        return root;
    }
}
