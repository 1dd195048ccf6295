package org.d3explorer.ui.explore;

import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.Executor;
import javafx.beans.property.BooleanProperty;
import javafx.beans.property.DoubleProperty;
import javafx.beans.property.ReadOnlyDoubleProperty;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyStringProperty;
import javafx.beans.property.SimpleDoubleProperty;
import org.d3explorer.depth.DepthSchedule;
import org.d3explorer.settings.SettingsStore;
import org.d3explorer.trace.Candidate;
import org.d3explorer.trace.Trace;
import org.d3explorer.ui.notice.Notice.Severity;
import org.d3explorer.ui.notice.NoticeCenter;
import org.d3explorer.ui.text.Figures;
import org.d3explorer.ui.text.Texts;
import org.d3explorer.ui.view.LogitLensService;
import org.d3explorer.ui.view.RunModel;
import org.jspecify.annotations.Nullable;

/**
 * What the Explore view shows and can do. Interface thread only; {@link #pulse} is called once a frame while the engine is
 * at work and takes over what the run did since.
 */
public final class ExploreViewModel {
    private final EngineService engine;
    private final SettingsStore settings;
    private final NoticeCenter notices;
    private final Executor interfaceThread;

    private final StatusViewModel status = new StatusViewModel();
    private final RunModel run = new RunModel();
    private final DoubleProperty driftLimit = new SimpleDoubleProperty(this, "driftLimit");

    private final EngineUse use;
    private final ModelLoader models;
    private final Reruns reruns;
    private final RunSettings runSettings;
    private final LiveRun live = new LiveRun(run, status);
    private final BranchesViewModel branches;
    private final Generating generating;
    private final ExploreMemory memory;
    private boolean generateOnceLoaded;

    /**
     * Makes the view model with what is remembered; loads nothing yet.
     *
     * @param engine runs models
     * @param settings remembers
     * @param notices tells the user
     * @param kept where every run is kept
     * @param interfaceThread runs what touches this object
     */
    public ExploreViewModel(
            EngineService engine,
            SettingsStore settings,
            NoticeCenter notices,
            KeptRuns kept,
            Executor interfaceThread) {
        this.engine = engine;
        this.settings = settings;
        this.notices = notices;
        this.interfaceThread = interfaceThread;
        use = new EngineUse(notices);
        models = new ModelLoader(engine, use, notices, interfaceThread);
        reruns = new Reruns(engine, use, interfaceThread);
        runSettings = new RunSettings(settings, notices);
        branches = new BranchesViewModel(live, use);
        generating = new Generating(engine, use, runSettings, run, live, branches, kept, notices);
        memory = new ExploreMemory(settings);
        driftLimit.set(settings.get(ExploreSettings.DRIFT_LIMIT));
        run.colorModeProperty().set(settings.get(ExploreSettings.COLOR_MODE));
        driftLimit.addListener((observable, before, now) -> live.watchDrift(now.doubleValue()));
        live.watchDrift(driftLimit.get());
    }

    /** Loads a bundle; the run shown and the model before are given up. */
    public void loadModel(Path folder) {
        if (use.now().isBusy()) {
            notices.show(Severity.INFO, Texts.get("notice.busy"), Texts.get("notice.busy.remedy"));
            return;
        }
        rememberDepth();
        models.load(folder, this::adopt, this::loadingEnded);
    }

    private void adopt(ModelInfo info) {
        branches.forget();
        var depth = runSettings.depth();
        depth.adopt(info.layers(), info.manifest().d3(), memory.depth(info));
        depth.stepCostProperty().set(info.stepCost());
        memory.used(info.folder());
    }

    private void loadingEnded() {
        boolean generate = generateOnceLoaded && use.isReady();
        generateOnceLoaded = false;
        if (generate) {
            generate();
        }
    }

    /** Begins a new generation; while a model is being loaded, as soon as it is there. */
    public void generate() {
        if (use.now() == RunState.LOADING) {
            generateOnceLoaded = true;
            use.say(Texts.get("activity.generateOnceLoaded"));
        } else {
            begin(false);
        }
    }

    /** Holds the generation before its next token, or lets it go on. */
    public void pauseOrResume() {
        generating.pauseOrResume();
    }

    /** Generates one token and holds: of the running generation, or of a new one. */
    public void step() {
        switch (use.now()) {
            case RUNNING, PAUSED -> generating.step();
            case READY -> begin(true);
            default -> {}
        }
    }

    /** Ends the generation or measurement; what was generated stays. */
    public void stop() {
        if (use.now() == RunState.LOADING) {
            generateOnceLoaded = false;
        } else if (use.now() == RunState.LENT) {
            use.stopBorrower();
        } else if (use.now() == RunState.MEASURING) {
            reruns.cancel();
            use.set(RunState.STOPPING);
        } else if (use.now().isActive()) {
            generating.stop();
            use.set(RunState.STOPPING);
        }
    }

    /**
     * Lends the engine to another view: nothing can be begun here until {@link #giveBack}. Where it is not free the user is
     * told why.
     *
     * @param doing says in one line what the borrower does
     * @param stop ends the borrower's work, where the user asks for it in this view
     * @return the engine, empty where it is not free
     */
    public Optional<EngineService> borrow(String doing, Runnable stop) {
        return use.lend(engine, doing, stop);
    }

    /**
     * Takes the engine back.
     *
     * @param done says in one line how the borrower's work ended
     */
    public void giveBack(String done) {
        use.takeBack(done);
    }

    /** Takes the run shown away; {@link BranchesViewModel#undo} brings it back. */
    public void clear() {
        if (!use.now().isBusy() && run.headerProperty().get() != null) {
            branches.clear();
        }
    }

    /** Says whether a finished run is there whose speedup can be measured. */
    public boolean canMeasure() {
        return use.isReady() && run.tokens().size() >= 2 && !run.changes().isEmpty();
    }

    /** Measures the speedup of the run shown: it and full depth in turn. */
    public void measure() {
        var header = run.headerProperty().get();
        if (!canMeasure() || header == null) {
            return;
        }
        var request = new SpeedupRequest(
                header.promptIds(),
                run.changes(),
                run.tokens().size(),
                settings.get(ExploreSettings.SPEEDUP_REPETITIONS));
        reruns.measure(request, this::measured);
    }

    private void measured(@Nullable MeasuredSpeedup speedup, @Nullable Throwable failure) {
        if (speedup != null) {
            status.show(speedup);
            branches.measured(speedup);
            use.say(status.measuredDetails());
        } else if (failure != null && !(failure instanceof CancellationException)) {
            notices.failed(failure);
        }
    }

    /**
     * Runs a kept run again with the model loaded; {@link #stop} ends it early.
     *
     * @param request what to repeat
     * @param completion called on the interface thread
     * @return whether it was begun; the user is told where the engine is busy or has no model
     */
    public boolean repeat(RepeatRequest request, Completion<Trace> completion) {
        if (!use.requireReady()) {
            return false;
        }
        reruns.repeat(request, completion);
        return true;
    }

    /**
     * Goes on from a token of the run shown with another candidate in its place, as a branch.
     *
     * @param index i of the token T_i to replace
     * @param candidate what takes its place
     */
    public void branch(int index, Candidate candidate) {
        var tree = branches.trace();
        if (use.isReady() && tree != null && index >= 0 && index < run.tokens().size()) {
            generating.begin(BranchSeed.alternative(tree, branches.branch(), index, candidate));
        }
    }

    /**
     * Goes on behind a token of the run shown with the depth settings of now, as a branch.
     *
     * @param index i of the last token T_i that stays
     */
    public void continueFrom(int index) {
        var tree = branches.trace();
        if (use.isReady() && tree != null && index >= 0 && index < run.tokens().size()) {
            generating.begin(BranchSeed.depth(tree, branches.branch(), index + 1));
        }
    }

    /** Goes on behind the selected token with the depth settings of now, as a branch; tells the user where none is. */
    public void continueFromSelected() {
        int selected = run.selectedTokenProperty().get();
        if (use.isReady() && selected == RunModel.NONE) {
            notices.show(
                    Severity.INFO, Texts.get("notice.nothingSelected"), Texts.get("notice.nothingSelected.remedy"));
        } else {
            continueFrom(selected);
        }
    }

    private void begin(boolean held) {
        if (use.now() == RunState.NO_MODEL) {
            use.requireReady();
        }
        if (!use.isReady()) {
            return;
        }
        var info = models.now();
        generating.begin(info != null && info.chat(), held);
    }

    /** Takes over what the run did since the last call; once a frame. */
    public void pulse() {
        generating.pulse();
    }

    /** Goes back to the model's own D³ defaults. */
    public void resetDepth() {
        var info = models.now();
        if (info != null) {
            depth().choose(DepthChoice.defaults(info.layers(), info.manifest().d3()));
        }
    }

    /** Puts what is to be remembered into the settings. */
    public void remember() {
        rememberDepth();
        runSettings.store(settings);
        settings.set(ExploreSettings.DRIFT_LIMIT, driftLimit.get());
        settings.set(ExploreSettings.COLOR_MODE, run.colorModeProperty().get());
    }

    /** Ends what runs and closes the engine. */
    public void close() {
        generating.stop();
        reruns.cancel();
        engine.close();
    }

    private void rememberDepth() {
        var info = models.now();
        if (info != null) {
            memory.store(info, depth().choice());
        }
    }

    /** Returns what beside the verdict warns that the decay has gone too far; empty where it has not. */
    public String driftWarning() {
        int token = run.driftTokenProperty().get();
        if (token == RunModel.NONE) {
            return "";
        }
        boolean constant = run.changes().getLast().configuration().schedule() instanceof DepthSchedule.Constant;
        return Texts.format(
                constant ? "explore.drift.constant" : "explore.drift", token, Figures.fixed(driftLimit.get(), 2));
    }

    /** Returns what computes the logit lens of the run shown; to be used while {@link RunState#READY}. */
    public LogitLensService lens() {
        return new EngineLens(engine, run);
    }

    /**
     * Returns what computes the logit lens of a run that another view shows, made with the model loaded. It borrows the
     * engine while it does.
     *
     * @param shown the run
     */
    public LogitLensService lens(RunModel shown) {
        return new BorrowedLens(this, shown, interfaceThread);
    }

    /** Returns the branches of the run shown, and what undoes and does again. */
    public BranchesViewModel branches() {
        return branches;
    }

    /** Returns the prompt's view model. */
    public PromptViewModel prompt() {
        return runSettings.prompt();
    }

    /** Returns the depth settings. */
    public DepthViewModel depth() {
        return runSettings.depth();
    }

    /** Returns the sampling settings. */
    public SamplingViewModel sampling() {
        return runSettings.sampling();
    }

    /** Returns the status bar's figures. */
    public StatusViewModel status() {
        return status;
    }

    /** Returns the run shown. */
    public RunModel run() {
        return run;
    }

    /** Returns whether the next run is compared with full depth. */
    public BooleanProperty referenceProperty() {
        return runSettings.referenceProperty();
    }

    /** Returns whether the next run passes over end tokens. */
    public BooleanProperty ignoreEndTokensProperty() {
        return runSettings.ignoreEndTokensProperty();
    }

    /** Returns the mean KL of 32 tokens from which the decay is said to have gone too far, in nats. */
    public DoubleProperty driftLimitProperty() {
        return driftLimit;
    }

    /** Returns what the view is doing. */
    public ReadOnlyObjectProperty<RunState> stateProperty() {
        return use.stateProperty();
    }

    /** Returns the loaded model, null while there is none. */
    public ReadOnlyObjectProperty<@Nullable ModelInfo> modelProperty() {
        return models.modelProperty();
    }

    /** Returns one line on what is going on. */
    public ReadOnlyStringProperty activityProperty() {
        return use.activityProperty();
    }

    /** Returns how far it is, 0..1; 0 = nothing to show, −1 = unknown. */
    public ReadOnlyDoubleProperty progressProperty() {
        return use.progressProperty();
    }
}
