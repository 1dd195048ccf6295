package org.d3explorer.ui.explore;

import javafx.beans.binding.Bindings;
import javafx.beans.property.DoubleProperty;
import javafx.scene.control.Label;
import javafx.scene.control.Spinner;
import javafx.scene.control.TextField;
import javafx.scene.control.TitledPane;
import javafx.scene.layout.GridPane;
import javafx.scene.layout.Region;
import org.d3explorer.ui.text.Texts;

/** The sampling fields, one row each, in the order they are applied. */
final class SamplingPane {
    private static final double MOST = 1000;

    private final SamplingViewModel sampling;

    SamplingPane(SamplingViewModel sampling) {
        this.sampling = sampling;
    }

    void install(TitledPane pane, GridPane grid) {
        // The names decide how wide their column is, for "Temperature" needs more than the form above gives its own.
        var names = grid.getColumnConstraints().getFirst();
        names.setMinWidth(Region.USE_COMPUTED_SIZE);
        names.setPrefWidth(Region.USE_COMPUTED_SIZE);
        addReal(grid, "sampling.repetitionPenalty", sampling.repetitionPenaltyProperty(), 0.01, MOST, 0.05);
        addReal(grid, "sampling.presencePenalty", sampling.presencePenaltyProperty(), -MOST, MOST, 0.1);
        addReal(grid, "sampling.frequencyPenalty", sampling.frequencyPenaltyProperty(), -MOST, MOST, 0.1);
        addReal(grid, "sampling.temperature", sampling.temperatureProperty(), 0, MOST, 0.1);
        var topK = new Spinner<Integer>();
        Fields.bind(topK, sampling.topKProperty(), 0, 1_000_000);
        addRow(grid, "sampling.topK", topK);
        addReal(grid, "sampling.topP", sampling.topPProperty(), 0.01, 1, 0.05);
        addReal(grid, "sampling.minP", sampling.minPProperty(), 0, 1, 0.01);
        var seed = new TextField(Long.toString(sampling.seedProperty().get()));
        seed.textProperty().addListener((observable, before, now) -> {
            try {
                sampling.seedProperty().set(Long.parseLong(now.strip()));
            } catch (NumberFormatException e) {
                if (!now.isBlank() && !now.strip().equals("-")) {
                    seed.setText(before);
                }
            }
        });
        addRow(grid, "sampling.seed", seed);
        pane.textProperty()
                .bind(Bindings.createStringBinding(
                        sampling::summary, sampling.temperatureProperty(), sampling.seedProperty()));
    }

    private static void addReal(
            GridPane grid, String key, DoubleProperty property, double least, double most, double step) {
        var spinner = new Spinner<Double>();
        Fields.bind(spinner, property, least, most, step);
        addRow(grid, key, spinner);
    }

    private static void addRow(GridPane grid, String key, Region field) {
        if (field instanceof Spinner<?> spinner) {
            spinner.setEditable(true);
        }
        field.setMaxWidth(Double.MAX_VALUE);
        field.setId(key.substring(key.indexOf('.') + 1));
        var label = new Label(Texts.get(key));
        label.setMinWidth(Region.USE_PREF_SIZE);
        Fields.describe(field, label, key);
        grid.addRow(grid.getRowCount(), label, field);
    }
}
