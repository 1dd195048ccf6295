package org.d3explorer.ui.view;

import java.util.function.BiConsumer;

/**
 * The tokens a user has selected: the model's selected token, and the range from where the selection was begun. Holds no
 * scene classes.
 */
final class TokenSelection {
    private final RunModel model;
    private final BiConsumer<Integer, Integer> rangeChanged;
    private int anchor = RunModel.NONE;
    private boolean extending;

    /**
     * Follows a model.
     *
     * @param model holds the selected token
     * @param rangeChanged is told the first and last selected token, or twice {@link RunModel#NONE}
     */
    TokenSelection(RunModel model, BiConsumer<Integer, Integer> rangeChanged) {
        this.model = model;
        this.rangeChanged = rangeChanged;
        model.selectedTokenProperty().addListener((observable, before, now) -> {
            if (!extending) {
                anchor = caret();
            }
            tell();
        });
    }

    /** Returns the selected token, or {@link RunModel#NONE}. */
    int caret() {
        return model.selectedTokenProperty().get();
    }

    /** Returns the first selected token, or {@link RunModel#NONE}. */
    int first() {
        return caret() == RunModel.NONE ? RunModel.NONE : Math.min(anchor, caret());
    }

    /** Returns the last selected token, or {@link RunModel#NONE}. */
    int last() {
        return Math.max(anchor, caret());
    }

    /**
     * Selects a token.
     *
     * @param token clamped to the run
     * @param extend whether the selection goes on from where it was begun
     */
    void moveTo(int token, boolean extend) {
        int end = model.tokens().size() - 1;
        if (end < 0) {
            return;
        }
        int target = Math.clamp(token, 0, end);
        extending = extend && anchor != RunModel.NONE;
        if (!extending) {
            anchor = target;
        }
        model.selectedTokenProperty().set(target);
        extending = false;
        tell();
    }

    /** Selects every token. */
    void all() {
        moveTo(0, false);
        moveTo(model.tokens().size() - 1, true);
    }

    /** Selects nothing. */
    void clear() {
        anchor = RunModel.NONE;
        model.selectedTokenProperty().set(RunModel.NONE);
    }

    /** Returns the selected tokens' text; all generated text where nothing is selected. */
    String text() {
        return caret() == RunModel.NONE ? text(0, model.tokens().size() - 1) : text(first(), last());
    }

    /** Returns all generated text. */
    String allText() {
        return text(0, model.tokens().size() - 1);
    }

    private String text(int from, int to) {
        var text = new StringBuilder();
        for (int i = from; i <= to; i++) {
            text.append(model.tokens().get(i).text());
        }
        return text.toString();
    }

    private void tell() {
        rangeChanged.accept(first(), caret() == RunModel.NONE ? RunModel.NONE : last());
    }
}
