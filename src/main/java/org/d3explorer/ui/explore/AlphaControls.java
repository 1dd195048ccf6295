package org.d3explorer.ui.explore;

import javafx.scene.control.Label;
import javafx.scene.control.Slider;
import javafx.scene.control.TextField;
import javafx.scene.input.KeyEvent;
import javafx.util.StringConverter;
import org.d3explorer.ui.text.Figures;
import org.d3explorer.ui.text.Texts;

/** A slider, a field and the half-life beside them, all for one α. */
public final class AlphaControls {
    private final DepthViewModel model;
    private final Slider slider;
    private final TextField field;
    private final Label halfLife;

    private AlphaControls(DepthViewModel model, Slider slider, TextField field, Label halfLife) {
        this.model = model;
        this.slider = slider;
        this.field = field;
        this.halfLife = halfLife;
    }

    /**
     * Binds the controls.
     *
     * @param model whose α they set
     * @param slider logarithmic in 1 − α, as {@link AlphaScale} has it
     * @param field takes α as typed, and arrow keys
     * @param halfLife shows the half-life in tokens
     */
    public static void bind(DepthViewModel model, Slider slider, TextField field, Label halfLife) {
        new AlphaControls(model, slider, field, halfLife).bind();
    }

    private void bind() {
        slider.setMin(AlphaScale.MIN);
        slider.setMax(AlphaScale.MAX);
        slider.setMajorTickUnit(0.5);
        slider.setMinorTickCount(0);
        slider.setBlockIncrement(AlphaScale.STEP);
        slider.setLabelFormatter(new StringConverter<>() {
            @Override
            public String toString(Double position) {
                return position == Math.rint(position) ? Fields.plain(AlphaScale.alpha(position)) : "";
            }

            @Override
            public Double fromString(String text) {
                return AlphaScale.position(Double.parseDouble(text));
            }
        });
        slider.setAccessibleText(Texts.get("run.alpha"));
        slider.setTooltip(Fields.tooltip(Texts.get("run.alpha.tip")));
        field.setAccessibleText(Texts.get("run.alpha"));
        field.setTooltip(Fields.tooltip(Texts.get("run.alpha.field.tip")));
        model.alphaProperty().addListener(observable -> showAlpha());
        slider.valueProperty().addListener((observable, before, now) -> {
            if (Math.abs(now.doubleValue()
                            - AlphaScale.position(model.alphaProperty().get()))
                    > 1e-6) {
                model.alphaProperty().set(AlphaScale.alpha(now.doubleValue()));
            }
        });
        field.setOnAction(event -> takeTypedAlpha());
        field.focusedProperty().addListener((observable, before, now) -> {
            if (!now) {
                takeTypedAlpha();
            }
        });
        field.addEventFilter(KeyEvent.KEY_PRESSED, event -> {
            int steps =
                    switch (event.getCode()) {
                        case UP -> 1;
                        case DOWN -> -1;
                        case PAGE_UP -> 10;
                        case PAGE_DOWN -> -10;
                        default -> 0;
                    };
            if (steps != 0) {
                model.alphaProperty()
                        .set(AlphaScale.stepped(model.alphaProperty().get(), steps));
                event.consume();
            }
        });
        showAlpha();
    }

    private void showAlpha() {
        double alpha = model.alphaProperty().get();
        slider.setValue(AlphaScale.position(alpha));
        field.setText(Fields.plain(alpha));
        halfLife.setText(
                alpha >= 1
                        ? Texts.get("run.halfLife.none")
                        : Texts.format("run.halfLife", Figures.fixed(model.halfLifeTokens(), 1)));
    }

    private void takeTypedAlpha() {
        var text = field.getText().strip();
        double typed = number(text);
        if (typed > 0 && typed <= 1) {
            model.alphaProperty().set(typed);
            showAlpha();
        } else {
            field.setText(Fields.plain(model.alphaProperty().get()));
            halfLife.setText(Texts.format("run.alpha.rejected", text, field.getText()));
        }
    }

    private static double number(String text) {
        try {
            return Double.parseDouble(text.replace(',', '.'));
        } catch (NumberFormatException e) {
            return Double.NaN;
        }
    }
}
