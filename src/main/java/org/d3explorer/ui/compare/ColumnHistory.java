package org.d3explorer.ui.compare;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.d3explorer.ui.explore.DepthChoice;

/**
 * What the configurations were before they were added, removed or equalized. Columns are kept themselves, so that one that
 * comes back still has its texts and figures, unless the others have been compared anew since.
 */
final class ColumnHistory {
    private final Deque<State> states = new ArrayDeque<>();
    private int comparison;

    private record State(List<ColumnViewModel> columns, List<DepthChoice> choices, int comparison) {}

    /** Remembers the configurations as they are. */
    void remember(List<ColumnViewModel> columns) {
        states.push(new State(
                List.copyOf(columns),
                columns.stream().map(column -> column.depth().choice()).toList(),
                comparison));
    }

    /** Forgets what was remembered last. */
    void dropLast() {
        states.poll();
    }

    /** Notes that another comparison began: what columns found before belongs to another text of full depth. */
    void comparedAnew() {
        comparison++;
    }

    /** Forgets everything. */
    void clear() {
        states.clear();
    }

    boolean isEmpty() {
        return states.isEmpty();
    }

    /**
     * Goes back by one.
     *
     * @param now the columns there are
     * @return the columns there were, with the settings they had
     */
    List<ColumnViewModel> undo(List<ColumnViewModel> now) {
        var state = states.pop();
        for (int i = 0; i < state.columns.size(); i++) {
            var column = state.columns.get(i);
            if (!now.contains(column) && state.comparison != comparison) {
                column.clear();
            }
            column.depth().choose(state.choices.get(i));
        }
        return state.columns;
    }
}
