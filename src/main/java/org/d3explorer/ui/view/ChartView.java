package org.d3explorer.ui.view;

import java.util.concurrent.Executor;
import java.util.function.Supplier;
import javafx.beans.InvalidationListener;
import javafx.beans.WeakInvalidationListener;
import javafx.scene.AccessibleRole;
import javafx.scene.control.Label;
import javafx.scene.control.Tooltip;
import javafx.scene.image.ImageView;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyEvent;
import javafx.scene.input.MouseButton;
import javafx.scene.input.MouseEvent;
import javafx.scene.input.ScrollEvent;
import javafx.scene.layout.Region;
import javafx.scene.paint.Color;
import javafx.scene.shape.Rectangle;
import org.d3explorer.trace.chart.Chart;
import org.d3explorer.trace.chart.ChartData;
import org.d3explorer.trace.chart.ChartKind;
import org.d3explorer.trace.chart.ChartPainter;
import org.d3explorer.trace.chart.LayerMapPainter;
import org.d3explorer.trace.chart.Palette;
import org.d3explorer.trace.chart.Viewport;
import org.d3explorer.ui.notice.NoticeCenter;
import org.d3explorer.ui.text.Texts;
import org.jspecify.annotations.Nullable;

/**
 * One chart of a run: the painted image, and over it the linked cursor, what the chart says of the token under it, zoom and
 * pan of the shared axis, and what can be done with the picture.
 *
 * <p>Keys: + and − zoom, 0 shows the whole run, left and right move the selected token, with Ctrl they move along the axis;
 * Ctrl+C copies the picture, Ctrl+S saves it, Enter opens it large.
 */
final class ChartView extends ThemedRegion {
    private static final double ZOOM_STEP = 1.3;
    private static final double ZOOM_PER_PIXEL = 1.004;
    private static final double PAN_SHARE = 0.1;
    private static final double CLICK_SLOP = 4;
    private static final double TITLE_HEIGHT = 24;
    private static final double READOUT_HEIGHT = 18;
    private static final double READOUT_LEFT = 8;

    private final ChartKind chart;
    private final ChartPainter painter;
    private final RunModel model;
    private final TokenAxis axis;
    private final Supplier<ChartData> data;
    private final ChartRaster raster;
    private final ImageView image = new ImageView();
    private final Rectangle hovered = new Rectangle();
    private final Rectangle selected = new Rectangle();
    private final Rectangle band = new Rectangle();
    private final Region title = new Region();
    private final Label readout = new Label();
    private final Tooltip cell = new Tooltip();
    private final ChartToolbar toolbar;
    /** Known to the model by a weak reference, for the run outlives a large window. */
    private final InvalidationListener tokenChanged = observable -> requestLayout();

    private ChartRaster.@Nullable Job shown;
    private double pressedAt = Double.NaN;
    private double draggedTo = Double.NaN;
    private long lastNanos;

    /**
     * Shows a chart.
     *
     * @param chart which
     * @param model selection and pointer, shared with other views
     * @param axis what part of the run is shown, shared with other charts
     * @param data returns what to paint
     * @param thread paints
     * @param notices is told when a picture cannot be saved
     */
    ChartView(
            ChartKind chart,
            RunModel model,
            TokenAxis axis,
            Supplier<ChartData> data,
            Executor thread,
            NoticeCenter notices) {
        this.chart = chart;
        this.painter = chart.painter();
        this.model = model;
        this.axis = axis;
        this.data = data;
        raster = new ChartRaster(painter, thread, this::show);
        toolbar = new ChartToolbar(chart, this::job, notices);
        setId("chart-" + chart.id());
        getStyleClass().add("chart-view");
        setFocusTraversable(true);
        setMinSize(160, 90);
        setPrefSize(420, 180);
        hovered.setFill(Color.TRANSPARENT);
        hovered.getStrokeDashArray().setAll(3.0, 2.0);
        selected.setFill(Color.TRANSPARENT);
        band.setVisible(false);
        for (var mark : new Rectangle[] {hovered, selected, band}) {
            mark.setManaged(false);
            mark.setMouseTransparent(true);
        }
        readout.setMouseTransparent(true);
        readout.getStyleClass().add("chart-readout");
        Tooltip.install(title, new Tooltip(definition()));
        getChildren().addAll(image, selected, hovered, band, title, readout, toolbar);
        model.hoveredTokenProperty().addListener(new WeakInvalidationListener(tokenChanged));
        model.selectedTokenProperty().addListener(new WeakInvalidationListener(tokenChanged));
        setAccessibleRole(AccessibleRole.IMAGE_VIEW);
        setAccessibleText(painter.title());
        setAccessibleHelp(definition());
        listen();
        toolbar.logarithmicProperty().addListener((observable, before, now) -> repaint());
        toolbar.hideUnless(hoverProperty().or(focusWithinProperty()));
    }

    /** Returns what the chart's values are and in which unit. */
    private String definition() {
        return Texts.get("view.chart." + chart.id() + ".definition");
    }

    /** Paints the chart anew as soon as the painter is free. */
    void repaint() {
        if (getWidth() >= 1 && getHeight() >= 1 && getScene() != null) {
            raster.paint(job());
        }
    }

    /** Returns what can be done with the picture. */
    ChartToolbar toolbar() {
        return toolbar;
    }

    /** Says whether a painting is under way. */
    boolean painting() {
        return raster.busy();
    }

    /** Returns what the last painting took, in ns. */
    long lastNanos() {
        return lastNanos;
    }

    /** Returns what is on screen, null before the first painting. */
    ChartRaster.@Nullable Job shown() {
        return shown;
    }

    /** Returns what stands below the plot: what the chart says of the token under the pointer, or the selected one. */
    String readout() {
        return readout.getText();
    }

    private ChartRaster.Job job() {
        var window = getScene() == null ? null : getScene().getWindow();
        return new ChartRaster.Job(data.get(), viewport(), window == null ? 1 : window.getOutputScaleX());
    }

    private Viewport viewport() {
        return new Viewport(
                axis.first(),
                axis.last(),
                (int) Math.max(1, getWidth()),
                (int) Math.max(1, getHeight()),
                dark() ? Palette.DARK : Palette.LIGHT,
                toolbar.logarithmicProperty().get());
    }

    private void show(ChartRaster.Painted painted) {
        shown = painted.job();
        lastNanos = painted.nanos();
        image.setImage(painted.image());
        image.setFitWidth(painted.image().getWidth() / painted.job().scale());
        image.setFitHeight(painted.image().getHeight() / painted.job().scale());
        requestLayout();
    }

    @Override
    void themeChanged() {
        repaint();
    }

    @Override
    protected void layoutChildren() {
        ChartRaster.Job job = shown;
        if (job == null || job.view().width() != (int) getWidth() || job.view().height() != (int) getHeight()) {
            repaint();
        }
        image.relocate(0, 0);
        title.resizeRelocate(0, 0, getWidth() / 3, TITLE_HEIGHT);
        double width = toolbar.prefWidth(-1);
        toolbar.resizeRelocate(Math.max(0, getWidth() - width - 16), TITLE_HEIGHT + 4, width, toolbar.prefHeight(-1));
        mark(hovered, model.hoveredTokenProperty().get(), color(Role.TEXT));
        mark(selected, model.selectedTokenProperty().get(), color(Role.ACCENT));
        layOutReadout();
    }

    private void mark(Rectangle mark, int token, Color color) {
        ChartRaster.Job job = shown;
        boolean visible = job != null
                && token >= 0
                && token < job.data().size()
                && token + 1 > job.view().first()
                && token < job.view().last();
        mark.setVisible(visible);
        if (job == null || !visible) {
            return;
        }
        var plot = job.view().plot();
        double left = Math.max(plot.getMinX(), job.view().x(token));
        double right = Math.min(plot.getMaxX(), job.view().x(token + 1));
        double width = Math.max(2, Math.round(right - left));
        mark.setX(Math.round(left) + 0.5);
        mark.setY(Math.round(plot.getY()) + 0.5);
        mark.setWidth(width - 1);
        mark.setHeight(Math.rint(plot.getHeight()) - 1);
        mark.setStroke(color);
    }

    private void layOutReadout() {
        ChartRaster.Job job = shown;
        int token = model.hoveredTokenProperty().get();
        if (token == RunModel.NONE) {
            token = model.selectedTokenProperty().get();
        }
        boolean known = job != null && token >= 0 && token < job.data().size();
        readout.setVisible(known);
        readout.setText(job != null && known ? painter.describe(job.data(), token) : "");
        double width = Math.max(0, getWidth() - READOUT_LEFT);
        readout.resizeRelocate(READOUT_LEFT, getHeight() - READOUT_HEIGHT, width, READOUT_HEIGHT);
    }

    private void listen() {
        addEventHandler(MouseEvent.MOUSE_MOVED, this::pointAt);
        addEventHandler(MouseEvent.MOUSE_EXITED, event -> pointNowhere());
        sceneProperty().addListener((observable, before, now) -> pointNowhere());
        addEventHandler(MouseEvent.MOUSE_PRESSED, this::pressed);
        addEventHandler(MouseEvent.MOUSE_DRAGGED, this::dragged);
        addEventHandler(MouseEvent.MOUSE_RELEASED, event -> released());
        addEventHandler(ScrollEvent.SCROLL, this::scrolled);
        addEventHandler(KeyEvent.KEY_PRESSED, this::keyPressed);
        setOnContextMenuRequested(event -> toolbar.menu(axis).show(this, event.getScreenX(), event.getScreenY()));
        widthProperty().addListener((observable, before, now) -> requestLayout());
        heightProperty().addListener((observable, before, now) -> requestLayout());
    }

    private void pointNowhere() {
        model.hoveredTokenProperty().set(RunModel.NONE);
        cell.hide();
    }

    private void pointAt(MouseEvent event) {
        int token = tokenAt(event.getX());
        model.hoveredTokenProperty().set(token);
        int layer = chart == Chart.LAYER_MAP && token != RunModel.NONE
                ? LayerMapPainter.layerAt(event.getY(), data.get(), viewport())
                : -1;
        if (layer < 0) {
            cell.hide();
            return;
        }
        cell.setText(LayerMapPainter.describe(data.get(), token, layer));
        cell.show(this, event.getScreenX() + 14, event.getScreenY() + 14);
    }

    private int tokenAt(double x) {
        return viewport().tokenAt(x, model.tokens().size());
    }

    private void pressed(MouseEvent event) {
        requestFocus();
        if (event.getButton() != MouseButton.PRIMARY) {
            return;
        }
        if (event.getClickCount() == 2) {
            axis.reset();
            pressedAt = Double.NaN;
            return;
        }
        pressedAt = event.getX();
        draggedTo = pressedAt;
    }

    /** Dragging zooms into a range; with Shift it moves along the axis. */
    private void dragged(MouseEvent event) {
        if (Double.isNaN(pressedAt)) {
            return;
        }
        if (event.isShiftDown()) {
            double tokens = (pressedAt - event.getX()) / viewport().pixelsPerToken();
            if (Math.abs(tokens) >= 1) {
                axis.pan((int) tokens);
                pressedAt = event.getX();
            }
            draggedTo = pressedAt;
            return;
        }
        draggedTo = event.getX();
        var plot = viewport().plot();
        double left = Math.max(plot.getMinX(), Math.min(pressedAt, draggedTo));
        double right = Math.min(plot.getMaxX(), Math.max(pressedAt, draggedTo));
        band.setVisible(right - left > CLICK_SLOP);
        band.setX(left);
        band.setY(plot.getY());
        band.setWidth(Math.max(0, right - left));
        band.setHeight(plot.getHeight());
        band.setFill(color(Role.ACCENT).deriveColor(0, 1, 1, 0.2));
        band.setStroke(color(Role.ACCENT));
    }

    private void released() {
        if (Double.isNaN(pressedAt)) {
            return;
        }
        band.setVisible(false);
        var view = viewport();
        if (Math.abs(draggedTo - pressedAt) > CLICK_SLOP) {
            axis.showRange((int) Math.floor(view.token(Math.min(pressedAt, draggedTo))), (int)
                    Math.floor(view.token(Math.max(pressedAt, draggedTo))));
        } else if (tokenAt(pressedAt) != RunModel.NONE) {
            model.selectedTokenProperty().set(tokenAt(pressedAt));
        }
        pressedAt = Double.NaN;
    }

    private void scrolled(ScrollEvent event) {
        var view = viewport();
        if (event.isShiftDown() || Math.abs(event.getDeltaX()) > Math.abs(event.getDeltaY())) {
            double distance = event.getDeltaX() == 0 ? event.getDeltaY() : event.getDeltaX();
            axis.pan(-distance / view.pixelsPerToken());
        } else {
            axis.zoom(view.token(event.getX()), Math.pow(ZOOM_PER_PIXEL, event.getDeltaY()));
        }
        event.consume();
    }

    private void keyPressed(KeyEvent event) {
        int token = model.selectedTokenProperty().get();
        double span = axis.last() - axis.first();
        double centre = token >= axis.first() && token < axis.last() ? token + 0.5 : axis.first() + span / 2;
        if (event.isShortcutDown()) {
            switch (event.getCode()) {
                case C -> toolbar.copy();
                case S -> toolbar.save(ChartFormat.PNG);
                case LEFT -> axis.pan(-Math.max(1, span * PAN_SHARE));
                case RIGHT -> axis.pan(Math.max(1, span * PAN_SHARE));
                default -> {
                    return;
                }
            }
        } else if (!zoomed(event, centre) && !selected(event.getCode(), token)) {
            return;
        }
        event.consume();
    }

    private boolean zoomed(KeyEvent event, double centre) {
        if (event.getText().equals("+") || event.getCode() == KeyCode.ADD || event.getCode() == KeyCode.EQUALS) {
            axis.zoom(centre, ZOOM_STEP);
        } else if (event.getCode() == KeyCode.MINUS || event.getCode() == KeyCode.SUBTRACT) {
            axis.zoom(centre, 1 / ZOOM_STEP);
        } else if (event.getCode() == KeyCode.DIGIT0 || event.getCode() == KeyCode.NUMPAD0) {
            axis.reset();
        } else if (event.getCode() == KeyCode.ENTER) {
            toolbar.openLarge();
        } else {
            return false;
        }
        return true;
    }

    private boolean selected(KeyCode code, int token) {
        int end = model.tokens().size() - 1;
        int target =
                switch (code) {
                    case LEFT -> token == RunModel.NONE ? end : Math.max(0, token - 1);
                    case RIGHT -> token == RunModel.NONE ? Math.min(0, end) : Math.min(end, token + 1);
                    case HOME -> Math.min(0, end);
                    case END -> end;
                    case ESCAPE -> RunModel.NONE;
                    default -> Integer.MIN_VALUE;
                };
        if (target == Integer.MIN_VALUE) {
            return false;
        }
        model.selectedTokenProperty().set(target);
        axis.reveal(target);
        return true;
    }
}
