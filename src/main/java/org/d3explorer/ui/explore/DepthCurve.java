package org.d3explorer.ui.explore;

import java.util.List;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.SimpleObjectProperty;
import javafx.geometry.VPos;
import javafx.scene.AccessibleRole;
import javafx.scene.layout.Pane;
import javafx.scene.shape.Line;
import javafx.scene.shape.Polygon;
import javafx.scene.shape.Polyline;
import javafx.scene.text.Text;
import org.d3explorer.depth.DepthConfiguration.Stretch;
import org.d3explorer.ui.text.Texts;

/** The depth the coming tokens would run at: a falling staircase over the index of the generated token. */
public final class DepthCurve extends Pane {
    private static final double LEFT = 26;
    private static final double BOTTOM = 16;
    private static final double TOP = 8;
    private static final double RIGHT = 6;

    private final ObjectProperty<Depths> depths = new SimpleObjectProperty<>(this, "depths", Depths.NONE);
    private final Polyline line = new Polyline();
    private final Polygon area = new Polygon();
    private final Line base = new Line();
    private final Line full = new Line();
    private final Text fullText = new Text();
    private final Text lowText = new Text();
    private final Text firstToken = new Text("0");
    private final Text lastToken = new Text();

    /**
     * What is drawn.
     *
     * @param stretches depths of the coming tokens from T_0 on, without a gap
     * @param layers L
     */
    public record Depths(List<Stretch> stretches, int layers) {
        /** Nothing. */
        public static final Depths NONE = new Depths(List.of(), 0);

        /** Copies the list. */
        public Depths {
            stretches = List.copyOf(stretches);
        }
    }

    /** Makes an empty curve. */
    public DepthCurve() {
        getStyleClass().add("depth-curve");
        setAccessibleRole(AccessibleRole.IMAGE_VIEW);
        line.getStyleClass().add("curve-line");
        area.getStyleClass().add("curve-area");
        base.getStyleClass().add("curve-axis");
        full.getStyleClass().add("curve-full");
        for (var text : new Text[] {fullText, lowText, firstToken, lastToken}) {
            text.getStyleClass().add("curve-text");
            text.setTextOrigin(VPos.CENTER);
        }
        getChildren().addAll(area, full, base, line, fullText, lowText, firstToken, lastToken);
        depths.addListener(observable -> requestLayout());
    }

    /** Returns what is drawn. */
    public ObjectProperty<Depths> depthsProperty() {
        return depths;
    }

    @Override
    protected void layoutChildren() {
        var shown = depths.get();
        var stretches = shown.stretches();
        boolean any = !stretches.isEmpty();
        getChildren().forEach(child -> child.setVisible(any));
        if (!any) {
            return;
        }
        double width = Math.max(1, getWidth() - LEFT - RIGHT);
        double height = Math.max(1, getHeight() - TOP - BOTTOM);
        drawStairs(stretches, shown.layers(), width, height);
        int last = stretches.getLast().depth();
        int tokens = stretches.getLast().end();
        place(base, TOP + height, width);
        place(full, TOP, width);
        placeLeft(fullText, Integer.toString(shown.layers()), TOP);
        double lowY = y(last, shown.layers(), height);
        lowText.setVisible(last < shown.layers() && lowY > TOP + 14);
        placeLeft(lowText, Integer.toString(last), lowY);
        firstToken.setX(LEFT);
        firstToken.setY(getHeight() - BOTTOM / 2 + 2);
        lastToken.setText(Texts.format("depth.curve.tokens", tokens - 1));
        lastToken.setX(getWidth() - RIGHT - lastToken.getLayoutBounds().getWidth());
        lastToken.setY(firstToken.getY());
        setAccessibleText(
                Texts.format("depth.curve.accessible", stretches.getFirst().depth(), last, tokens));
    }

    private void drawStairs(List<Stretch> stretches, int layers, double width, double height) {
        var points = line.getPoints();
        points.clear();
        double perToken = width / stretches.getLast().end();
        for (var stretch : stretches) {
            double y = y(stretch.depth(), layers, height);
            points.addAll(LEFT + stretch.first() * perToken, y, LEFT + stretch.end() * perToken, y);
        }
        area.getPoints().setAll(points);
        area.getPoints().addAll(LEFT + width, TOP + height, LEFT, TOP + height);
    }

    private static double y(int depth, int layers, double height) {
        return TOP + height * (1 - (double) depth / layers);
    }

    private static void place(Line rule, double y, double width) {
        rule.setStartX(LEFT);
        rule.setEndX(LEFT + width);
        rule.setStartY(y);
        rule.setEndY(y);
    }

    private static void placeLeft(Text text, String content, double y) {
        text.setText(content);
        text.setX(LEFT - 6 - text.getLayoutBounds().getWidth());
        text.setY(y);
    }
}
