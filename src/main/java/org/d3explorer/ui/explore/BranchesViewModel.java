package org.d3explorer.ui.explore;

import java.util.List;
import javafx.beans.property.ReadOnlyBooleanProperty;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.collections.FXCollections;
import javafx.collections.ObservableList;
import org.d3explorer.trace.Branch;
import org.d3explorer.trace.EndReason;
import org.d3explorer.trace.Fork;
import org.d3explorer.trace.RunHeader;
import org.d3explorer.trace.Trace;
import org.d3explorer.trace.export.BranchCaption;
import org.d3explorer.ui.explore.ShownHistory.Place;
import org.d3explorer.ui.text.Texts;
import org.jspecify.annotations.Nullable;

/**
 * The run shown in Explore as a tree of branches: which of them is shown, going to another, and back to what was shown
 * before. Nothing here takes anything out of the run's trace. Interface thread only.
 */
public final class BranchesViewModel {
    private final LiveRun live;
    private final EngineUse use;
    private final ShownHistory history = new ShownHistory();
    private final ObservableList<BranchRow> rows = FXCollections.observableArrayList();
    private final ReadOnlyObjectWrapper<@Nullable BranchRow> shown = new ReadOnlyObjectWrapper<>(this, "shown");
    private @Nullable Place place;
    /** What was shown before the run in progress, null for nothing. */
    private @Nullable Place before;
    /** Where the run in progress leaves another, null for none. */
    private @Nullable Fork fork;

    BranchesViewModel(LiveRun live, EngineUse use) {
        this.live = live;
        this.use = use;
    }

    /** Shows a branch of the run, where nothing is going on. */
    public void show(BranchRow row) {
        var now = place;
        if (use.isReady() && now != null && row.id() != now.branch()) {
            go(new Place(now.tree(), row.id()));
        }
    }

    /** Shows the branch made before the one shown, or after it, where there is one. */
    public void showNext(int by) {
        var now = place;
        if (now != null) {
            var branches = now.tree().trace().branches();
            int next = now.tree().trace().number(now.branch()) - 1 + by;
            if (next >= 0 && next < branches.size()) {
                int id = branches.get(next).id();
                rows.stream().filter(row -> row.id() == id).findFirst().ifPresent(this::show);
            }
        }
    }

    /** Goes back to what was shown before the last branch, run or clearing; nothing is lost by it. */
    public void undo() {
        if (use.isReady() && history.canUndoProperty().get()) {
            go(history.undo().before());
        }
    }

    /** Goes forward again. */
    public void redo() {
        if (use.isReady() && history.canRedoProperty().get()) {
            go(history.redo().after());
        }
    }

    private void go(@Nullable Place to) {
        place = to;
        if (to == null) {
            live.clear();
            use.say(Texts.get("activity.nothingShown"));
        } else {
            live.show(to.tree().trace().path(to.branch()), to.tree().speedup(to.branch()));
            use.say(Texts.get("activity.shown"));
        }
        update();
    }

    /** Takes the run shown away; {@link #undo} brings it back. */
    void clear() {
        history.add(place, null);
        go(null);
        use.say(Texts.get("activity.cleared"));
    }

    /** Forgets every run: another model was loaded. */
    void forget() {
        history.forget();
        place = null;
        live.clear();
        update();
    }

    /** Takes a run in that has just begun and is shown from now on. */
    void begun(RunHeader header, KeptTrace kept) {
        before = place;
        var seed = live.seed();
        fork = seed == null ? null : seed.fork(header);
        var left = place;
        var tree = seed != null && left != null && seed.belongsTo(header)
                ? left.tree()
                : new RunTree(
                        header, seed == null ? List.of() : seed.base(header).branches(), kept);
        int id = tree.nextId();
        tree.add(live.own(id, fork, null, null));
        place = new Place(tree, id);
        update();
    }

    /**
     * Takes in what has become of the run begun last. A branch that was stopped before it generated a token is not kept, and
     * what was shown before is shown again.
     */
    void ended(EndReason reason, @Nullable Throwable failure) {
        var now = place;
        if (now == null) {
            return;
        }
        var own = live.own(now.branch(), fork, reason, KeptRun.oneLine(failure));
        if (fork != null && fork.index() + own.tokens().size() <= fork.firstGenerated()) {
            now.tree().removeLast();
            go(before);
        } else {
            now.tree().replaceLast(own);
            history.add(before, now);
            update();
        }
    }

    void measured(MeasuredSpeedup speedup) {
        if (place != null) {
            place.tree().measured(place.branch(), speedup);
        }
    }

    /** Returns where the run shown is kept; a place for a new one where none is shown. */
    KeptTrace kept() {
        return place == null ? new KeptTrace() : place.tree().kept();
    }

    /** Returns the run shown with all its branches, null where none is. */
    @Nullable
    Trace trace() {
        return place == null ? null : place.tree().trace();
    }

    /** Returns the id of the branch shown. */
    int branch() {
        return place == null ? Branch.ROOT : place.branch();
    }

    private void update() {
        var now = place;
        if (now == null) {
            rows.clear();
            shown.set(null);
            live.caption("");
            return;
        }
        var trace = now.tree().trace();
        live.caption(BranchCaption.of(trace, now.branch()));
        rows.setAll(BranchRow.of(trace));
        shown.set(rows.stream()
                .filter(row -> row.id() == now.branch())
                .findFirst()
                .orElse(null));
    }

    /** Returns the branches of the run shown, each below the one it leaves. */
    public ObservableList<BranchRow> rows() {
        return rows;
    }

    /** Returns the branch shown, null where no run is. */
    public ReadOnlyObjectProperty<@Nullable BranchRow> shownProperty() {
        return shown.getReadOnlyProperty();
    }

    /** Returns whether there is something to go back to; possible while nothing is going on. */
    public ReadOnlyBooleanProperty canUndoProperty() {
        return history.canUndoProperty();
    }

    /** Returns whether there is something to go forward to; possible while nothing is going on. */
    public ReadOnlyBooleanProperty canRedoProperty() {
        return history.canRedoProperty();
    }
}
