package org.d3explorer.ui.traces;

import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.collections.ListChangeListener;
import javafx.collections.ObservableList;
import javafx.collections.transformation.SortedList;
import javafx.geometry.Pos;
import javafx.scene.control.Label;
import javafx.scene.control.SelectionMode;
import javafx.scene.control.TableCell;
import javafx.scene.control.TableColumn;
import javafx.scene.control.TableView;
import javafx.scene.control.Tooltip;
import org.d3explorer.ui.text.Figures;
import org.d3explorer.ui.text.Texts;
import org.d3explorer.ui.view.ColumnWidths;
import org.jspecify.annotations.Nullable;

/** The table of kept runs: its columns, and which runs are chosen. */
final class TracesTable {
    private static final String WIDEST_DATE = "0000-00-00 00:00";
    private static final String WIDEST_COUNT = "0000";
    private static final String WIDEST_FIGURE = "000.00";
    private static final String SOME_WORD = "some words";
    private static final double TITLE_SHARE = 260;
    private static final double SCHEDULE_SHARE = 230;
    private static final double TEXT_SHARE = 110;

    private final TableView<TraceRow> table;
    private final ColumnWidths widths = new ColumnWidths();
    private final Consumer<List<TraceRow>> chosen;
    /** Id of the run to select again once the list has been read. */
    private @Nullable String selectedId;

    private boolean refilling;

    /**
     * Fills the table.
     *
     * @param rows what it shows
     * @param chosen told which runs are chosen whenever that changed
     */
    TracesTable(TableView<TraceRow> table, ObservableList<TraceRow> rows, Consumer<List<TraceRow>> chosen) {
        this.table = table;
        this.chosen = chosen;
        addColumns();
        table.setColumnResizePolicy(TableView.CONSTRAINED_RESIZE_POLICY_ALL_COLUMNS);
        table.getSelectionModel().setSelectionMode(SelectionMode.MULTIPLE);
        rows.addListener((ListChangeListener<TraceRow>) change -> refilling = true);
        var sorted = new SortedList<>(rows);
        sorted.comparatorProperty().bind(table.comparatorProperty());
        table.setItems(sorted);
        chosen().addListener((ListChangeListener<TraceRow>) change -> selectionChanged());
        rows.addListener((ListChangeListener<TraceRow>) change -> reselect());
    }

    private void addColumns() {
        addText("title", SOME_WORD, TITLE_SHARE, TraceRow::title);
        addText("when", WIDEST_DATE, 0, TraceRow::when);
        addText("model", "model", TEXT_SHARE, TraceRow::model);
        addText("configuration", SOME_WORD, SCHEDULE_SHARE, TraceRow::depth);
        addNumber("tokens", WIDEST_COUNT, 0, row -> row.entry().summary().tokens());
        addNumber("branches", WIDEST_COUNT, 0, row -> row.entry().summary().branches());
        addNumber("meanDepth", WIDEST_FIGURE, 2, row -> row.entry().summary().meanDepth());
        addNumber("perplexity", WIDEST_FIGURE, 2, row -> row.entry().summary().perplexity());
        addNumber("kl", WIDEST_FIGURE, 3, row -> row.entry().summary().meanKl());
        addText("tags", "", TEXT_SHARE, TraceRow::tags);
    }

    private void addText(String key, String widest, double share, Function<TraceRow, String> text) {
        TableColumn<TraceRow, String> column = column(key, widest, share);
        column.setCellValueFactory(cell -> new ReadOnlyObjectWrapper<>(text.apply(cell.getValue())));
        column.setCellFactory(of -> new WholeTextCell<>());
    }

    private void addNumber(String key, String widest, int decimals, ToDoubleFunction<TraceRow> value) {
        TableColumn<TraceRow, Double> column = column(key, widest, 0);
        column.setCellValueFactory(cell -> new ReadOnlyObjectWrapper<>(value.applyAsDouble(cell.getValue())));
        column.getStyleClass().add("number");
        column.setCellFactory(of -> new TableCell<>() {
            {
                setAlignment(Pos.CENTER_RIGHT);
            }

            @Override
            protected void updateItem(@Nullable Double item, boolean empty) {
                super.updateItem(item, empty);
                setText(empty || item == null ? null : Figures.fixed(item, decimals));
            }
        });
    }

    /** Adds a column; one without a share of the width that is left keeps its least width. */
    private <T> TableColumn<TraceRow, T> column(String key, String widest, double share) {
        var column = new TableColumn<TraceRow, T>();
        var heading = new Label(Texts.get("traces.column." + key));
        heading.setTooltip(new Tooltip(Texts.get("traces.column." + key + ".tip")));
        widths.add(column, heading, () -> Stream.of(widest));
        if (share > 0) {
            column.setPrefWidth(share);
        } else {
            column.prefWidthProperty().bind(column.minWidthProperty());
            column.maxWidthProperty().bind(column.minWidthProperty());
        }
        table.getColumns().add(column);
        return column;
    }

    /** A list that was read again holds the same runs as other rows; what the table selects meanwhile does not count. */
    private void reselect() {
        var selection = table.getSelectionModel();
        selection.clearSelection();
        for (int i = 0; i < table.getItems().size(); i++) {
            if (table.getItems().get(i).id().equals(selectedId)) {
                selection.select(i);
                break;
            }
        }
        refilling = false;
        selectionChanged();
    }

    private void selectionChanged() {
        if (!refilling) {
            chosen.accept(List.copyOf(chosen()));
        }
    }

    /** Returns the runs chosen, as they stand in the table. */
    ObservableList<TraceRow> chosen() {
        return table.getSelectionModel().getSelectedItems();
    }

    /**
     * Remembers the run to select again whenever the list is read.
     *
     * @return whether it is another one than before
     */
    boolean remember(@Nullable TraceRow row) {
        var id = row == null ? null : row.id();
        boolean other = id == null ? selectedId != null : !id.equals(selectedId);
        selectedId = id;
        return other;
    }

    /** Selects nothing. */
    void clear() {
        selectedId = null;
        table.getSelectionModel().clearSelection();
    }
}
