package org.d3explorer.ui.view;

import javafx.geometry.Insets;
import javafx.geometry.Pos;
import javafx.scene.control.Label;
import javafx.scene.layout.Background;
import javafx.scene.layout.BackgroundFill;
import javafx.scene.layout.CornerRadii;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Region;
import javafx.scene.paint.CycleMethod;
import javafx.scene.paint.LinearGradient;
import javafx.scene.paint.Stop;
import org.d3explorer.ui.text.Figures;
import org.d3explorer.ui.text.Texts;

/** The ramp of the tokens' colours, between the values at its ends. */
public final class ColorBar extends HBox {
    private static final int STOPS = 16;

    private final Label low = new Label();
    private final Label high = new Label();

    /** Shows the ramp without values. */
    ColorBar() {
        super(6);
        var ramp = new Region();
        ramp.setBackground(new Background(new BackgroundFill(gradient(), new CornerRadii(3), Insets.EMPTY)));
        ramp.setPrefSize(84, 12);
        ramp.setMinWidth(60);
        ramp.setMaxHeight(12);
        low.setMinWidth(USE_PREF_SIZE);
        high.setMinWidth(USE_PREF_SIZE);
        getChildren().addAll(low, ramp, high);
        setAlignment(Pos.CENTER_LEFT);
    }

    /** Returns the bar of texts coloured by {@link TokenShading.Divergence}. */
    public static ColorBar ofDivergence() {
        var bar = new ColorBar();
        bar.show(Figures.fixed(0, 0), "≥\u202f" + Figures.fixed(TokenColors.KL_TOP, 0), Texts.get("view.unit.KL"));
        return bar;
    }

    /**
     * Shows the values at the ends.
     *
     * @param from at the dark end
     * @param to at the bright end
     * @param unit of both
     */
    void show(String from, String to, String unit) {
        low.setText(from);
        high.setText(to + "\u202f" + unit);
        setAccessibleText(Texts.format("view.legend.ramp", from, to, unit));
    }

    private static LinearGradient gradient() {
        var stops = new Stop[STOPS + 1];
        for (int i = 0; i <= STOPS; i++) {
            stops[i] = new Stop((double) i / STOPS, TokenColors.ramp((double) i / STOPS));
        }
        return new LinearGradient(0, 0, 1, 0, true, CycleMethod.NO_CYCLE, stops);
    }
}
