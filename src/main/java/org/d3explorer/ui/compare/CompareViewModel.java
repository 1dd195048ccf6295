package org.d3explorer.ui.compare;

import java.util.ArrayList;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.Executor;
import javafx.beans.property.BooleanProperty;
import javafx.beans.property.IntegerProperty;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.ReadOnlyDoubleProperty;
import javafx.beans.property.ReadOnlyDoubleWrapper;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.beans.property.ReadOnlyStringProperty;
import javafx.beans.property.ReadOnlyStringWrapper;
import javafx.beans.property.SimpleBooleanProperty;
import javafx.beans.property.SimpleIntegerProperty;
import javafx.beans.property.SimpleObjectProperty;
import javafx.collections.FXCollections;
import javafx.collections.ObservableList;
import org.d3explorer.depth.DepthException;
import org.d3explorer.evaluation.EvaluationException;
import org.d3explorer.settings.SettingsStore;
import org.d3explorer.ui.explore.DepthChoice;
import org.d3explorer.ui.explore.EngineService;
import org.d3explorer.ui.explore.ExploreSettings;
import org.d3explorer.ui.explore.ExploreViewModel;
import org.d3explorer.ui.explore.GenerationRequest;
import org.d3explorer.ui.explore.ModelInfo;
import org.d3explorer.ui.explore.PromptViewModel;
import org.d3explorer.ui.notice.Notice.Severity;
import org.d3explorer.ui.notice.NoticeCenter;
import org.d3explorer.ui.text.Texts;
import org.jspecify.annotations.Nullable;

/** What the Compare view shows and can do. Interface thread only; {@link #pulse} is called once a frame while it works. */
public final class CompareViewModel {
    /** Most configurations beside full depth. */
    public static final int MOST_COLUMNS = 4;

    private final ExploreViewModel explore;
    private final SettingsStore settings;
    private final NoticeCenter notices;
    private final Executor interfaceThread;

    private final ObservableList<ComparisonRow> rows = FXCollections.observableArrayList();
    private final IntegerProperty maxNewTokens = new SimpleIntegerProperty(this, "maxNewTokens");
    private final CompareColumns columns = new CompareColumns(maxNewTokens, this::refreshRows);
    private final Divergences divergences = new Divergences(columns);
    private final BooleanProperty ignoreEndTokens = new SimpleBooleanProperty(this, "ignoreEndTokens");
    private final ObjectProperty<CompareMode> mode = new SimpleObjectProperty<>(this, "mode");
    private final ReadOnlyObjectWrapper<CompareState> state =
            new ReadOnlyObjectWrapper<>(this, "state", CompareState.IDLE);
    private final ReadOnlyStringWrapper activity = new ReadOnlyStringWrapper(this, "activity", "");
    private final ReadOnlyDoubleWrapper progress = new ReadOnlyDoubleWrapper(this, "progress", 0);

    private @Nullable ComparisonRun comparison;
    private @Nullable SpeedupRun measuring;

    /**
     * Makes the view model with what is remembered.
     *
     * @param explore has the model, the prompt, and lends the engine
     * @param settings remembers
     * @param notices tells the user
     * @param interfaceThread runs what touches this object
     */
    public CompareViewModel(
            ExploreViewModel explore, SettingsStore settings, NoticeCenter notices, Executor interfaceThread) {
        this.explore = explore;
        this.settings = settings;
        this.notices = notices;
        this.interfaceThread = interfaceThread;
        maxNewTokens.set(settings.get(CompareSettings.MAX_NEW_TOKENS));
        ignoreEndTokens.set(settings.get(CompareSettings.IGNORE_END));
        mode.set(settings.get(CompareSettings.MODE));
        mode.addListener(observable -> refreshRows());
        explore.modelProperty().addListener((observable, before, now) -> adopt(now));
        adopt(explore.modelProperty().get());
    }

    private void adopt(@Nullable ModelInfo info) {
        var remembered = settings.get(CompareSettings.COLUMNS).stream()
                .filter(DepthChoice::isUsable)
                .limit(MOST_COLUMNS)
                .toList();
        columns.adopt(info, remembered);
        activity.set("");
        refreshRows();
    }

    /** Adds a configuration with the first preset that is not there so far. */
    public void addColumn() {
        var info = explore.modelProperty().get();
        if (info != null && !isBusy() && columns().size() < MOST_COLUMNS) {
            columns.add(info);
            refreshRows();
        }
    }

    /** Takes a configuration away, if another one is left. */
    public void removeColumn(ColumnViewModel column) {
        if (!isBusy() && columns().size() > 1) {
            columns.remove(column);
            refreshRows();
        }
    }

    /** Takes the last adding, removing or equalizing back; a configuration that comes back brings its texts and figures. */
    public void undo() {
        if (!isBusy() && columns.canUndo()) {
            columns.undo();
            activity.set(Texts.get("compare.activity.undone"));
            refreshRows();
        }
    }

    /**
     * Sets the configurations' parameters so that their mean depths agree: at the first one's, where the others reach that,
     * else at the nearest that all reach. Says which cannot.
     */
    public void equalizeMeanDepth() {
        if (isBusy() || columns().size() < 2) {
            return;
        }
        try {
            var result = columns.equalize();
            activity.set(result.words());
            if (!result.equal()) {
                notices.show(Severity.INFO, result.words(), Texts.get("compare.equal.not.remedy"));
            }
        } catch (DepthException | EvaluationException e) {
            notices.failed(e);
        }
    }

    /** Runs all configurations on the prompt, full depth first. */
    public void compare() {
        if (isBusy()) {
            return;
        }
        var requests = requests();
        if (requests == null) {
            return;
        }
        explore.borrow(Texts.get("compare.activity.lent"), this::stop).ifPresent(engine -> begin(engine, requests));
    }

    private void begin(EngineService engine, Map<ColumnViewModel, GenerationRequest> requests) {
        columns.comparedAnew();
        requests.forEach((column, request) -> column.prepare(request.configuration()));
        var run = new ComparisonRun(engine, columns.all(), requests::get, interfaceThread, new ComparisonProgress());
        comparison = run;
        run.start();
    }

    private @Nullable Map<ColumnViewModel, GenerationRequest> requests() {
        var info = explore.modelProperty().get();
        var prompt = explore.prompt();
        if (info != null && prompt.textProperty().get().isBlank()) {
            notices.show(Severity.INFO, Texts.get("notice.emptyPrompt"), Texts.get("notice.emptyPrompt.remedy"));
            return null;
        }
        for (var column : columns.all()) {
            if (!column.problem().isEmpty()) {
                notices.show(
                        Severity.WARNING,
                        letter(column) + ": " + column.problem(),
                        Texts.get("notice.depthProblem.remedy"));
                return null;
            }
        }
        boolean chat = prompt.chatProperty().get() && info != null && info.chat();
        return new CompareRequests(prompt.textProperty().get(), chat, maxNewTokens.get(), ignoreEndTokens.get())
                .of(columns.all());
    }

    /** Takes over what was done since the last call; once a frame. */
    public void pulse() {
        if (comparison != null) {
            comparison.pulse();
        }
    }

    /** Ends what is going on; what was found so far stays. */
    public void stop() {
        if (isBusy() && state.get() != CompareState.STOPPING) {
            state.set(CompareState.STOPPING);
            if (measuring != null) {
                measuring.stop();
            }
            if (comparison != null) {
                comparison.stop();
            }
        }
    }

    /** Says whether there are texts whose speedup can be measured. */
    public boolean canMeasure() {
        return !isBusy() && columns().stream().anyMatch(SpeedupRun::isMeasurable);
    }

    /** Measures each configuration's speedup over full depth, one after the other. */
    public void measure() {
        if (!canMeasure()) {
            return;
        }
        explore.borrow(Texts.get("compare.activity.lent"), this::stop).ifPresent(engine -> {
            state.set(CompareState.MEASURING);
            var run = new SpeedupRun(
                    engine,
                    columns().stream().filter(SpeedupRun::isMeasurable).toList(),
                    settings.get(ExploreSettings.SPEEDUP_REPETITIONS),
                    interfaceThread,
                    new MeasuringProgress());
            measuring = run;
            run.start();
        });
    }

    /** Selects a configuration's first difference in the comparison shown. */
    void showDivergence(ColumnViewModel column) {
        divergences.show(column, mode.get());
    }

    /** Selects the next first difference of any configuration in the comparison shown. */
    public void showNextDivergence() {
        if (!divergences.showNext(mode.get()) && !isBusy()) {
            activity.set(Texts.get("compare.activity.noDivergence"));
        }
    }

    private void finish(String line, @Nullable Throwable failure) {
        boolean failed = false;
        if (failure != null && !(failure instanceof CancellationException)) {
            failed = true;
            notices.failed(failure);
        }
        comparison = null;
        measuring = null;
        progress.set(0);
        state.set(CompareState.IDLE);
        activity.set(failed ? Texts.get("activity.failed") : line);
        explore.giveBack(activity.get());
        refreshRows();
    }

    private void refreshRows() {
        var next = new ArrayList<ComparisonRow>();
        if (explore.modelProperty().get() != null) {
            columns.all().forEach(column -> next.add(column.row(letter(column), mode.get(), columns.fullDepth())));
        }
        rows.setAll(next);
    }

    /** Returns the summary table as tab-separated values, a header line first. */
    public String tabSeparated() {
        return ComparisonTable.tabSeparated(rows);
    }

    /** Puts what is to be remembered into the settings. */
    public void remember() {
        if (!columns().isEmpty()) {
            settings.set(CompareSettings.COLUMNS, columns.choices());
        }
        settings.set(CompareSettings.MAX_NEW_TOKENS, maxNewTokens.get());
        settings.set(CompareSettings.IGNORE_END, ignoreEndTokens.get());
        settings.set(CompareSettings.MODE, mode.get());
    }

    /** Follows a comparison. */
    private final class ComparisonProgress implements ComparisonRun.Listener {
        @Override
        public void generating(int column) {
            state.set(CompareState.GENERATING);
            activity.set(Texts.format(
                    "compare.activity.generating",
                    letter(columns.all().get(column)),
                    column + 1,
                    columns.all().size()));
        }

        @Override
        public void progressed(double share) {
            progress.set(share);
            refreshRows();
        }

        @Override
        public void scoring() {
            state.set(CompareState.SCORING);
            activity.set(Texts.get("compare.activity.scoring"));
        }

        @Override
        public void ended(boolean complete, @Nullable Throwable failure) {
            finish(Texts.get(complete ? "compare.activity.done" : "activity.stopped"), failure);
        }
    }

    /** Follows the measuring of speedups. */
    private final class MeasuringProgress implements SpeedupRun.Listener {
        @Override
        public void measuring(ColumnViewModel column) {
            activity.set(Texts.format("compare.activity.measuring", letter(column)));
            refreshRows();
        }

        @Override
        public void progressed(double share) {
            progress.set(share);
        }

        @Override
        public void ended(boolean complete, @Nullable Throwable failure) {
            finish(Texts.get(complete ? "compare.activity.measured" : "activity.stopped"), failure);
        }
    }

    /** Returns the letter a configuration is called by, R for full depth. */
    public String letter(ColumnViewModel column) {
        return columns.letter(column);
    }

    private boolean isBusy() {
        return state.get() != CompareState.IDLE;
    }

    /** Returns the prompt, which the Explore view shares. */
    public PromptViewModel prompt() {
        return explore.prompt();
    }

    /** Returns the loaded model, null while there is none. */
    public ReadOnlyObjectProperty<@Nullable ModelInfo> modelProperty() {
        return explore.modelProperty();
    }

    /** Returns full depth's column. */
    public ColumnViewModel fullDepth() {
        return columns.fullDepth();
    }

    /** Returns the configurations compared with full depth, to be changed by this object only. */
    public ObservableList<ColumnViewModel> columns() {
        return columns.others();
    }

    /** Returns the summary table, full depth first. */
    public ObservableList<ComparisonRow> rows() {
        return rows;
    }

    /** Returns the bound on generated tokens. */
    public IntegerProperty maxNewTokensProperty() {
        return maxNewTokens;
    }

    /** Returns whether end tokens are passed over. */
    public BooleanProperty ignoreEndTokensProperty() {
        return ignoreEndTokens;
    }

    /** Returns which comparison is shown; both are made. */
    public ObjectProperty<CompareMode> modeProperty() {
        return mode;
    }

    /** Returns what the view is doing. */
    public ReadOnlyObjectProperty<CompareState> stateProperty() {
        return state.getReadOnlyProperty();
    }

    /** Returns one line on what is going on. */
    public ReadOnlyStringProperty activityProperty() {
        return activity.getReadOnlyProperty();
    }

    /** Returns how far it is, 0..1. */
    public ReadOnlyDoubleProperty progressProperty() {
        return progress.getReadOnlyProperty();
    }
}
