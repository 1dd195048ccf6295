package org.d3explorer.ui.traces;

import javafx.geometry.Pos;
import javafx.scene.control.TableCell;
import javafx.scene.control.TableColumn;
import javafx.scene.text.Text;
import org.jspecify.annotations.Nullable;

/** A cell that is as high as its whole text needs in the width of its column. */
final class WrappedTextCell<R> extends TableCell<R, String> {
    private static final double PADDING = 14;
    private final Text whole = new Text();

    WrappedTextCell(TableColumn<R, String> column) {
        setAlignment(Pos.CENTER_LEFT);
        whole.wrappingWidthProperty().bind(column.widthProperty().subtract(PADDING));
        whole.fontProperty().bind(fontProperty());
        whole.fillProperty().bind(textFillProperty());
        setText(null);
    }

    @Override
    protected void updateItem(@Nullable String item, boolean empty) {
        super.updateItem(item, empty);
        whole.setText(empty || item == null ? "" : item);
        setGraphic(empty ? null : whole);
    }
}
