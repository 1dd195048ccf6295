package org.d3explorer.ui.explore;

import javafx.scene.control.ComboBox;
import javafx.scene.control.ListCell;
import org.jspecify.annotations.Nullable;

/** Shows branches in a chooser: the list as a tree, the one chosen as a line. */
public final class BranchCells {
    private static final String INDENT = "    ";

    private BranchCells() {}

    /** Makes a chooser show branches. */
    public static void install(ComboBox<BranchRow> chooser) {
        chooser.setCellFactory(list -> new Cell(true));
        chooser.setButtonCell(new Cell(false));
    }

    private static final class Cell extends ListCell<BranchRow> {
        private final boolean indented;

        Cell(boolean indented) {
            this.indented = indented;
        }

        @Override
        protected void updateItem(@Nullable BranchRow row, boolean empty) {
            super.updateItem(row, empty);
            setText(row == null || empty ? "" : (indented ? INDENT.repeat(row.level()) : "") + row.text());
        }
    }
}
