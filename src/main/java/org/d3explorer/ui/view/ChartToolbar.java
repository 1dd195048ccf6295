package org.d3explorer.ui.view;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import javafx.beans.property.BooleanProperty;
import javafx.beans.property.SimpleBooleanProperty;
import javafx.beans.value.ObservableBooleanValue;
import javafx.embed.swing.SwingFXUtils;
import javafx.geometry.Pos;
import javafx.scene.Scene;
import javafx.scene.control.Button;
import javafx.scene.control.ContextMenu;
import javafx.scene.control.MenuItem;
import javafx.scene.control.SeparatorMenuItem;
import javafx.scene.control.ToggleButton;
import javafx.scene.control.Tooltip;
import javafx.scene.input.Clipboard;
import javafx.scene.input.ClipboardContent;
import javafx.scene.input.KeyCombination;
import javafx.scene.input.KeyEvent;
import javafx.scene.layout.BorderPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Region;
import javafx.stage.FileChooser;
import javafx.stage.Stage;
import org.d3explorer.bundle.AtomicFiles;
import org.d3explorer.trace.chart.Chart;
import org.d3explorer.trace.chart.ChartKind;
import org.d3explorer.trace.export.ChartImages;
import org.d3explorer.ui.notice.Notice.Severity;
import org.d3explorer.ui.notice.NoticeCenter;
import org.d3explorer.ui.text.Texts;
import org.jspecify.annotations.Nullable;
import org.kordamp.ikonli.javafx.FontIcon;

/** What can be done with a chart's picture: copy, save as PNG or SVG, open large. Shown over the chart when wanted. */
final class ChartToolbar extends HBox {
    private static final List<KeyCombination> CLOSE =
            List.of(KeyCombination.valueOf("Esc"), KeyCombination.valueOf("Shortcut+W"));

    private final ChartKind chart;
    private final Supplier<ChartRaster.Job> job;
    private final NoticeCenter notices;
    private final BooleanProperty logarithmic = new SimpleBooleanProperty(this, "logarithmic", true);
    private final Button large = button("large", "mdi2a-arrow-expand", this::openLarge);
    private @Nullable Supplier<ChartView> largeView;
    private Consumer<ChartView> largeViewClosed = view -> {};

    /**
     * Makes the buttons.
     *
     * @param chart whose picture it is
     * @param job returns what to paint
     * @param notices is told when a picture cannot be saved, where it was saved, and that it was copied
     */
    ChartToolbar(ChartKind chart, Supplier<ChartRaster.Job> job, NoticeCenter notices) {
        this.chart = chart;
        this.job = job;
        this.notices = notices;
        setAlignment(Pos.CENTER_RIGHT);
        getStyleClass().add("chart-toolbar");
        if (chart == Chart.PERPLEXITY) {
            getChildren().add(logarithmicButton());
        }
        getChildren()
                .addAll(
                        button("copy", "mdi2c-content-copy", this::copy),
                        button("png", "mdi2f-file-image-outline", () -> save(ChartFormat.PNG)),
                        button("svg", "mdi2v-vector-curve", () -> save(ChartFormat.SVG)));
    }

    /** Returns whether the value axis is logarithmic, where the chart offers both. */
    BooleanProperty logarithmicProperty() {
        return logarithmic;
    }

    private ToggleButton logarithmicButton() {
        var button = new ToggleButton(Texts.get("view.chart.log"));
        button.setId("logarithmic");
        button.getStyleClass().addAll("flat", "small");
        button.setTooltip(new Tooltip(Texts.get("view.chart.log.hint")));
        button.selectedProperty().bindBidirectional(logarithmic);
        return button;
    }

    /**
     * Offers a large window. The chart in it offers none.
     *
     * @param view makes another view of the same chart
     * @param closed is told of that view when its window is closed
     */
    void offerLargeView(Supplier<ChartView> view, Consumer<ChartView> closed) {
        largeView = view;
        largeViewClosed = closed;
        getChildren().add(large);
    }

    /** Shows the buttons while they are wanted only. */
    void hideUnless(ObservableBooleanValue wanted) {
        visibleProperty().bind(wanted);
    }

    /** Returns the same actions, and showing the whole run, as a menu. */
    ContextMenu menu(TokenAxis axis) {
        var menu = new ContextMenu(
                item("copy", this::copy),
                item("png", () -> save(ChartFormat.PNG)),
                item("svg", () -> save(ChartFormat.SVG)));
        if (largeView != null) {
            menu.getItems().add(item("large", this::openLarge));
        }
        menu.getItems().addAll(new SeparatorMenuItem(), item("reset", axis::reset));
        return menu;
    }

    /** Copies the picture to the clipboard. */
    void copy() {
        var content = new ClipboardContent();
        var picture = job.get();
        var image = ChartImages.image(chart, picture.data(), picture.view(), ChartFormat.PIXELS_PER_PX);
        content.putImage(SwingFXUtils.toFXImage(image, null));
        Clipboard.getSystemClipboard().setContent(content);
        notices.show(Severity.INFO, Texts.get("view.chart.copied"), "");
    }

    /** Asks for a file and saves the picture. */
    void save(ChartFormat format) {
        var chooser = new FileChooser();
        chooser.setTitle(Texts.get("view.chart." + format.extension()));
        chooser.setInitialFileName(chart.id() + "." + format.extension());
        chooser.getExtensionFilters().add(new FileChooser.ExtensionFilter(format.name(), "*." + format.extension()));
        File file = chooser.showSaveDialog(getScene().getWindow());
        if (file != null) {
            save(format, file.toPath());
        }
    }

    /** Saves the picture; a file that is there is replaced once the new one is complete. */
    void save(ChartFormat format, Path file) {
        var picture = job.get();
        Thread.ofVirtual().name("save " + file).start(() -> {
            try {
                AtomicFiles.write(file, out -> format.write(chart, picture, out));
                notices.show(Severity.INFO, Texts.format("view.chart.saved", file), "");
            } catch (IOException | RuntimeException e) {
                notices.failed(new ChartSaveException(file, e));
            }
        });
    }

    /** Opens the chart in a window of its own, which follows the run as well and is closed with Escape or Ctrl+W. */
    void openLarge() {
        Supplier<ChartView> supplier = largeView;
        if (supplier == null) {
            return;
        }
        var view = supplier.get();
        var stage = new Stage();
        stage.initOwner(getScene().getWindow());
        stage.setTitle(chart.painter().title());
        var scene = new Scene(new BorderPane(view), 1200, 640);
        scene.getStylesheets().setAll(getScene().getStylesheets());
        scene.addEventFilter(KeyEvent.KEY_PRESSED, event -> {
            if (CLOSE.stream().anyMatch(keys -> keys.match(event))) {
                event.consume();
                stage.close();
            }
        });
        stage.setOnHidden(event -> {
            scene.setRoot(new Region());
            largeViewClosed.accept(view);
        });
        stage.setScene(scene);
        stage.show();
        view.requestFocus();
    }

    private static Button button(String action, String icon, Runnable run) {
        var button = new Button(null, new FontIcon(icon));
        button.getStyleClass().addAll("button-icon", "flat", "small");
        button.setTooltip(new Tooltip(Texts.get("view.chart." + action)));
        button.setAccessibleText(Texts.get("view.chart." + action));
        button.setOnAction(event -> run.run());
        return button;
    }

    private static MenuItem item(String action, Runnable run) {
        var item = new MenuItem(Texts.get("view.chart." + action));
        item.setOnAction(event -> run.run());
        return item;
    }
}
