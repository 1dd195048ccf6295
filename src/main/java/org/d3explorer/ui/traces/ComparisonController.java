package org.d3explorer.ui.traces;

import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.css.PseudoClass;
import javafx.fxml.FXML;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.ComboBox;
import javafx.scene.control.Label;
import javafx.scene.control.TableColumn;
import javafx.scene.control.TableRow;
import javafx.scene.control.TableView;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.HBox;
import javafx.scene.layout.StackPane;
import org.d3explorer.trace.TokenRecord;
import org.d3explorer.trace.TraceDiff;
import org.d3explorer.ui.explore.BranchCells;
import org.d3explorer.ui.explore.BranchRow;
import org.d3explorer.ui.navigation.Action;
import org.d3explorer.ui.notice.NoticeCenter;
import org.d3explorer.ui.text.Figures;
import org.d3explorer.ui.text.Texts;
import org.d3explorer.ui.traces.Comparison.TokenPair;
import org.d3explorer.ui.view.ColumnWidths;
import org.d3explorer.ui.view.NllDifferenceView;
import org.d3explorer.ui.view.RunModel;
import org.d3explorer.ui.view.TokenFacts;
import org.jspecify.annotations.Nullable;
import org.kordamp.ikonli.javafx.FontIcon;

/** Two runs beside each other: what came out, the NLL difference of each token, the settings that differ, every token. */
public final class ComparisonController {
    private static final PseudoClass DIFFERENT = PseudoClass.getPseudoClass("different");
    private static final int NLL_DECIMALS = 4;
    private static final int DIFFERENCE_DECIMALS = 6;
    private static final int ROWS_BEFORE_DIFFERENCE = 3;
    private static final double TEXT_WIDTH = 110;

    @FXML
    private FontIcon verdictIcon;

    @FXML
    private Label checkVerdict;

    @FXML
    private Label comparisonDetails;

    @FXML
    private Label caution;

    @FXML
    private HBox sides;

    @FXML
    private Label leftRun;

    @FXML
    private ComboBox<BranchRow> leftBranch;

    @FXML
    private Label rightRun;

    @FXML
    private ComboBox<BranchRow> rightBranch;

    @FXML
    private Label settingsTitle;

    @FXML
    private Button comparisonClose;

    @FXML
    private StackPane chartHost;

    @FXML
    private TableView<TraceDiff.Setting> settingsTable;

    @FXML
    private TableView<TokenPair> tokensTable;

    private final OpenedTraceViewModel model;
    private final NoticeCenter notices;
    private boolean showing;

    ComparisonController(OpenedTraceViewModel model, NoticeCenter notices) {
        this.model = model;
        this.notices = notices;
    }

    @FXML
    void initialize() {
        comparisonClose.setOnAction(event -> model.closeComparison());
        Action.explain(comparisonClose, Texts.get("traces.comparison.close.tip"), null);
        settingsTable.setPlaceholder(new Label(Texts.get("traces.comparison.settings.none")));
        tokensTable.setPlaceholder(new Label(Texts.get("traces.comparison.tokens.none")));
        tokensTable.setColumnResizePolicy(TableView.CONSTRAINED_RESIZE_POLICY_ALL_COLUMNS);
        settingsTable.setColumnResizePolicy(TableView.CONSTRAINED_RESIZE_POLICY_ALL_COLUMNS);
        addSettingColumns();
        addTokenColumns();
        tokensTable.setRowFactory(table -> new TableRow<>() {
            @Override
            protected void updateItem(@Nullable TokenPair item, boolean empty) {
                super.updateItem(item, empty);
                pseudoClassStateChanged(DIFFERENT, !empty && item != null && !item.same());
            }
        });
        for (var chooser : List.of(leftBranch, rightBranch)) {
            BranchCells.install(chooser);
            chooser.setTooltip(new Tooltip(Texts.get("traces.branch.tip")));
            chooser.setAccessibleText(Texts.get("traces.branch"));
            chooser.valueProperty().addListener(observable -> branchChosen());
        }
        model.comparisonProperty().addListener((observable, before, now) -> {
            if (now == null) {
                chartHost.getChildren().clear();
            } else {
                show(now);
            }
        });
    }

    private void branchChosen() {
        var shown = model.comparisonProperty().get();
        var left = leftBranch.getValue();
        var right = rightBranch.getValue();
        if (showing || shown == null || left == null || right == null) {
            return;
        }
        var leftRunChosen = shown.left().chosen();
        var rightRunChosen = shown.right().chosen();
        if (leftRunChosen != null && rightRunChosen != null) {
            model.compare(leftRunChosen.with(left), rightRunChosen.with(right));
        }
    }

    private void show(Comparison shown) {
        showing = true;
        checkVerdict.setText(shown.verdict());
        comparisonDetails.setText(shown.details());
        caution.setText(shown.caution());
        show(caution, !shown.caution().isEmpty());
        verdictIcon.setIconLiteral(
                switch (shown.outcome()) {
                    case SAME -> "mdi2c-check-circle-outline";
                    case DIFFERENT -> "mdi2n-not-equal-variant";
                    case NOTHING -> "mdi2i-information-outline";
                });
        settingsTitle.setText(
                Texts.format("traces.comparison.settings", shown.settings().size()));
        show(sides, shown.ofTwoRuns());
        showSide(leftRun, leftBranch, "traces.comparison.left", shown.left());
        showSide(rightRun, rightBranch, "traces.comparison.right", shown.right());
        showSettings(shown);
        showTokens(shown);
        showing = false;
    }

    private static void showSide(Label name, ComboBox<BranchRow> chooser, String key, Comparison.Side side) {
        var chosen = side.chosen();
        List<BranchRow> branches = chosen == null ? List.of() : chosen.branches();
        name.setText(
                Texts.format(key, chosen == null ? side.name() : chosen.run().title()));
        name.setTooltip(new Tooltip(name.getText()));
        chooser.getItems().setAll(branches);
        branches.stream()
                .filter(row -> chosen != null && row.id() == chosen.branch())
                .findFirst()
                .ifPresent(chooser::setValue);
        show(chooser, branches.size() > 1);
    }

    private static void show(Node node, boolean shown) {
        node.setVisible(shown);
        node.setManaged(shown);
    }

    private void addSettingColumns() {
        TableColumn<TraceDiff.Setting, String> name = column("", 0, ComparisonController::name);
        new ColumnWidths()
                .add(name, new Label(Texts.get("traces.comparison.setting")), () -> Stream.of(TraceDiff.Field.values())
                        .map(ComparisonController::name));
        keepLeastWidth(name);
        settingsTable
                .getColumns()
                .setAll(List.of(name, wrapped(TraceDiff.Setting::left), wrapped(TraceDiff.Setting::right)));
    }

    private static String name(TraceDiff.Setting setting) {
        return name(setting.field());
    }

    private static String name(TraceDiff.Field field) {
        return Texts.get("traces.field." + field);
    }

    private void addTokenColumns() {
        var widths = new ColumnWidths();
        tokensTable
                .getColumns()
                .setAll(List.of(
                        number(widths, "token", "0000", pair -> Integer.toString(pair.index())),
                        column("", TEXT_WIDTH, pair -> text(pair.left())),
                        column("", TEXT_WIDTH, pair -> text(pair.right())),
                        number(widths, "nll.left", "00.0000", pair -> nll(pair.left())),
                        number(widths, "nll.right", "00.0000", pair -> nll(pair.right())),
                        number(widths, "nll.difference", "−0.000000", this::nllDifference),
                        number(widths, "depths", "00 / 00", pair -> depth(pair.left()) + " / " + depth(pair.right()))));
    }

    private void showSettings(Comparison shown) {
        head(settingsTable, shown);
        settingsTable.getItems().setAll(shown.settings());
    }

    /** Heads the second and third column of a table with what the two runs are called. */
    private static void head(TableView<?> table, Comparison shown) {
        table.getColumns().get(1).setText(heading(shown.left(), "traces.comparison.left.short"));
        table.getColumns().get(2).setText(heading(shown.right(), "traces.comparison.right.short"));
    }

    private static String heading(Comparison.Side side, String key) {
        return side.chosen() == null ? side.name() : Texts.get(key);
    }

    private void showTokens(Comparison shown) {
        head(tokensTable, shown);
        tokensTable.getItems().setAll(shown.tokens());
        tokensTable.scrollTo(Math.max(0, shown.firstDifference() - ROWS_BEFORE_DIFFERENCE));
        var chart = new NllDifferenceView(shown.left().path(), shown.right().path(), notices);
        chartHost.getChildren().setAll(chart);
        link(chart);
    }

    /** A token selected in the chart is the row selected in the table, and the other way round. */
    private void link(NllDifferenceView chart) {
        var rows = tokensTable.getSelectionModel();
        chart.selectedTokenProperty().addListener((observable, before, now) -> {
            int token = now.intValue();
            if (token == RunModel.NONE) {
                rows.clearSelection();
            } else if (token != rows.getSelectedIndex()) {
                rows.clearAndSelect(token);
                tokensTable.scrollTo(Math.max(0, token - ROWS_BEFORE_DIFFERENCE));
            }
        });
        tokensTable.setOnMouseClicked(event -> select(chart));
        tokensTable.setOnKeyReleased(event -> select(chart));
    }

    private void select(NllDifferenceView chart) {
        chart.selectedTokenProperty().set(tokensTable.getSelectionModel().getSelectedIndex());
    }

    private String nllDifference(TokenPair pair) {
        var shown = model.comparisonProperty().get();
        return shown == null ? Figures.NONE : Figures.fixed(shown.nllDifference(pair), DIFFERENCE_DECIMALS);
    }

    private static String text(@Nullable TokenRecord token) {
        return token == null ? Figures.NONE : TokenFacts.quoted(token.text());
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
        column.setReorderable(false);
        column.setCellValueFactory(cell -> new ReadOnlyObjectWrapper<>(text.apply(cell.getValue())));
        column.setCellFactory(of -> new WholeTextCell<>());
        return column;
    }

    private static <R> TableColumn<R, String> wrapped(Function<R, String> text) {
        TableColumn<R, String> column = column("", 2 * TEXT_WIDTH, text);
        column.setCellFactory(WrappedTextCell::new);
        return column;
    }

    private static void keepLeastWidth(TableColumn<?, ?> column) {
        column.prefWidthProperty().bind(column.minWidthProperty());
        column.maxWidthProperty().bind(column.minWidthProperty());
    }

    private static TableColumn<TokenPair, String> number(
            ColumnWidths widths, String key, String widest, Function<TokenPair, String> text) {
        TableColumn<TokenPair, String> column = column("", 0, text);
        var header = new Label(Texts.get("traces.comparison." + key));
        header.setTooltip(new Tooltip(Texts.get("traces.comparison." + key + ".tip")));
        widths.add(column, header, () -> Stream.of(widest));
        keepLeastWidth(column);
        column.getStyleClass().add("number");
        column.setCellFactory(of -> {
            var cell = new WholeTextCell<TokenPair>();
            cell.setAlignment(Pos.CENTER_RIGHT);
            return cell;
        });
        return column;
    }
}
