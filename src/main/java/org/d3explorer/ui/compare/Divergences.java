package org.d3explorer.ui.compare;

import java.util.NavigableSet;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.d3explorer.ui.view.RunModel;

/** Goes to the tokens at which the texts leave full depth's, by selecting them. Interface thread only. */
final class Divergences {
    private final CompareColumns columns;

    Divergences(CompareColumns columns) {
        this.columns = columns;
    }

    /**
     * Selects a configuration's first difference, if it has one; selected again, it comes into sight again. Where its text
     * has no such token because it ended before full depth's, full depth's is selected.
     */
    void show(ColumnViewModel column, CompareMode mode) {
        int token = column.divergenceShown(mode);
        if (token != RunModel.NONE) {
            var own = column.shown(mode);
            var text = token < own.tokens().size() ? own : columns.fullDepth().run();
            text.selectedTokenProperty().set(RunModel.NONE);
            text.selectedTokenProperty().set(token);
        }
    }

    /**
     * Selects the next configuration's first difference in the order of the text, after the last one the first.
     *
     * @return whether there is any
     */
    boolean showNext(CompareMode mode) {
        var tokens = tokens(mode);
        if (tokens.isEmpty()) {
            return false;
        }
        var after = tokens.higher(selected(mode));
        int next = after == null ? tokens.first() : after;
        columns.others().stream()
                .filter(column -> column.divergenceShown(mode) == next)
                .findFirst()
                .ifPresent(column -> show(column, mode));
        return true;
    }

    private NavigableSet<Integer> tokens(CompareMode mode) {
        var tokens = new TreeSet<Integer>();
        columns.others().forEach(column -> tokens.add(column.divergenceShown(mode)));
        tokens.remove(RunModel.NONE);
        return tokens;
    }

    /** A text that ended before the selected token has none selected. */
    private int selected(CompareMode mode) {
        var others = columns.others().stream().map(column -> column.shown(mode));
        return Stream.concat(Stream.of(columns.fullDepth().run()), others)
                .mapToInt(text -> text.selectedTokenProperty().get())
                .max()
                .orElse(RunModel.NONE);
    }
}
