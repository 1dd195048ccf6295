package org.d3explorer.ui.explore;

import java.util.Optional;
import javafx.beans.property.ReadOnlyDoubleProperty;
import javafx.beans.property.ReadOnlyDoubleWrapper;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.beans.property.ReadOnlyStringProperty;
import javafx.beans.property.ReadOnlyStringWrapper;
import org.d3explorer.ui.notice.Notice.Severity;
import org.d3explorer.ui.notice.NoticeCenter;
import org.d3explorer.ui.text.Texts;

/** What the one engine is doing, for whom, and how far it is. Interface thread only. */
final class EngineUse {
    private static final double UNKNOWN = -1;

    private final NoticeCenter notices;
    private final ReadOnlyObjectWrapper<RunState> state = new ReadOnlyObjectWrapper<>(this, "state", RunState.NO_MODEL);
    private final ReadOnlyStringWrapper activity =
            new ReadOnlyStringWrapper(this, "activity", Texts.get("activity.noModel"));
    private final ReadOnlyDoubleWrapper progress = new ReadOnlyDoubleWrapper(this, "progress", 0);
    private Runnable stopBorrower = () -> {};

    /**
     * Begins without a model.
     *
     * @param notices tells the user why something cannot begin
     */
    EngineUse(NoticeCenter notices) {
        this.notices = notices;
    }

    /** Returns what the engine is doing. */
    RunState now() {
        return state.get();
    }

    /** Says whether a model is loaded and nothing runs. */
    boolean isReady() {
        return now() == RunState.READY;
    }

    /** Says that something begins, whose progress is not known yet. */
    void begin(RunState next, String doing) {
        state.set(next);
        progress.set(UNKNOWN);
        activity.set(doing);
    }

    /** Says that what went on has ended. */
    void end(RunState next, String how) {
        progress.set(0);
        state.set(next);
        activity.set(how);
    }

    /** Changes what the engine is doing while it goes on. */
    void set(RunState next) {
        state.set(next);
    }

    /** Says in one line what is going on. */
    void say(String doing) {
        activity.set(doing);
    }

    /**
     * Says how far it is.
     *
     * @param share 0..1
     */
    void advance(double share) {
        progress.set(share);
    }

    /** Says whether something can begin; where not, tells the user why. */
    boolean requireReady() {
        switch (now()) {
            case READY -> {
                return true;
            }
            case NO_MODEL ->
                notices.show(Severity.INFO, Texts.get("notice.noModel"), Texts.get("notice.noModel.remedy"));
            case LOADING ->
                notices.show(Severity.INFO, Texts.get("notice.loading"), Texts.get("notice.loading.remedy"));
            default ->
                notices.show(
                        Severity.INFO,
                        Texts.format("notice.busyWith", activity.get()),
                        Texts.get("notice.busyWith.remedy"));
        }
        return false;
    }

    /**
     * Lends the engine; see {@link ExploreViewModel#borrow}.
     *
     * @param engine what is lent
     * @param doing says in one line what the borrower does
     * @param stop ends the borrower's work
     */
    Optional<EngineService> lend(EngineService engine, String doing, Runnable stop) {
        if (!requireReady()) {
            return Optional.empty();
        }
        stopBorrower = stop;
        state.set(RunState.LENT);
        activity.set(doing);
        return Optional.of(engine);
    }

    /** Ends the borrower's work. */
    void stopBorrower() {
        stopBorrower.run();
    }

    /** Takes the engine back. */
    void takeBack(String done) {
        if (now() == RunState.LENT) {
            stopBorrower = () -> {};
            end(RunState.READY, done);
        }
    }

    ReadOnlyObjectProperty<RunState> stateProperty() {
        return state.getReadOnlyProperty();
    }

    ReadOnlyStringProperty activityProperty() {
        return activity.getReadOnlyProperty();
    }

    /** Returns how far it is, 0..1; 0 = nothing to show, −1 = unknown. */
    ReadOnlyDoubleProperty progressProperty() {
        return progress.getReadOnlyProperty();
    }
}
