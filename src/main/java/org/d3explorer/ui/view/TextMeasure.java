package org.d3explorer.ui.view;

import java.util.HashMap;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import javafx.scene.text.Font;
import javafx.scene.text.Text;

/** Widths of short texts in one font, in px. Tokens repeat, so each is measured once. Interface thread only. */
final class TextMeasure implements ToDoubleFunction<String> {
    private static final int MOST_REMEMBERED = 50_000;

    private final Text text = new Text();
    private final Map<String, Double> widths = new HashMap<>();

    TextMeasure(Font font) {
        text.setFont(font);
    }

    Font font() {
        return text.getFont();
    }

    @Override
    public double applyAsDouble(String value) {
        if (value.isEmpty()) {
            return 0;
        }
        Double known = widths.get(value);
        if (known != null) {
            return known;
        }
        if (widths.size() == MOST_REMEMBERED) {
            widths.clear();
        }
        text.setText(value);
        double width = text.getLayoutBounds().getWidth();
        widths.put(value, width);
        return width;
    }
}
