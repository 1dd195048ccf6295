package org.d3explorer.ui.app;

import javafx.beans.property.ObjectProperty;
import javafx.geometry.Insets;
import javafx.scene.control.ButtonType;
import javafx.scene.control.ComboBox;
import javafx.scene.control.Dialog;
import javafx.scene.control.Label;
import javafx.scene.control.Spinner;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.GridPane;
import javafx.scene.layout.Region;
import javafx.stage.Window;
import javafx.util.StringConverter;
import org.d3explorer.settings.Setting;
import org.d3explorer.settings.SettingsStore;
import org.d3explorer.ui.explore.ExploreSettings;
import org.d3explorer.ui.explore.ExploreViewModel;
import org.d3explorer.ui.explore.KeptRuns;
import org.d3explorer.ui.text.Texts;

/** The preferences that are not part of a run. Each change counts at once. */
final class SettingsDialog {
    private SettingsDialog() {}

    static void show(Window owner, SettingsStore settings, ObjectProperty<Theme> theme, ExploreViewModel explore) {
        var grid = new GridPane(16, 10);
        grid.setPadding(new Insets(12));
        addRow(grid, "settings.theme", themeChooser(theme));
        addRow(grid, "settings.driftLimit", driftLimit(explore));
        addRow(grid, "settings.repetitions", whole(settings, ExploreSettings.SPEEDUP_REPETITIONS, 100));
        addRow(grid, "settings.mostRuns", whole(settings, KeptRuns.MOST_RUNS, 100_000));
        addRow(grid, "settings.mostMebibytes", whole(settings, KeptRuns.MOST_MEBIBYTES, 1 << 20));
        var file = new Label(Texts.format("settings.file", settings.file()));
        file.getStyleClass().add("fine");
        file.setWrapText(true);
        file.setMaxWidth(420);
        grid.add(file, 0, grid.getRowCount(), 2, 1);
        var dialog = new Dialog<Void>();
        dialog.initOwner(owner);
        dialog.setTitle(Texts.get("main.settings"));
        dialog.setHeaderText(null);
        dialog.getDialogPane().setContent(grid);
        dialog.getDialogPane().getButtonTypes().add(ButtonType.CLOSE);
        dialog.show();
    }

    private static ComboBox<Theme> themeChooser(ObjectProperty<Theme> theme) {
        var chooser = new ComboBox<Theme>();
        chooser.getItems().setAll(Theme.values());
        chooser.setConverter(new StringConverter<>() {
            @Override
            public String toString(Theme item) {
                return item == null ? "" : Texts.get("theme." + item);
            }

            @Override
            public Theme fromString(String text) {
                return theme.get();
            }
        });
        chooser.setValue(theme.get());
        chooser.valueProperty().addListener((observable, before, now) -> theme.set(now));
        return chooser;
    }

    private static Spinner<Double> driftLimit(ExploreViewModel explore) {
        var spinner =
                new Spinner<Double>(0.001, 100, explore.driftLimitProperty().get(), 0.05);
        spinner.setEditable(true);
        spinner.valueProperty().addListener((observable, before, now) -> explore.driftLimitProperty()
                .set(now));
        return spinner;
    }

    private static Spinner<Integer> whole(SettingsStore settings, Setting<Integer> setting, int most) {
        var spinner = new Spinner<Integer>(1, most, settings.get(setting));
        spinner.setEditable(true);
        spinner.valueProperty().addListener((observable, before, now) -> settings.set(setting, now));
        return spinner;
    }

    private static void addRow(GridPane grid, String key, Region field) {
        var label = new Label(Texts.get(key));
        label.setLabelFor(field);
        var tip = new Tooltip(Texts.get(key + ".tip"));
        label.setTooltip(tip);
        Tooltip.install(field, tip);
        field.setAccessibleText(label.getText());
        field.setPrefWidth(200);
        grid.addRow(grid.getRowCount(), label, field);
    }
}
