package org.d3explorer.ui.explore;

import java.nio.file.Path;
import java.util.Objects;
import javafx.beans.binding.Bindings;
import javafx.fxml.FXML;
import javafx.scene.TraversalDirection;
import javafx.scene.control.Button;
import javafx.scene.control.ComboBox;
import javafx.scene.control.CustomMenuItem;
import javafx.scene.control.Label;
import javafx.scene.control.MenuButton;
import javafx.scene.control.MenuItem;
import javafx.scene.control.ScrollPane;
import javafx.scene.control.SeparatorMenuItem;
import javafx.scene.control.Spinner;
import javafx.scene.control.TextArea;
import javafx.scene.control.TitledPane;
import javafx.scene.control.Tooltip;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyEvent;
import javafx.scene.layout.GridPane;
import javafx.scene.layout.HBox;
import org.controlsfx.control.ToggleSwitch;
import org.d3explorer.depth.KvPolicy;
import org.d3explorer.ui.text.Texts;

/** The run panel: what to ask, and which layers to spend on the answer. */
public final class RunPanelController extends DepthPanelController {
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
    private Button resetDepth;

    @FXML
    private DepthCurve curve;

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
    private final ModelChooser chooser;

    RunPanelController(ExploreViewModel model, ModelChooser chooser) {
        super(model.depth());
        this.model = model;
        this.chooser = chooser;
    }

    @FXML
    void initialize() {
        chooser.install(modelChooser, openModel, modelFacts);
        bindPrompt();
        bindDepthControls();
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
        prompt.addEventFilter(KeyEvent.KEY_PRESSED, this::leavePrompt);
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

    /** Tab goes on to the next field, as it does from every other; in a prompt it would be an invisible token. */
    private void leavePrompt(KeyEvent event) {
        if (event.getCode() == KeyCode.TAB && !event.isControlDown()) {
            prompt.requestFocusTraversal(event.isShiftDown() ? TraversalDirection.PREVIOUS : TraversalDirection.NEXT);
            event.consume();
        }
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
        resetDepth.setOnAction(event -> model.resetDepth());
        resetDepth.setTooltip(Fields.tooltip(Texts.get("run.resetDepth.tip")));
        resetDepth.setAccessibleText(Texts.get("run.resetDepth"));
        resetDepth.disableProperty().bind(model.modelProperty().isNull());
        kvPolicy.getItems().setAll(KvPolicy.values());
        Fields.bind(kvPolicy, depth().kvPolicyProperty(), item -> Texts.get("kv." + item.name()));
        Fields.bind(maxNewTokens, depth().maxNewTokensProperty(), 1, MOST_TOKENS);
        Fields.describe(kvPolicy, kvLabel, "run.kv");
        Fields.describe(maxNewTokens, maxNewTokensLabel, "run.maxNewTokens");
        showRow(skips(), kvLabel, kvPolicy);
        Fields.show(holdNote, skips().and(depth().kvPolicyProperty().isEqualTo(KvPolicy.HOLD)));
    }

    private void bindPrediction() {
        curve.depthsProperty()
                .bind(Bindings.createObjectBinding(
                        () -> new DepthCurve.Depths(
                                depth().predictionProperty().get(),
                                depth().layersProperty().get()),
                        depth().predictionProperty()));
        Tooltip.install(curve, Fields.tooltip(Texts.get("depth.curve.tip")));
        Fields.show(curve, depth().layersProperty().greaterThan(0));
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
