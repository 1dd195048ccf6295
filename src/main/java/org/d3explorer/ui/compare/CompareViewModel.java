package org.d3explorer.ui.compare;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.Executor;
import java.util.stream.Collectors;
import java.util.stream.Stream;
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
import org.d3explorer.decoding.Cancellation;
import org.d3explorer.decoding.RunRequest;
import org.d3explorer.depth.DepthConfiguration;
import org.d3explorer.depth.Preset;
import org.d3explorer.depth.UserError;
import org.d3explorer.evaluation.EqualMeanDepth;
import org.d3explorer.settings.SettingsStore;
import org.d3explorer.trace.Sampling;
import org.d3explorer.ui.explore.DepthChoice;
import org.d3explorer.ui.explore.EngineService;
import org.d3explorer.ui.explore.ExploreSettings;
import org.d3explorer.ui.explore.ExploreViewModel;
import org.d3explorer.ui.explore.GenerationRequest;
import org.d3explorer.ui.explore.MeasuredSpeedup;
import org.d3explorer.ui.explore.ModelInfo;
import org.d3explorer.ui.explore.PromptViewModel;
import org.d3explorer.ui.explore.SpeedupRequest;
import org.d3explorer.ui.notice.Notice.Severity;
import org.d3explorer.ui.notice.NoticeCenter;
import org.d3explorer.ui.text.Figures;
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

    private final ColumnViewModel fullDepth = new ColumnViewModel(true);
    private final ObservableList<ColumnViewModel> columns = FXCollections.observableArrayList();
    private final ObservableList<ComparisonRow> rows = FXCollections.observableArrayList();
    private final IntegerProperty maxNewTokens = new SimpleIntegerProperty(this, "maxNewTokens");
    private final BooleanProperty ignoreEndTokens = new SimpleBooleanProperty(this, "ignoreEndTokens");
    private final ObjectProperty<CompareMode> mode = new SimpleObjectProperty<>(this, "mode");
    private final ReadOnlyObjectWrapper<CompareState> state =
            new ReadOnlyObjectWrapper<>(this, "state", CompareState.IDLE);
    private final ReadOnlyStringWrapper activity = new ReadOnlyStringWrapper(this, "activity", "");
    private final ReadOnlyDoubleWrapper progress = new ReadOnlyDoubleWrapper(this, "progress", 0);

    private final List<List<DepthChoice>> undo = new ArrayList<>();
    private @Nullable ComparisonRun comparison;
    private Cancellation measuring = new Cancellation();

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
        fullDepth.depth().maxNewTokensProperty().bind(maxNewTokens);
        explore.modelProperty().addListener((observable, before, now) -> adopt(now));
        adopt(explore.modelProperty().get());
    }

    private void adopt(@Nullable ModelInfo info) {
        fullDepth.clear();
        columns.forEach(ColumnViewModel::clear);
        undo.clear();
        if (info != null) {
            var defaults = info.manifest().d3();
            fullDepth.depth().adopt(info.layers(), defaults, null);
            fullDepth.depth().presetProperty().set(Preset.FULL);
            if (columns.isEmpty()) {
                var remembered = settings.get(CompareSettings.COLUMNS).stream()
                        .filter(DepthChoice::isUsable)
                        .limit(MOST_COLUMNS)
                        .toList();
                remembered.forEach(choice -> insert(info, choice));
                if (remembered.isEmpty()) {
                    insert(info, null);
                    insert(info, null).depth().presetProperty().set(Preset.UNIFIED);
                }
            } else {
                columns.forEach(column -> column.depth()
                        .adopt(info.layers(), defaults, column.depth().choice()));
            }
            columns.forEach(column -> column.depth().stepCostProperty().set(info.stepCost()));
        }
        activity.set("");
        refreshRows();
    }

    private ColumnViewModel insert(ModelInfo info, @Nullable DepthChoice choice) {
        var column = new ColumnViewModel(false);
        column.depth().maxNewTokensProperty().bind(maxNewTokens);
        column.depth().adopt(info.layers(), info.manifest().d3(), choice);
        column.depth().stepCostProperty().set(info.stepCost());
        column.depth().configurationProperty().addListener(observable -> refreshRows());
        columns.add(column);
        return column;
    }

    /** Adds a configuration with the first preset that is not there so far. */
    public void addColumn() {
        var info = explore.modelProperty().get();
        if (info == null || isBusy() || columns.size() >= MOST_COLUMNS) {
            return;
        }
        remember();
        var taken = columns.stream()
                .map(column -> column.depth().presetProperty().get())
                .collect(Collectors.toSet());
        var preset = Stream.of(Preset.D3, Preset.UNIFIED, Preset.EARLY_EXIT, Preset.SKIPDECODE, Preset.CUSTOM)
                .filter(candidate -> !taken.contains(candidate))
                .findFirst()
                .orElse(Preset.D3);
        insert(info, null).depth().presetProperty().set(preset);
        refreshRows();
    }

    /** Takes a configuration away, if another one is left. */
    public void removeColumn(ColumnViewModel column) {
        if (!isBusy() && columns.size() > 1) {
            remember();
            columns.remove(column);
            refreshRows();
        }
    }

    /** Takes the last adding, removing or equalizing back; texts stay where the configurations are as many as before. */
    public void undo() {
        var info = explore.modelProperty().get();
        if (info == null || isBusy() || undo.isEmpty()) {
            return;
        }
        var choices = undo.removeLast();
        if (choices.size() != columns.size()) {
            columns.clear();
            fullDepth.clear();
            choices.forEach(choice -> insert(info, choice));
        } else {
            for (int i = 0; i < choices.size(); i++) {
                columns.get(i).depth().choose(choices.get(i));
            }
        }
        activity.set(Texts.get("compare.activity.undone"));
        refreshRows();
    }

    private void remember() {
        undo.add(choices());
    }

    private List<DepthChoice> choices() {
        return columns.stream().map(column -> column.depth().choice()).toList();
    }

    /** Sets each other configuration's parameter so that its mean depth is nearest to the first one's. */
    public void equalizeMeanDepth() {
        if (isBusy() || columns.size() < 2) {
            return;
        }
        var before = choices();
        try {
            var first = columns.getFirst().depth();
            var search = new EqualMeanDepth(
                    maxNewTokens.get(), first.layersProperty().get(), first.calibratedOrders());
            double target = search.meanDepth(first.settings());
            var worst = 0.0;
            for (var column : columns.subList(1, columns.size())) {
                var match = search.nearest(column.depth().settings(), target);
                column.depth().alphaProperty().set(match.settings().alpha());
                column.depth().constantDepthProperty().set(match.settings().constantDepth());
                column.depth().minDepthProperty().set(match.settings().minDepth());
                worst = Math.max(worst, Math.abs(match.meanDepth() - target));
            }
            undo.add(before);
            activity.set(Texts.format("compare.activity.equalized", Figures.fixed(target, 2), Figures.fixed(worst, 2)));
        } catch (RuntimeException e) {
            if (!(e instanceof UserError)) {
                throw e;
            }
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
        requests.forEach((column, request) -> column.prepare(request.configuration()));
        var run = new ComparisonRun(engine, all(), requests::get, interfaceThread, new Progress());
        comparison = run;
        run.start();
    }

    private @Nullable Map<ColumnViewModel, GenerationRequest> requests() {
        var prompt = explore.prompt();
        if (explore.modelProperty().get() != null && prompt.textProperty().get().isBlank()) {
            notices.show(Severity.INFO, Texts.get("notice.emptyPrompt"), Texts.get("notice.emptyPrompt.remedy"));
            return null;
        }
        var requests = new HashMap<ColumnViewModel, GenerationRequest>();
        for (var column : all()) {
            var configuration = column.depth().configurationProperty().get();
            if (!column.problem().isEmpty()) {
                notices.show(
                        Severity.WARNING,
                        letter(column) + ": " + column.problem(),
                        Texts.get("notice.depthProblem.remedy"));
                return null;
            }
            if (configuration != null) {
                requests.put(column, request(column, configuration));
            }
        }
        return requests;
    }

    private GenerationRequest request(ColumnViewModel column, DepthConfiguration configuration) {
        var info = explore.modelProperty().get();
        return new GenerationRequest(
                prompt().textProperty().get(),
                prompt().chatProperty().get() && info != null && info.chat(),
                configuration,
                column.depth().kvPolicyProperty().get(),
                Sampling.greedy(),
                maxNewTokens.get(),
                ignoreEndTokens.get(),
                column.isReference() ? 0 : RunRequest.DEFAULT_REFERENCE_CHUNK,
                List.of());
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
            measuring.cancel();
            if (comparison != null) {
                comparison.stop();
            }
        }
    }

    /** Says whether there are texts whose speedup can be measured. */
    public boolean canMeasure() {
        return !isBusy() && columns.stream().anyMatch(CompareViewModel::isMeasurable);
    }

    private static boolean isMeasurable(ColumnViewModel column) {
        return column.run().tokens().size() >= 2 && !column.run().changes().isEmpty();
    }

    /** Measures each configuration's speedup over full depth, one after the other. */
    public void measure() {
        if (!canMeasure()) {
            return;
        }
        explore.borrow(Texts.get("compare.activity.lent"), this::stop).ifPresent(engine -> {
            measuring = new Cancellation();
            state.set(CompareState.MEASURING);
            measureNext(
                    engine,
                    columns.stream().filter(CompareViewModel::isMeasurable).iterator());
        });
    }

    private void measureNext(EngineService engine, Iterator<ColumnViewModel> rest) {
        if (!rest.hasNext()) {
            finish(Texts.get("compare.activity.measured"), null);
            return;
        }
        var column = rest.next();
        var header = column.run().headerProperty().get();
        if (header == null) {
            measureNext(engine, rest);
            return;
        }
        activity.set(Texts.format("compare.activity.measuring", letter(column)));
        engine.measure(
                new SpeedupRequest(
                        header.promptIds(),
                        column.run().changes(),
                        column.run().tokens().size(),
                        settings.get(ExploreSettings.SPEEDUP_REPETITIONS)),
                share -> interfaceThread.execute(() -> progress.set(share)),
                measuring,
                (speedup, failure) -> interfaceThread.execute(() -> measured(column, speedup, failure, engine, rest)));
    }

    private void measured(
            ColumnViewModel column,
            @Nullable MeasuredSpeedup speedup,
            @Nullable Throwable failure,
            EngineService engine,
            Iterator<ColumnViewModel> rest) {
        if (speedup == null) {
            finish(Texts.get("activity.stopped"), failure);
            return;
        }
        column.show(speedup);
        refreshRows();
        measureNext(engine, rest);
    }

    private void finish(String line, @Nullable Throwable failure) {
        boolean failed = false;
        if (failure != null && !(failure instanceof CancellationException)) {
            failed = true;
            notices.failed(failure);
        }
        comparison = null;
        progress.set(0);
        state.set(CompareState.IDLE);
        activity.set(failed ? Texts.get("activity.failed") : line);
        explore.giveBack(activity.get());
        refreshRows();
    }

    private void refreshRows() {
        var next = new ArrayList<ComparisonRow>();
        if (explore.modelProperty().get() != null) {
            all().forEach(column -> next.add(column.row(letter(column), mode.get(), fullDepth)));
        }
        rows.setAll(next);
    }

    /** Returns the summary table as tab-separated values, a header line first. */
    public String tabSeparated() {
        var lines = new ArrayList<String>();
        lines.add(Texts.get("compare.table.name") + "\t"
                + Stream.of(CompareFigure.values()).map(CompareFigure::title).collect(Collectors.joining("\t")));
        rows.forEach(row -> lines.add(row.name() + "\t"
                + Stream.of(CompareFigure.values())
                        .map(figure -> figure.text(row))
                        .collect(Collectors.joining("\t"))));
        return String.join("\n", lines) + "\n";
    }

    /** Stores what is remembered. The engine is not this view's to close. */
    public void close() {
        stop();
        if (!columns.isEmpty()) {
            settings.set(CompareSettings.COLUMNS, choices());
        }
        settings.set(CompareSettings.MAX_NEW_TOKENS, maxNewTokens.get());
        settings.set(CompareSettings.IGNORE_END, ignoreEndTokens.get());
        settings.set(CompareSettings.MODE, mode.get());
    }

    /** Follows a comparison. */
    private final class Progress implements ComparisonRun.Listener {
        @Override
        public void generating(int column) {
            state.set(CompareState.GENERATING);
            activity.set(Texts.format(
                    "compare.activity.generating", letter(all().get(column)), column + 1, columns.size() + 1));
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

    private List<ColumnViewModel> all() {
        return Stream.concat(Stream.of(fullDepth), columns.stream()).toList();
    }

    /** Returns the letter a configuration is called by, R for full depth. */
    public String letter(ColumnViewModel column) {
        return column.isReference() ? "R" : String.valueOf((char) ('A' + Math.max(0, columns.indexOf(column))));
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
        return fullDepth;
    }

    /** Returns the configurations compared with full depth, to be changed by this object only. */
    public ObservableList<ColumnViewModel> columns() {
        return columns;
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
