package org.d3explorer.ui.traces;

import java.util.List;
import java.util.function.Function;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.css.PseudoClass;
import javafx.fxml.FXML;
import javafx.geometry.Pos;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.TableCell;
import javafx.scene.control.TableColumn;
import javafx.scene.control.TableRow;
import javafx.scene.control.TableView;
import javafx.scene.control.Tooltip;
import org.d3explorer.trace.TokenRecord;
import org.d3explorer.trace.TraceDiff;
import org.d3explorer.ui.navigation.Action;
import org.d3explorer.ui.text.Figures;
import org.d3explorer.ui.text.Texts;
import org.d3explorer.ui.traces.Comparison.TokenPair;
import org.jspecify.annotations.Nullable;
import org.kordamp.ikonli.javafx.FontIcon;

/** Two runs beside each other: what came out, the settings that differ, and every token. */
public final class ComparisonController {
    private static final PseudoClass DIFFERENT = PseudoClass.getPseudoClass("different");
    private static final int NLL_DECIMALS = 4;
    private static final int DIFFERENCE_DECIMALS = 6;
    private static final int ROWS_BEFORE_DIFFERENCE = 3;

    @FXML
    private FontIcon verdictIcon;

    @FXML
    private Label checkVerdict;

    @FXML
    private Label comparisonDetails;

    @FXML
    private Label settingsTitle;

    @FXML
    private Button comparisonClose;

    @FXML
    private TableView<TraceDiff.Setting> settingsTable;

    @FXML
    private TableView<TokenPair> tokensTable;

    private final OpenedTraceViewModel model;

    ComparisonController(OpenedTraceViewModel model) {
        this.model = model;
    }

    @FXML
    void initialize() {
        comparisonClose.setOnAction(event -> model.closeComparison());
        Action.explain(comparisonClose, Texts.get("traces.comparison.close.tip"), null);
        settingsTable.setPlaceholder(new Label(Texts.get("traces.comparison.settings.none")));
        tokensTable.setRowFactory(table -> new TableRow<>() {
            @Override
            protected void updateItem(@Nullable TokenPair item, boolean empty) {
                super.updateItem(item, empty);
                pseudoClassStateChanged(DIFFERENT, !empty && item != null && !item.same());
            }
        });
        model.comparisonProperty().addListener((observable, before, now) -> {
            if (now != null) {
                show(now);
            }
        });
    }

    private void show(Comparison shown) {
        checkVerdict.setText(shown.verdict());
        comparisonDetails.setText(shown.details());
        verdictIcon.setIconLiteral(shown.sameTokens() ? "mdi2c-check-circle-outline" : "mdi2n-not-equal-variant");
        settingsTitle.setText(
                Texts.format("traces.comparison.settings", shown.settings().size()));
        settingsTable
                .getColumns()
                .setAll(List.of(
                        column(
                                Texts.get("traces.comparison.setting"),
                                150,
                                setting -> Texts.get("traces.field." + setting.field())),
                        column(shown.leftName(), 260, TraceDiff.Setting::left),
                        column(shown.rightName(), 260, TraceDiff.Setting::right)));
        settingsTable.getItems().setAll(shown.settings());
        tokensTable
                .getColumns()
                .setAll(List.of(
                        number(Texts.get("traces.comparison.token"), 56, pair -> Integer.toString(pair.index())),
                        column(shown.leftName(), 120, pair -> text(pair.left())),
                        column(shown.rightName(), 120, pair -> text(pair.right())),
                        number(Texts.get("traces.comparison.nll.left"), 74, pair -> nll(pair.left())),
                        number(Texts.get("traces.comparison.nll.right"), 74, pair -> nll(pair.right())),
                        number(
                                Texts.get("traces.comparison.nll.difference"),
                                110,
                                pair -> Figures.fixed(pair.nllDifference(), DIFFERENCE_DECIMALS)),
                        number(
                                Texts.get("traces.comparison.depths"),
                                90,
                                pair -> depth(pair.left()) + " / " + depth(pair.right()))));
        tokensTable.getItems().setAll(shown.tokens());
        tokensTable.scrollTo(Math.max(0, shown.firstDifference() - ROWS_BEFORE_DIFFERENCE));
    }

    private static String text(@Nullable TokenRecord token) {
        return token == null ? Figures.NONE : Comparison.quoted(token);
    }

    private static String nll(@Nullable TokenRecord token) {
        return token == null ? Figures.NONE : Figures.fixed(token.nll(), NLL_DECIMALS);
    }

    private static String depth(@Nullable TokenRecord token) {
        return token == null ? Figures.NONE : Integer.toString(token.depth());
    }

    private static <R> TableColumn<R, String> column(String name, double width, Function<R, String> text) {
        var column = new TableColumn<R, String>(name);
        column.setPrefWidth(width);
        column.setSortable(false);
        column.setCellValueFactory(cell -> new ReadOnlyObjectWrapper<>(text.apply(cell.getValue())));
        column.setCellFactory(of -> new TextCell<>());
        return column;
    }

    private static <R> TableColumn<R, String> number(String name, double width, Function<R, String> text) {
        var column = column(name, width, text);
        column.setCellFactory(of -> {
            var cell = new TextCell<R>();
            cell.setAlignment(Pos.CENTER_RIGHT);
            return cell;
        });
        return column;
    }

    /** A cell whose whole text can be read in its tooltip. */
    private static final class TextCell<R> extends TableCell<R, String> {
        private static final double WIDTH = 500;
        private final Tooltip whole = new Tooltip();

        TextCell() {
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
}
