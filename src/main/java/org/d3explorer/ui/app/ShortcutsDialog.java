package org.d3explorer.ui.app;

import java.util.List;
import javafx.geometry.Insets;
import javafx.scene.control.ButtonType;
import javafx.scene.control.Dialog;
import javafx.scene.control.Label;
import javafx.scene.input.KeyCombination;
import javafx.scene.layout.GridPane;
import javafx.stage.Window;
import org.d3explorer.ui.navigation.Action;
import org.d3explorer.ui.text.Texts;

/** Lists what can be done from the keyboard. */
final class ShortcutsDialog {
    private ShortcutsDialog() {}

    static void show(Window owner, List<Action> actions) {
        var grid = new GridPane(24, 5);
        grid.setPadding(new Insets(12));
        actions.forEach(action -> add(grid, action.keys().getDisplayText(), action.text()));
        add(grid, "↑ ↓ PgUp PgDn", Texts.get("shortcuts.alpha"));
        add(grid, "← → ↑ ↓ Home End", Texts.get("shortcuts.token"));
        add(grid, shown("Shortcut+C"), Texts.get("shortcuts.copy"));
        add(grid, shown("Shortcut+S"), Texts.get("shortcuts.chart.save"));
        add(grid, "+ − 0", Texts.get("shortcuts.chart.zoom"));
        var dialog = new Dialog<Void>();
        dialog.initOwner(owner);
        dialog.setTitle(Texts.get("main.shortcuts"));
        dialog.setHeaderText(null);
        dialog.getDialogPane().setContent(grid);
        dialog.getDialogPane().getButtonTypes().add(ButtonType.CLOSE);
        dialog.show();
    }

    private static void add(GridPane grid, String keys, String text) {
        var label = new Label(keys);
        label.getStyleClass().add("keys");
        grid.addRow(grid.getRowCount(), label, new Label(text));
    }

    private static String shown(String keys) {
        return KeyCombination.valueOf(keys).getDisplayText();
    }
}
