package org.d3explorer.ui.explore;

import java.util.List;
import java.util.function.Predicate;
import java.util.function.ToIntFunction;
import javafx.beans.binding.Bindings;
import javafx.beans.binding.BooleanBinding;
import javafx.fxml.FXML;
import javafx.scene.Node;
import javafx.scene.control.ComboBox;
import javafx.scene.control.Label;
import javafx.scene.control.Slider;
import javafx.scene.control.Spinner;
import javafx.scene.control.TextField;
import javafx.scene.layout.Pane;
import org.d3explorer.depth.DepthSettings;
import org.d3explorer.depth.LayerRoles;
import org.d3explorer.depth.Preset;
import org.d3explorer.depth.ScheduleKind;
import org.d3explorer.depth.SkipOrder;
import org.d3explorer.ui.text.Texts;

/** What every panel has in which a depth configuration is set: its controls, bound to a view model. */
public abstract class DepthPanelController {
    private static final int MOST_START = 1_000_000;
    private static final int MOST_LAYERS = 1000;

    @FXML
    private ComboBox<Preset> preset;

    @FXML
    private Pane alphaPane;

    @FXML
    private Label alphaLabel;

    @FXML
    private Slider alphaSlider;

    @FXML
    private TextField alphaField;

    @FXML
    private Label halfLife;

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
    private Pane startPane;

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
    private Pane corePane;

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

    private final DepthViewModel depth;

    /**
     * Sets a depth configuration.
     *
     * @param depth what is set
     */
    @SuppressWarnings("NullAway.Init") // the controls are set by the FXML loader
    protected DepthPanelController(DepthViewModel depth) {
        this.depth = depth;
    }

    /** Binds the controls; call it once they are there. */
    protected final void bindDepthControls() {
        bindPreset();
        AlphaControls.bind(depth, alphaSlider, alphaField, halfLife);
        alphaLabel.setLabelFor(alphaSlider);
        alphaLabel.setTooltip(Fields.tooltip(Texts.get("run.alpha.tip")));
        bindSchedule();
        bindLayers();
        describe();
        showUsedFields();
        // What is there before a model is known says nothing about it.
        for (Node node : List.of(alphaPane, startPane, corePane, order)) {
            node.disableProperty().bind(depth.layersProperty().isEqualTo(0));
        }
        expectation
                .textProperty()
                .bind(Bindings.createStringBinding(
                        depth::expectation,
                        depth.expectedMeanDepthProperty(),
                        depth.expectedIdealSpeedupProperty(),
                        depth.layersProperty()));
        expectation.setTooltip(Fields.tooltip(Texts.get("depth.expectation.tip")));
        Fields.show(expectation, depth.layersProperty().greaterThan(0));
        problem.textProperty().bind(depth.problemProperty());
        Fields.show(problem, depth.problemProperty().isNotEmpty());
    }

    private void bindPreset() {
        preset.getItems().setAll(Preset.values());
        Fields.bind(preset, depth.presetProperty(), item -> Texts.get("preset." + item.id()));
        preset.setAccessibleText(Texts.get("run.preset"));
        preset.setTooltip(Fields.tooltip(""));
        preset.getTooltip()
                .textProperty()
                .bind(Bindings.createStringBinding(
                        () -> Texts.get("preset." + depth.presetProperty().get().id() + ".tip"),
                        depth.presetProperty()));
    }

    private void bindSchedule() {
        schedule.getItems().setAll(ScheduleKind.values());
        Fields.bind(schedule, depth.scheduleProperty(), item -> Texts.get("schedule." + item.name()));
        Fields.bind(start, depth.startProperty(), 0, MOST_START, 1);
        startUnit.getItems().setAll(false, true);
        Fields.bind(
                startUnit,
                depth.startInPercentProperty(),
                percent -> Texts.get(percent ? "run.start.percent" : "run.start.tokens"));
        var constant = Fields.bind(constantDepth, depth.constantDepthProperty(), 1, MOST_LAYERS);
        var least = Fields.bind(minDepth, depth.minDepthProperty(), 1, MOST_LAYERS);
        constant.maxProperty().bind(Bindings.max(1, depth.layersProperty()));
        least.maxProperty().bind(Bindings.max(1, depth.layersProperty()));
    }

    private void bindLayers() {
        Fields.bind(coreHead, depth.coreHeadProperty(), 0, MOST_LAYERS);
        Fields.bind(coreTail, depth.coreTailProperty(), 0, MOST_LAYERS);
        order.setItems(depth.orders());
        Fields.bind(order, depth.orderProperty(), Fields::orderName);
        customOrder.textProperty().bindBidirectional(depth.customOrderProperty());
    }

    private void describe() {
        Fields.describe(schedule, scheduleLabel, "run.schedule");
        Fields.describe(start, startLabel, "run.start");
        startUnit.setAccessibleText(Texts.get("run.start.unit"));
        Fields.describe(constantDepth, constantDepthLabel, "run.constantDepth");
        Fields.describe(minDepth, minDepthLabel, "run.minDepth");
        Fields.describe(corePane, coreLabel, "run.core");
        coreHead.setAccessibleText(Texts.get("run.core.head"));
        coreTail.setAccessibleText(Texts.get("run.core.tail"));
        Fields.describe(order, orderLabel, "run.order");
        Fields.describe(customOrder, customOrderLabel, "run.customOrder");
    }

    /** Shows only what the preset uses. */
    private void showUsedFields() {
        showRow(when(settings -> settings.preset() == Preset.CUSTOM), scheduleLabel, schedule);
        var decays = when(settings -> settings.effectiveSchedule() == ScheduleKind.POWER_LAW);
        Fields.show(alphaPane, decays);
        showRow(decays, startLabel, startPane);
        showRow(
                when(settings -> settings.effectiveSchedule() == ScheduleKind.CONSTANT),
                constantDepthLabel,
                constantDepth);
        showRow(when(settings -> settings.effectiveSchedule() == ScheduleKind.LINEAR), minDepthLabel, minDepth);
        showRow(skips(), coreLabel, corePane);
        showFixed(coreHead, Preset.SKIPDECODE, LayerRoles::coreHead);
        showFixed(coreTail, Preset.EARLY_EXIT, LayerRoles::coreTail);
        var choosesOrder = when(settings -> settings.preset() == Preset.D3 || settings.preset() == Preset.CUSTOM);
        showRow(choosesOrder, orderLabel, order);
        showRow(choosesOrder.and(depth.orderProperty().isEqualTo(SkipOrder.CUSTOM)), customOrderLabel, customOrder);
    }

    /** Shows the number that a preset prescribes in the place of the field that would set it. */
    private void showFixed(Spinner<Integer> field, Preset preset, ToIntFunction<LayerRoles> prescribed) {
        var number = new Label();
        number.getStyleClass().add("fixed-figure");
        number.textProperty()
                .bind(Bindings.createStringBinding(
                        () -> Integer.toString(
                                prescribed.applyAsInt(depth.effective().roles())),
                        depth.presetProperty()));
        corePane.getChildren().add(corePane.getChildren().indexOf(field), number);
        var fixed = when(settings -> settings.preset() == preset);
        Fields.show(number, fixed);
        Fields.show(field, fixed.not());
    }

    /** Returns whether any layer may be skipped. */
    protected final BooleanBinding skips() {
        return when(settings -> settings.preset() != Preset.FULL);
    }

    private BooleanBinding when(Predicate<DepthSettings> condition) {
        return Bindings.createBooleanBinding(
                () -> condition.test(depth.effective()), depth.presetProperty(), depth.scheduleProperty());
    }

    /** Shows a row of a form while a condition holds. */
    protected static void showRow(BooleanBinding condition, Label label, Node field) {
        Fields.show(label, condition);
        Fields.show(field, condition);
    }

    /** Returns what is set. */
    protected final DepthViewModel depth() {
        return depth;
    }

    /** Returns the field of the constant depth, which is visible where the schedule has one. */
    protected final Node constantDepth() {
        return constantDepth;
    }

    /** Returns the field of the least depth, which is visible where the schedule has one. */
    protected final Node minDepth() {
        return minDepth;
    }
}
