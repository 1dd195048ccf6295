package org.d3explorer.ui.view;

import javafx.beans.binding.Bindings;
import javafx.geometry.Pos;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import org.d3explorer.ui.text.Texts;
import org.kordamp.ikonli.javafx.FontIcon;

/** One candidate: its text, a bar of its probability, the figure, and going on with it where that is offered. */
final class CandidateRowView extends HBox {
    private static final double LEAST_TEXT_WIDTH = 44;
    private static final double USUAL_TEXT_WIDTH = 84;
    private static final double MOST_TEXT_WIDTH = 240;
    private static final double TEXT_SHARE = 0.4;
    /** As wide as the widest figure, so that all bars begin and end at the same place. */
    private static final double FIGURE_WIDTH = 60;
    /** In a narrower row the candidate's text needs the room; the figure says what the bar would. */
    private static final double LEAST_WIDTH_WITH_BAR = 180;

    /**
     * Shows a candidate.
     *
     * @param row which
     * @param inspector goes on with it
     */
    CandidateRowView(InspectorViewModel.CandidateRow row, InspectorViewModel inspector) {
        super(4);
        setAlignment(Pos.CENTER_LEFT);
        getStyleClass().add("candidate");
        String quoted = TokenFacts.quoted(row.candidate().text());
        String figure = TokenFacts.probability(row.candidate().probability());
        var text = new Label((row.chosen() ? "✓ " : "") + quoted);
        text.setMinWidth(LEAST_TEXT_WIDTH);
        text.prefWidthProperty()
                .bind(widthProperty()
                        .map(width -> Math.clamp(TEXT_SHARE * width.doubleValue(), USUAL_TEXT_WIDTH, MOST_TEXT_WIDTH)));
        text.setMaxWidth(Double.MAX_VALUE);
        HBox.setHgrow(text, Priority.SOMETIMES);
        if (row.chosen()) {
            text.getStyleClass().add("text-bold");
        }
        text.setTooltip(new Tooltip(Texts.format("view.inspector.candidate", row.rank(), quoted, figure)
                + (row.chosen() ? " (" + Texts.get("view.inspector.chosen") + ")" : "")));
        var bar = new ShareBar();
        bar.setShare(row.candidate().probability());
        bar.setMaxWidth(Double.MAX_VALUE);
        HBox.setHgrow(bar, Priority.ALWAYS);
        bar.visibleProperty().bind(widthProperty().greaterThanOrEqualTo(LEAST_WIDTH_WITH_BAR));
        bar.managedProperty().bind(bar.visibleProperty());
        var probability = new Label(figure);
        probability
                .minWidthProperty()
                .bind(Bindings.when(bar.visibleProperty()).then(FIGURE_WIDTH).otherwise(USE_PREF_SIZE));
        probability.setAlignment(Pos.CENTER_RIGHT);
        probability.getStyleClass().add("figures");
        getChildren().addAll(text, bar, probability, continueButton(row, inspector, quoted));
        setAccessibleText(Texts.format("view.inspector.candidate", row.rank(), quoted, figure));
    }

    private static Button continueButton(
            InspectorViewModel.CandidateRow row, InspectorViewModel inspector, String quoted) {
        var button = new Button(null, new FontIcon("mdi2s-source-branch"));
        button.getStyleClass().addAll("button-icon", "flat", "small", "compact");
        String name = Texts.format("view.inspector.continue", quoted);
        button.setTooltip(new Tooltip(name));
        button.setAccessibleText(name);
        button.setOnAction(event -> inspector.continueWith(row.candidate()));
        button.visibleProperty()
                .bind(Bindings.isNotNull(inspector.continuationProperty())
                        .and(Bindings.createBooleanBinding(() -> !row.chosen())));
        button.managedProperty().bind(Bindings.isNotNull(inspector.continuationProperty()));
        return button;
    }
}
