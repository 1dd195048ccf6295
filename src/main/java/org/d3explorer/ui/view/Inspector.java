package org.d3explorer.ui.view;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.IntConsumer;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;
import javafx.application.Platform;
import javafx.beans.binding.Bindings;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.SimpleObjectProperty;
import javafx.beans.property.SimpleStringProperty;
import javafx.beans.property.StringProperty;
import javafx.beans.value.ObservableBooleanValue;
import javafx.collections.ListChangeListener;
import javafx.collections.ObservableList;
import javafx.fxml.FXML;
import javafx.fxml.FXMLLoader;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.ProgressBar;
import javafx.scene.control.ScrollPane;
import javafx.scene.control.TableColumn;
import javafx.scene.control.TableRow;
import javafx.scene.control.TableView;
import javafx.scene.control.Tooltip;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyEvent;
import javafx.scene.layout.FlowPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;
import org.d3explorer.ui.notice.NoticeCenter;
import org.d3explorer.ui.text.Figures;
import org.d3explorer.ui.text.Texts;
import org.d3explorer.ui.view.InspectorViewModel.CandidateRow;
import org.d3explorer.ui.view.InspectorViewModel.Fact;
import org.d3explorer.ui.view.InspectorViewModel.LayerRow;
import org.jspecify.annotations.Nullable;

/**
 * Everything known of the selected token: its candidates in this run and under full depth, its figures, and for each layer
 * what it did, how long it took, and what the model would have said after it.
 */
public final class Inspector extends StackPane {
    private static final double ROW_HEIGHT = 26;
    private static final double HEADER_HEIGHT = 40;
    private static final double CELL_PADDING = 10;
    private static final double BORDERS = 4;
    /** A bar and the gap between it and its figure. */
    private static final double BAR_WIDTH = 26;
    /** Bars stand only where they leave tokens of the lens this much more than their header needs. */
    private static final double ROOM_FOR_TOKENS = 30;

    private final InspectorViewModel model;
    private final ObjectProperty<@Nullable IntConsumer> goOn = new SimpleObjectProperty<>(this, "goOn");
    private final StringProperty lensReason =
            new SimpleStringProperty(this, "logitLensReason", Texts.get("view.inspector.lens.unavailable"));
    private final ColumnWidths widths = new ColumnWidths(CELL_PADDING);
    private boolean words = true;
    private boolean bars = true;

    @FXML
    private Label empty;

    @FXML
    private ScrollPane content;

    @FXML
    private FlowPane header;

    @FXML
    private HBox heading;

    @FXML
    private Label title;

    @FXML
    private Button goOnButton;

    @FXML
    private VBox candidates;

    @FXML
    private VBox referenceCandidates;

    @FXML
    private Label referenceNote;

    @FXML
    private FlowPane facts;

    @FXML
    private Label lensNote;

    @FXML
    private ProgressBar lensProgress;

    @FXML
    private Button lensCancel;

    @FXML
    private Button lensCompute;

    @FXML
    private TableView<LayerRow> layers;

    @FXML
    private TableColumn<LayerRow, LayerRow> layerColumn;

    @FXML
    private TableColumn<LayerRow, LayerRow> stateColumn;

    @FXML
    private TableColumn<LayerRow, LayerRow> timeColumn;

    @FXML
    private TableColumn<LayerRow, LayerRow> lensColumn;

    @FXML
    private TableColumn<LayerRow, LayerRow> probabilityColumn;

    /**
     * Shows the selected token of a run.
     *
     * @param run holds the tokens and which is selected
     * @param notices is told when the logit lens cannot be computed
     */
    public Inspector(RunModel run, NoticeCenter notices) {
        model = new InspectorViewModel(run, Platform::runLater, notices::failed);
        var loader =
                new FXMLLoader(Objects.requireNonNull(Inspector.class.getResource("inspector.fxml")), Texts.bundle());
        loader.setRoot(this);
        loader.setController(this);
        try {
            loader.load();
        } catch (IOException e) {
            throw new UncheckedIOException("inspector.fxml cannot be loaded", e);
        }
    }

    /** Returns what computes the logit lens; without it the inspector says that the lens is not available. */
    public ObjectProperty<@Nullable LogitLensService> logitLensProperty() {
        return model.lens().serviceProperty();
    }

    /** Returns what is done when the user goes on with another candidate; without it that is not offered. */
    public ObjectProperty<@Nullable Continuation> continuationProperty() {
        return model.continuationProperty();
    }

    /** Returns what is done when the user goes on behind a token with other settings; without it that is not offered. */
    public ObjectProperty<@Nullable IntConsumer> goOnProperty() {
        return goOn;
    }

    /** Returns why the logit lens cannot be computed, said where {@link #logitLensProperty} is empty. */
    public StringProperty logitLensReasonProperty() {
        return lensReason;
    }

    @Override
    public String getUserAgentStylesheet() {
        return ThemedRegion.STYLESHEET;
    }

    @FXML
    void initialize() {
        empty.visibleProperty().bind(model.shownProperty().not());
        content.visibleProperty().bind(model.shownProperty());
        heading.maxWidthProperty().bind(header.widthProperty());
        title.textProperty().bind(model.titleProperty());
        referenceNote.textProperty().bind(model.referenceNoteProperty());
        listen(model.candidates(), () -> showCandidates(candidates, model.candidates()));
        listen(model.referenceCandidates(), () -> showCandidates(referenceCandidates, model.referenceCandidates()));
        listen(model.facts(), this::showFacts);
        layers.setItems(model.layers());
        layers.setFixedCellSize(ROW_HEIGHT);
        layers.prefHeightProperty()
                .bind(Bindings.size(model.layers()).multiply(ROW_HEIGHT).add(HEADER_HEIGHT));
        layers.minHeightProperty().bind(layers.prefHeightProperty());
        column(layerColumn, this::layer, row -> Double.NaN, "00");
        column(stateColumn, this::state, row -> Double.NaN, "");
        column(timeColumn, Inspector::time, row -> bars ? timeShare(row) : Double.NaN, "0.000");
        var lens = column(lensColumn, Inspector::lensText, row -> Double.NaN, "");
        var probability = column(
                probabilityColumn,
                Inspector::lensProbability,
                row -> bars ? lensShare(row) : Double.NaN,
                TokenFacts.probability(0.999));
        for (var header : List.of(lens, probability)) {
            header.setTooltip(new Tooltip(Texts.get("view.inspector.column.lens.hint")));
        }
        layers.setRowFactory(table -> {
            var row = new TableRow<LayerRow>();
            row.tooltipProperty().bind(row.itemProperty().map(Inspector::whole));
            return row;
        });
        layers.widthProperty().addListener(observable -> fitColumns());
        listen(model.layers(), this::fitColumns);
        layers.setMinWidth(0);
        show(goOnButton, Bindings.isNotNull(goOn));
        bindLens();
        addEventHandler(KeyEvent.KEY_PRESSED, event -> {
            if (event.getCode() == KeyCode.LEFT || event.getCode() == KeyCode.RIGHT) {
                model.move(event.getCode() == KeyCode.LEFT ? -1 : 1);
                event.consume();
            }
        });
    }

    @FXML
    void onPrevious() {
        model.move(-1);
    }

    @FXML
    void onNext() {
        model.move(1);
    }

    @FXML
    void onGoOn() {
        IntConsumer now = goOn.get();
        if (now != null) {
            model.withToken(now);
        }
    }

    @FXML
    void onComputeLens() {
        model.computeLens();
    }

    @FXML
    void onCancelLens() {
        model.lens().cancel();
    }

    private void bindLens() {
        var lens = model.lens();
        lensProgress.progressProperty().bind(lens.progressProperty());
        show(lensProgress, lens.runningProperty());
        show(lensCancel, lens.runningProperty());
        lens.runningProperty().addListener((observable, before, now) -> updateLens());
        lens.serviceProperty().addListener((observable, before, now) -> updateLens());
        lensReason.addListener((observable, before, now) -> updateLens());
        listen(model.layers(), this::updateLens);
    }

    private void updateLens() {
        var lens = model.lens();
        boolean running = lens.runningProperty().get();
        boolean available = lens.serviceProperty().get() != null;
        boolean offered = available && !running && !model.lensKnown();
        lensCompute.setVisible(offered);
        lensCompute.setManaged(offered);
        lensNote.setText(
                running
                        ? Texts.get("view.inspector.lens.running")
                        : available || model.lensKnown() ? "" : lensReason.get());
    }

    private void showCandidates(VBox box, ObservableList<CandidateRow> rows) {
        box.getChildren()
                .setAll(rows.stream()
                        .map(row -> new CandidateRowView(row, model))
                        .toList());
    }

    private void showFacts() {
        facts.getChildren()
                .setAll(model.facts().stream().map(Inspector::factView).toList());
    }

    private static VBox factView(Fact fact) {
        var name = new Label(fact.name());
        name.getStyleClass().addAll("text-muted", "text-small");
        var value = new Label(fact.value());
        value.getStyleClass().add("figures");
        var view = new VBox(name, value);
        view.getStyleClass().add("fact");
        view.setMinWidth(84);
        view.setAccessibleText(fact.name() + ": " + fact.value());
        Tooltip.install(view, new Tooltip(fact.definition()));
        return view;
    }

    private Label column(
            TableColumn<LayerRow, LayerRow> column,
            Function<LayerRow, String> text,
            ToDoubleFunction<LayerRow> share,
            String usual) {
        var header = new Label(column.getText().replace(' ', '\n'));
        column.setText("");
        column.setCellValueFactory(row -> new SimpleObjectProperty<>(row.getValue()));
        column.setCellFactory(table -> new BarCell<>(text, share));
        widths.add(
                column,
                header,
                () -> column.equals(lensColumn)
                        ? Stream.empty()
                        : Stream.concat(
                                Stream.of(usual), model.layers().stream().map(text)));
        return header;
    }

    /** Every figure keeps its room. Where there is little of it, bars go first, then the words for the states. */
    private void fitColumns() {
        boolean hadWords = words;
        boolean hadBars = bars;
        words = true;
        double spare = spareWidth();
        if (spare < 0) {
            words = false;
            spare = spareWidth();
        }
        bars = spare >= 2 * BAR_WIDTH + ROOM_FOR_TOKENS;
        double bar = bars ? BAR_WIDTH : 0;
        widen(layerColumn, 0);
        widen(stateColumn, 0);
        widen(timeColumn, bar);
        widen(lensColumn, Math.max(0, spare - 2 * bar));
        widen(probabilityColumn, bar);
        if (words != hadWords || bars != hadBars) {
            layers.refresh();
        }
    }

    private static void widen(TableColumn<?, ?> column, double by) {
        double width = column.getMinWidth() + by;
        column.setMinWidth(width);
        column.setMaxWidth(width);
    }

    private double spareWidth() {
        widths.refit();
        return layers.getWidth()
                - BORDERS
                - layers.getColumns().stream()
                        .mapToDouble(TableColumn::getMinWidth)
                        .sum();
    }

    private String layer(LayerRow row) {
        return row.layer() >= 0
                ? Integer.toString(row.layer())
                : words ? "" : Texts.get("view.inspector.embedding.short");
    }

    private String state(LayerRow row) {
        return words
                ? stateInWords(row)
                : row.state() == null ? "" : stateInWords(row).substring(0, 1);
    }

    private static String stateInWords(LayerRow row) {
        return Texts.get(row.state() == null ? "view.inspector.embedding" : "view.state." + row.state());
    }

    private static Tooltip whole(LayerRow row) {
        return new Tooltip(String.join(
                        "   ",
                        row.layer() < 0 ? "" : Integer.toString(row.layer()),
                        stateInWords(row),
                        Figures.withUnit(row.millis(), 3, Texts.get("view.unit.LATENCY")),
                        lensText(row),
                        lensProbability(row))
                .strip());
    }

    private static double timeShare(LayerRow row) {
        return Double.isNaN(row.millis()) ? Double.NaN : row.share();
    }

    private static String time(LayerRow row) {
        return row.layer() < 0 ? "" : Figures.fixed(row.millis(), 3);
    }

    private static String lensText(LayerRow row) {
        return row.top() == null ? Figures.NONE : TokenFacts.quoted(row.top().text());
    }

    private static String lensProbability(LayerRow row) {
        return row.top() == null
                ? Figures.NONE
                : TokenFacts.probability(row.top().probability());
    }

    private static double lensShare(LayerRow row) {
        return row.top() == null ? Double.NaN : row.top().probability();
    }

    private static void show(Node node, ObservableBooleanValue visible) {
        node.visibleProperty().bind(visible);
        node.managedProperty().bind(visible);
    }

    private static <T> void listen(ObservableList<T> list, Runnable update) {
        list.addListener((ListChangeListener<T>) change -> update.run());
        update.run();
    }
}
