package org.d3explorer.ui.explore;

import java.util.ArrayDeque;
import java.util.Deque;
import javafx.beans.property.ReadOnlyBooleanProperty;
import javafx.beans.property.ReadOnlyBooleanWrapper;
import org.jspecify.annotations.Nullable;

/**
 * What was shown before and after each run begun, branch made, and clearing, to go back and forward again. It refers to runs
 * and changes none of them. Interface thread only.
 */
final class ShownHistory {
    private static final int MOST_STEPS = 100;

    private final Deque<Step> done = new ArrayDeque<>();
    private final Deque<Step> undone = new ArrayDeque<>();
    private final ReadOnlyBooleanWrapper canUndo = new ReadOnlyBooleanWrapper(this, "canUndo");
    private final ReadOnlyBooleanWrapper canRedo = new ReadOnlyBooleanWrapper(this, "canRedo");

    /**
     * A branch of a run.
     *
     * @param tree the run
     * @param branch its id
     */
    record Place(RunTree tree, int branch) {}

    /**
     * What one action changed.
     *
     * @param before what was shown, null for nothing
     * @param after what was shown then, null for nothing
     */
    record Step(@Nullable Place before, @Nullable Place after) {}

    /**
     * Adds an action; what was undone can no longer be done again. There is nothing to go back to from the first run of all.
     */
    void add(@Nullable Place before, @Nullable Place after) {
        if (before == null && done.isEmpty()) {
            return;
        }
        done.push(new Step(before, after));
        if (done.size() > MOST_STEPS) {
            done.removeLast();
        }
        undone.clear();
        update();
    }

    /** Goes back one action; only where {@link #canUndoProperty} says so. */
    Step undo() {
        var step = done.pop();
        undone.push(step);
        update();
        return step;
    }

    /** Goes forward one action; only where {@link #canRedoProperty} says so. */
    Step redo() {
        var step = undone.pop();
        done.push(step);
        update();
        return step;
    }

    /** Forgets everything: another model was loaded. */
    void forget() {
        done.clear();
        undone.clear();
        update();
    }

    ReadOnlyBooleanProperty canUndoProperty() {
        return canUndo.getReadOnlyProperty();
    }

    ReadOnlyBooleanProperty canRedoProperty() {
        return canRedo.getReadOnlyProperty();
    }

    private void update() {
        canUndo.set(!done.isEmpty());
        canRedo.set(!undone.isEmpty());
    }
}
