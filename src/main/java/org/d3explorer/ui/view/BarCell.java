package org.d3explorer.ui.view;

import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import javafx.geometry.Pos;
import javafx.scene.control.ContentDisplay;
import javafx.scene.control.TableCell;
import org.jspecify.annotations.Nullable;

/**
 * A table cell with a figure and a bar of its share.
 *
 * @param <T> of a row
 */
final class BarCell<T> extends TableCell<T, T> {
    private final ShareBar bar = new ShareBar();
    private final Function<T, String> text;
    private final ToDoubleFunction<T> share;

    /**
     * Shows nothing yet.
     *
     * @param text returns the figure
     * @param share returns the bar's length, 0..1; NaN for none
     */
    BarCell(Function<T, String> text, ToDoubleFunction<T> share) {
        this.text = text;
        this.share = share;
        bar.setPrefWidth(22);
        setAlignment(Pos.CENTER_LEFT);
        setContentDisplay(ContentDisplay.LEFT);
        setGraphicTextGap(4);
    }

    @Override
    protected void updateItem(@Nullable T item, boolean empty) {
        super.updateItem(item, empty);
        if (empty || item == null) {
            setText(null);
            setGraphic(null);
            return;
        }
        double length = share.applyAsDouble(item);
        setText(text.apply(item));
        bar.setShare(length);
        setGraphic(Double.isNaN(length) ? null : bar);
    }
}
