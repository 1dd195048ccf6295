package org.d3explorer.ui.view;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import javafx.scene.control.Label;
import javafx.scene.control.TableColumn;
import javafx.scene.text.Font;

/** Keeps a table's columns at least as wide as their headers and contents, so that neither is cut. */
public final class ColumnWidths {
    private static final double USUAL_PADDING = 14;

    /** Headers are bold and a little smaller than what stands below them. */
    private static final double CELL_TO_HEADER = 1.05;

    private final List<Column> columns = new ArrayList<>();
    private final double padding;

    private record Column(TableColumn<?, ?> column, Label header, Supplier<Stream<String>> contents, double padding) {
        void fit() {
            var font = header.getFont();
            double title = new TextMeasure(font).applyAsDouble(header.getText());
            double widest = contents.get()
                    .mapToDouble(new TextMeasure(Font.font(font.getFamily(), font.getSize() * CELL_TO_HEADER)))
                    .max()
                    .orElse(0);
            column.setMinWidth(Math.ceil(Math.max(title, widest)) + padding);
        }
    }

    /** Allows for the usual padding. */
    public ColumnWidths() {
        this(USUAL_PADDING);
    }

    /**
     * Allows for a table's own padding.
     *
     * @param padding in px, left and right of a text together, with the line between columns
     */
    public ColumnWidths(double padding) {
        this.padding = padding;
    }

    /**
     * Adds a column.
     *
     * @param column whose least width is set
     * @param header its header, which becomes its graphic
     * @param contents returns texts that have to fit, the widest at least
     */
    public void add(TableColumn<?, ?> column, Label header, Supplier<Stream<String>> contents) {
        column.setGraphic(header);
        var added = new Column(column, header, contents, padding);
        columns.add(added);
        header.fontProperty().addListener(observable -> added.fit());
        added.fit();
    }

    /** Looks at the contents again. */
    public void refit() {
        columns.forEach(Column::fit);
    }
}
