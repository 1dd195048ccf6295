package org.d3explorer.ui.compare;

import java.util.List;
import javafx.beans.binding.Bindings;
import javafx.fxml.FXML;
import javafx.geometry.Insets;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.ToggleButton;
import javafx.scene.layout.GridPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;
import org.controlsfx.control.PopOver;
import org.d3explorer.ui.explore.DepthPanelController;
import org.d3explorer.ui.explore.Fields;
import org.d3explorer.ui.text.Texts;
import org.d3explorer.ui.view.Fxml;
import org.d3explorer.ui.view.TokenShading;
import org.d3explorer.ui.view.TokenTextView;

/** One configuration: its settings, how it did, and its text. */
public final class CompareColumnController extends DepthPanelController {
    private static final double DETAILS_PADDING = 12;

    @FXML
    private VBox head;

    @FXML
    private Label letter;

    @FXML
    private Label referenceTitle;

    @FXML
    private ToggleButton more;

    @FXML
    private Button remove;

    @FXML
    private VBox settings;

    @FXML
    private VBox settingsFoot;

    @FXML
    private HBox constantDepthPane;

    @FXML
    private HBox minDepthPane;

    @FXML
    private GridPane details;

    @FXML
    private Label outcome;

    @FXML
    private Label failure;

    private final StackPane text = new StackPane();
    private final CompareViewModel model;
    private final ColumnViewModel column;

    private CompareColumnController(CompareViewModel model, ColumnViewModel column) {
        super(column.depth());
        this.model = model;
        this.column = column;
    }

    /** Builds a column. */
    static CompareColumnController load(CompareViewModel model, ColumnViewModel column) {
        var controller = new CompareColumnController(model, column);
        Fxml.load("/org/d3explorer/ui/compare/CompareColumn.fxml", type -> controller);
        return controller;
    }

    /** Returns the settings and what came out. */
    Node head() {
        return head;
    }

    /** Returns the text. */
    Node text() {
        return text;
    }

    @FXML
    void initialize() {
        letter.setText(model.letter(column));
        head.setId("column-" + letter.getText());
        text.setId("text-" + letter.getText());
        text.getStyleClass().add("compare-text");
        bindDepthControls();
        bindHead();
        bindOutcome();
        addTexts();
    }

    private void bindHead() {
        more.setTooltip(Fields.tooltip(Texts.get("compare.more.tip")));
        more.setAccessibleText(Texts.get("compare.more"));
        remove.setTooltip(Fields.tooltip(Texts.get("compare.removeColumn.tip")));
        remove.setAccessibleText(Texts.get("compare.removeColumn"));
        remove.setOnAction(event -> model.removeColumn(column));
        referenceTitle.setTooltip(Fields.tooltip(Texts.get("compare.reference.tip")));
        show(referenceTitle, column.isReference());
        for (var node : List.of(settings, more, remove, settingsFoot)) {
            show(node, !column.isReference());
        }
        bindDetails();
        Fields.show(constantDepthPane, constantDepth().visibleProperty());
        Fields.show(minDepthPane, minDepth().visibleProperty());
        var busy = model.stateProperty().isNotEqualTo(CompareState.IDLE);
        settings.disableProperty().bind(busy);
        details.disableProperty().bind(busy);
        remove.disableProperty().bind(busy.or(Bindings.size(model.columns()).lessThan(2)));
    }

    /** The less frequent settings stand over the texts while they are wanted, as a column has no room for them. */
    private void bindDetails() {
        settings.getChildren().remove(details);
        details.setPadding(new Insets(DETAILS_PADDING));
        var popOver = new PopOver(details);
        popOver.setArrowLocation(PopOver.ArrowLocation.TOP_CENTER);
        popOver.setAnimated(false);
        popOver.setDetachable(false);
        more.setOnAction(event -> {
            if (more.isSelected()) {
                dress(popOver);
                popOver.show(more);
            } else {
                popOver.hide();
            }
        });
        popOver.setOnHidden(event -> more.setSelected(false));
    }

    /** A popover is a window of its own, which knows nothing of this one's look. */
    private void dress(PopOver popOver) {
        var stylesheets = popOver.getRoot().getStylesheets();
        more.getScene().getStylesheets().stream()
                .filter(stylesheet -> !stylesheets.contains(stylesheet))
                .forEach(stylesheets::add);
    }

    private static void show(Node node, boolean shown) {
        node.setVisible(shown);
        node.setManaged(shown);
    }

    private void bindOutcome() {
        var free = model.modeProperty().isEqualTo(CompareMode.FREE_RUNNING);
        outcome.textProperty()
                .bind(
                        column.isReference()
                                ? column.outcomeProperty()
                                : Bindings.when(free)
                                        .then(column.outcomeProperty())
                                        .otherwise(column.scoredOutcomeProperty()));
        outcome.setTooltip(Fields.tooltip(Texts.get("compare.outcome.tip")));
        outcome.getTooltip()
                .textProperty()
                .bind(Bindings.concat(outcome.textProperty(), "\n", Texts.get("compare.outcome.tip")));
        outcome.setOnMouseClicked(event -> model.showDivergence(column));
        failure.textProperty().bind(column.failureProperty());
        Fields.show(failure, column.failureProperty().isNotEmpty());
    }

    private void addTexts() {
        var run = column.run();
        var generated = new TokenTextView(
                run,
                column.isReference() ? new TokenShading.None(run) : new TokenShading.CommonPrefix(run, column::note));
        generated.setId("generated");
        generated.setEmptyText(
                Texts.get(column.isReference() ? "compare.text.reference.empty" : "compare.text.free.empty"));
        text.getChildren().setAll(generated);
        if (!column.isReference()) {
            var scored =
                    new TokenTextView(column.scored(), new TokenShading.Divergence(column::kl, column::scoredFacts));
            scored.setId("scored");
            scored.setEmptyText(Texts.get("compare.text.forced.empty"));
            text.getChildren().add(scored);
            var free = model.modeProperty().isEqualTo(CompareMode.FREE_RUNNING);
            Fields.show(generated, free);
            Fields.show(scored, free.not());
        }
    }
}
