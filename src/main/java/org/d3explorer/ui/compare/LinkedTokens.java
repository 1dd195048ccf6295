package org.d3explorer.ui.compare;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import javafx.beans.property.IntegerProperty;
import javafx.beans.value.ChangeListener;
import org.d3explorer.ui.view.RunModel;

/** The token under the pointer, and the selected one, are the same position in several texts. */
final class LinkedTokens {
    private static final List<Function<RunModel, IntegerProperty>> SHARED =
            List.of(RunModel::hoveredTokenProperty, RunModel::selectedTokenProperty);

    private final List<RunModel> texts = new ArrayList<>();
    private final ChangeListener<Number> hovered = (observable, before, now) -> share(0, now.intValue());
    private final ChangeListener<Number> selected = (observable, before, now) -> share(1, now.intValue());
    private boolean sharing;

    /** Links these texts, and those linked before no more. */
    void link(List<RunModel> next) {
        for (var text : texts) {
            text.hoveredTokenProperty().removeListener(hovered);
            text.selectedTokenProperty().removeListener(selected);
        }
        texts.clear();
        texts.addAll(next);
        for (var text : texts) {
            text.hoveredTokenProperty().addListener(hovered);
            text.selectedTokenProperty().addListener(selected);
        }
    }

    private void share(int which, int token) {
        if (sharing) {
            return;
        }
        sharing = true;
        for (var text : texts) {
            boolean there = token < text.tokens().size();
            SHARED.get(which).apply(text).set(there ? token : RunModel.NONE);
        }
        sharing = false;
    }
}
