package org.d3explorer.ui.traces;

import javafx.geometry.Pos;
import javafx.scene.control.TableCell;
import javafx.scene.control.Tooltip;
import org.jspecify.annotations.Nullable;

/** A cell whose whole text can be read in its tooltip. */
final class WholeTextCell<R> extends TableCell<R, String> {
    private static final double WIDTH = 500;
    private final Tooltip whole = new Tooltip();

    WholeTextCell() {
        // The theme's own alignment differs from cell to cell.
        setAlignment(Pos.CENTER_LEFT);
        whole.setWrapText(true);
        whole.setMaxWidth(WIDTH);
    }

    @Override
    protected void updateItem(@Nullable String item, boolean empty) {
        super.updateItem(item, empty);
        setText(empty ? null : item);
        whole.setText(item);
        setTooltip(empty || item == null || item.isEmpty() ? null : whole);
    }
}
