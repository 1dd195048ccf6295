package org.d3explorer.ui.compare;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.function.Predicate;
import javafx.beans.binding.Bindings;
import javafx.beans.binding.BooleanBinding;
import javafx.fxml.FXML;
import javafx.fxml.FXMLLoader;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.ComboBox;
import javafx.scene.control.Label;
import javafx.scene.control.Slider;
import javafx.scene.control.Spinner;
import javafx.scene.control.TextField;
import javafx.scene.control.ToggleButton;
import javafx.scene.layout.GridPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;
import org.d3explorer.depth.DepthSettings;
import org.d3explorer.depth.Preset;
import org.d3explorer.depth.ScheduleKind;
import org.d3explorer.depth.SkipOrder;
import org.d3explorer.ui.explore.AlphaControls;
import org.d3explorer.ui.explore.DepthViewModel;
import org.d3explorer.ui.explore.Fields;
import org.d3explorer.ui.text.Texts;
import org.d3explorer.ui.view.TokenShading;
import org.d3explorer.ui.view.TokenTextView;

/** One configuration: its settings and its text. */
public final class CompareColumnController {
    private static final int MOST_START = 1_000_000;
    private static final int MOST_LAYERS = 1000;

    @FXML
    private VBox root;

    @FXML
    private Label letter;

    @FXML
    private Label referenceTitle;

    @FXML
    private ComboBox<Preset> preset;

    @FXML
    private ToggleButton more;

    @FXML
    private Button remove;

    @FXML
    private HBox alphaPane;

    @FXML
    private Label alphaLabel;

    @FXML
    private Slider alphaSlider;

    @FXML
    private TextField alphaField;

    @FXML
    private Label halfLife;

    @FXML
    private HBox constantDepthPane;

    @FXML
    private Label constantDepthLabel;

    @FXML
    private Spinner<Integer> constantDepth;

    @FXML
    private HBox minDepthPane;

    @FXML
    private Label minDepthLabel;

    @FXML
    private Spinner<Integer> minDepth;

    @FXML
    private GridPane details;

    @FXML
    private Label scheduleLabel;

    @FXML
    private ComboBox<ScheduleKind> schedule;

    @FXML
    private Label startLabel;

    @FXML
    private Spinner<Double> start;

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
    private Label expectation;

    @FXML
    private Label problem;

    @FXML
    private Label outcome;

    @FXML
    private StackPane textHost;

    private final CompareViewModel model;
    private final ColumnViewModel column;
    private final DepthViewModel depth;

    private CompareColumnController(CompareViewModel model, ColumnViewModel column) {
        this.model = model;
        this.column = column;
        depth = column.depth();
    }

    /** Builds a column. */
    static Node load(CompareViewModel model, ColumnViewModel column) {
        var loader = new FXMLLoader(
                CompareColumnController.class.getResource("/org/d3explorer/ui/compare/CompareColumn.fxml"),
                Texts.bundle());
        loader.setControllerFactory(type -> new CompareColumnController(model, column));
        try {
            return loader.load();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @FXML
    void initialize() {
        letter.setText(model.letter(column));
        root.setId("column-" + letter.getText());
        bindHead();
        bindDepth();
        showUsedFields();
        expectation
                .textProperty()
                .bind(Bindings.createStringBinding(
                        depth::expectation,
                        depth.expectedMeanDepthProperty(),
                        depth.expectedIdealSpeedupProperty(),
                        depth.layersProperty()));
        expectation.setTooltip(Fields.tooltip(Texts.get("depth.expectation.tip")));
        problem.textProperty().bind(depth.problemProperty());
        Fields.show(problem, depth.problemProperty().isNotEmpty());
        outcome.textProperty().bind(column.outcomeProperty());
        addTexts();
        var busy = model.stateProperty().isNotEqualTo(CompareState.IDLE);
        for (var fixed : new Node[] {preset, alphaPane, constantDepthPane, minDepthPane, details}) {
            fixed.disableProperty().bind(busy);
        }
        remove.disableProperty().bind(busy.or(Bindings.size(model.columns()).lessThan(2)));
    }

    private void bindHead() {
        preset.getItems().setAll(Preset.values());
        Fields.bind(preset, depth.presetProperty(), item -> Texts.get("preset." + item.id()));
        preset.setAccessibleText(Texts.get("run.preset"));
        preset.setTooltip(Fields.tooltip(""));
        preset.getTooltip()
                .textProperty()
                .bind(Bindings.createStringBinding(
                        () -> Texts.get("preset." + depth.presetProperty().get().id() + ".tip"),
                        depth.presetProperty()));
        more.setTooltip(Fields.tooltip(Texts.get("compare.more.tip")));
        more.setAccessibleText(Texts.get("compare.more"));
        remove.setTooltip(Fields.tooltip(Texts.get("compare.removeColumn.tip")));
        remove.setAccessibleText(Texts.get("compare.removeColumn"));
        remove.setOnAction(event -> model.removeColumn(column));
        referenceTitle.setTooltip(Fields.tooltip(Texts.get("compare.reference.tip")));
        show(referenceTitle, column.isReference());
        show(preset, !column.isReference());
        show(more, !column.isReference());
        show(remove, !column.isReference());
    }

    private static void show(Node node, boolean shown) {
        node.setVisible(shown);
        node.setManaged(shown);
    }

    private void bindDepth() {
        AlphaControls.bind(depth, alphaSlider, alphaField, halfLife);
        alphaLabel.setLabelFor(alphaSlider);
        alphaLabel.setTooltip(Fields.tooltip(Texts.get("run.alpha.tip")));
        var constant = Fields.bind(constantDepth, depth.constantDepthProperty(), 1, MOST_LAYERS);
        var least = Fields.bind(minDepth, depth.minDepthProperty(), 1, MOST_LAYERS);
        constant.maxProperty().bind(Bindings.max(1, depth.layersProperty()));
        least.maxProperty().bind(Bindings.max(1, depth.layersProperty()));
        schedule.getItems().setAll(ScheduleKind.values());
        Fields.bind(schedule, depth.scheduleProperty(), item -> Texts.get("schedule." + item.name()));
        Fields.bind(start, depth.startProperty(), 0, MOST_START, 1);
        Fields.bind(coreHead, depth.coreHeadProperty(), 0, MOST_LAYERS);
        Fields.bind(coreTail, depth.coreTailProperty(), 0, MOST_LAYERS);
        coreHead.setAccessibleText(Texts.get("run.core.head"));
        coreTail.setAccessibleText(Texts.get("run.core.tail"));
        order.setItems(depth.orders());
        Fields.bind(order, depth.orderProperty(), Fields::orderName);
        customOrder.textProperty().bindBidirectional(depth.customOrderProperty());
        Fields.describe(constantDepth, constantDepthLabel, "run.constantDepth");
        Fields.describe(minDepth, minDepthLabel, "run.minDepth");
        Fields.describe(schedule, scheduleLabel, "run.schedule");
        Fields.describe(start, startLabel, "run.start");
        Fields.describe(corePane, coreLabel, "run.core");
        Fields.describe(order, orderLabel, "run.order");
        Fields.describe(customOrder, customOrderLabel, "run.customOrder");
    }

    /** Shows only what the preset uses. */
    private void showUsedFields() {
        var decays = when(settings -> settings.effectiveSchedule() == ScheduleKind.POWER_LAW);
        Fields.show(alphaPane, decays);
        Fields.show(constantDepthPane, when(settings -> settings.effectiveSchedule() == ScheduleKind.CONSTANT));
        Fields.show(minDepthPane, when(settings -> settings.effectiveSchedule() == ScheduleKind.LINEAR));
        Fields.show(details, more.selectedProperty());
        showRow(when(settings -> settings.preset() == Preset.CUSTOM), scheduleLabel, schedule);
        showRow(decays, startLabel, start);
        showRow(when(settings -> settings.preset() != Preset.FULL), coreLabel, corePane);
        coreHead.disableProperty().bind(when(settings -> settings.preset() == Preset.SKIPDECODE));
        coreTail.disableProperty().bind(when(settings -> settings.preset() == Preset.EARLY_EXIT));
        var choosesOrder = when(settings -> settings.preset() == Preset.D3 || settings.preset() == Preset.CUSTOM);
        showRow(choosesOrder, orderLabel, order);
        showRow(choosesOrder.and(depth.orderProperty().isEqualTo(SkipOrder.CUSTOM)), customOrderLabel, customOrder);
    }

    private BooleanBinding when(Predicate<DepthSettings> condition) {
        return Bindings.createBooleanBinding(
                () -> condition.test(depth.effective()), depth.presetProperty(), depth.scheduleProperty());
    }

    private static void showRow(BooleanBinding condition, Label label, Node field) {
        Fields.show(label, condition);
        Fields.show(field, condition);
    }

    private void addTexts() {
        var run = column.run();
        var generated = new TokenTextView(
                run,
                column.isReference() ? new TokenShading.None(run) : new TokenShading.CommonPrefix(run, column::note));
        generated.setId("generated");
        textHost.getChildren().setAll(generated);
        if (!column.isReference()) {
            var scored =
                    new TokenTextView(column.scored(), new TokenShading.Divergence(column::kl, column::scoredFacts));
            scored.setId("scored");
            textHost.getChildren().add(scored);
            var free = model.modeProperty().isEqualTo(CompareMode.FREE_RUNNING);
            Fields.show(generated, free);
            Fields.show(scored, free.not());
        }
    }
}
