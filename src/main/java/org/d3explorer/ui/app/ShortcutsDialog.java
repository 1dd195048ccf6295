package org.d3explorer.ui.app;

import java.util.List;
import javafx.scene.control.ButtonType;
import javafx.scene.control.Dialog;
import javafx.scene.control.Label;
import javafx.scene.layout.GridPane;
import javafx.stage.Window;
import org.d3explorer.ui.navigation.Action;
import org.d3explorer.ui.text.Texts;

/** Lists what can be done from the keyboard. */
final class ShortcutsDialog {
    private ShortcutsDialog() {}

    static void show(Window owner, List<Action> actions) {
        var grid = new GridPane(24, 8);
        for (var action : actions) {
            var keys = new Label(action.keys().getDisplayText());
            keys.getStyleClass().add("keys");
            grid.addRow(grid.getRowCount(), keys, new Label(action.text()));
        }
        var dialog = new Dialog<Void>();
        dialog.initOwner(owner);
        dialog.setTitle(Texts.get("main.shortcuts"));
        dialog.setHeaderText(null);
        dialog.getDialogPane().setContent(grid);
        dialog.getDialogPane().getButtonTypes().add(ButtonType.CLOSE);
        dialog.show();
    }
}
