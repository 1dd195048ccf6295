package org.d3explorer.ui.explore;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.Executor;
import javafx.beans.property.BooleanProperty;
import javafx.beans.property.DoubleProperty;
import javafx.beans.property.ReadOnlyDoubleProperty;
import javafx.beans.property.ReadOnlyDoubleWrapper;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.beans.property.ReadOnlyStringProperty;
import javafx.beans.property.ReadOnlyStringWrapper;
import javafx.beans.property.SimpleBooleanProperty;
import javafx.beans.property.SimpleDoubleProperty;
import org.d3explorer.decoding.Cancellation;
import org.d3explorer.decoding.ForcedToken;
import org.d3explorer.decoding.RunRequest;
import org.d3explorer.settings.SettingsStore;
import org.d3explorer.trace.Candidate;
import org.d3explorer.trace.EndReason;
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

    private final PromptViewModel prompt;
    private final DepthViewModel depth = new DepthViewModel();
    private final SamplingViewModel sampling;
    private final StatusViewModel status = new StatusViewModel();
    private final RunModel run = new RunModel();
    private final BooleanProperty reference = new SimpleBooleanProperty(this, "reference");
    private final BooleanProperty ignoreEndTokens = new SimpleBooleanProperty(this, "ignoreEndTokens");
    private final DoubleProperty driftLimit = new SimpleDoubleProperty(this, "driftLimit");

    private final ReadOnlyObjectWrapper<RunState> state = new ReadOnlyObjectWrapper<>(this, "state", RunState.NO_MODEL);
    private final ReadOnlyObjectWrapper<@Nullable ModelInfo> model = new ReadOnlyObjectWrapper<>(this, "model");
    private final ReadOnlyStringWrapper activity = new ReadOnlyStringWrapper(this, "activity", "");
    private final ReadOnlyDoubleWrapper progress = new ReadOnlyDoubleWrapper(this, "progress", 0);

    private final LiveRun live = new LiveRun(run, status);
    private final KeptRuns kept;
    private final ExploreMemory memory;
    /** Keeps the run shown; null where none is. */
    private @Nullable KeptRun shown;
    /** Keeps the run that was cleared last. */
    private @Nullable KeptRun cleared;

    /** Keeps the run begun last, which is not shown before its prompt is tokenized. */
    private @Nullable KeptRun begun;

    private Cancellation measuring = new Cancellation();
    private boolean generateOnceLoaded;
    private Runnable stopBorrower = () -> {};

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
        this.kept = kept;
        this.interfaceThread = interfaceThread;
        memory = new ExploreMemory(settings);
        prompt = new PromptViewModel(settings);
        sampling = new SamplingViewModel(settings.get(ExploreSettings.SAMPLING));
        reference.set(settings.get(ExploreSettings.REFERENCE));
        ignoreEndTokens.set(settings.get(ExploreSettings.IGNORE_END));
        driftLimit.set(settings.get(ExploreSettings.DRIFT_LIMIT));
        run.colorModeProperty().set(settings.get(ExploreSettings.COLOR_MODE));
        depth.maxNewTokensProperty().set(settings.get(ExploreSettings.MAX_NEW_TOKENS));
        depth.configurationProperty().addListener(observable -> configureRun());
        depth.kvPolicyProperty().addListener(observable -> configureRun());
        driftLimit.addListener((observable, before, now) -> live.watchDrift(now.doubleValue()));
        live.watchDrift(driftLimit.get());
        activity.set(Texts.get("activity.noModel"));
    }

    /** Loads a bundle; the run shown and the model before are given up. */
    public void loadModel(Path folder) {
        if (state.get().isBusy()) {
            notices.show(Severity.INFO, Texts.get("notice.busy"), Texts.get("notice.busy.remedy"));
            return;
        }
        rememberDepth();
        state.set(RunState.LOADING);
        progress.set(-1);
        activity.set(Texts.format("activity.loading", folder.getFileName()));
        engine.load(folder, (info, failure) -> interfaceThread.execute(() -> loaded(info, failure)));
    }

    private void loaded(@Nullable ModelInfo info, @Nullable Throwable failure) {
        progress.set(0);
        if (info == null) {
            generateOnceLoaded = false;
            model.set(null);
            state.set(RunState.NO_MODEL);
            activity.set(Texts.get("activity.noModel"));
            if (failure != null) {
                notices.failed(failure);
            }
            return;
        }
        clearRun();
        model.set(info);
        depth.adopt(info.layers(), info.manifest().d3(), memory.depth(info));
        depth.stepCostProperty().set(info.stepCost());
        memory.used(info.folder());
        state.set(RunState.READY);
        activity.set(Texts.format("activity.ready", info.manifest().name()));
        info.fallback().ifPresent(line -> notices.show(Severity.WARNING, line, ""));
        if (generateOnceLoaded) {
            generateOnceLoaded = false;
            generate();
        }
    }

    /** Begins a new generation; while a model is being loaded, as soon as it is there. */
    public void generate() {
        if (state.get() == RunState.LOADING) {
            generateOnceLoaded = true;
            activity.set(Texts.get("activity.generateOnceLoaded"));
        } else {
            begin(false);
        }
    }

    /** Holds the generation before its next token, or lets it go on. */
    public void pauseOrResume() {
        if (state.get() == RunState.RUNNING) {
            live.control().pause();
            state.set(RunState.PAUSED);
        } else if (state.get() == RunState.PAUSED) {
            live.control().resume();
            state.set(RunState.RUNNING);
        }
    }

    /** Generates one token and holds: of the running generation, or of a new one. */
    public void step() {
        switch (state.get()) {
            case RUNNING, PAUSED -> {
                live.control().step();
                state.set(RunState.PAUSED);
            }
            case READY -> begin(true);
            default -> {}
        }
    }

    /** Ends the generation or measurement; what was generated stays. */
    public void stop() {
        if (state.get() == RunState.LOADING) {
            generateOnceLoaded = false;
        } else if (state.get() == RunState.LENT) {
            stopBorrower.run();
        } else if (state.get() == RunState.MEASURING) {
            measuring.cancel();
            state.set(RunState.STOPPING);
        } else if (state.get().isActive()) {
            live.control().stop();
            state.set(RunState.STOPPING);
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
        switch (state.get()) {
            case READY -> {
                stopBorrower = stop;
                state.set(RunState.LENT);
                activity.set(doing);
                return Optional.of(engine);
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
        return Optional.empty();
    }

    /**
     * Takes the engine back.
     *
     * @param done says in one line how the borrower's work ended
     */
    public void giveBack(String done) {
        if (state.get() == RunState.LENT) {
            stopBorrower = () -> {};
            state.set(RunState.READY);
            activity.set(done);
        }
    }

    /** Takes the run shown away; {@link #undoClear} brings it back. */
    public void clear() {
        if (!state.get().isBusy() && run.headerProperty().get() != null) {
            var keeper = shown;
            clearRun();
            cleared = keeper;
            activity.set(Texts.get("activity.cleared"));
        }
    }

    /** Shows the run again that was cleared last, if none was begun since. */
    public void undoClear() {
        if (state.get() == RunState.READY && live.restore()) {
            shown = cleared;
            activity.set(Texts.get("activity.restored"));
        }
    }

    /** Says whether a finished run is there whose speedup can be measured. */
    public boolean canMeasure() {
        return state.get() == RunState.READY
                && run.tokens().size() >= 2
                && !run.changes().isEmpty();
    }

    /** Measures the speedup of the run shown: it and full depth in turn. */
    public void measure() {
        var header = run.headerProperty().get();
        if (!canMeasure() || header == null) {
            return;
        }
        measuring = new Cancellation();
        state.set(RunState.MEASURING);
        progress.set(0);
        activity.set(Texts.get("activity.measuring"));
        var request = new SpeedupRequest(
                header.promptIds(),
                run.changes(),
                run.tokens().size(),
                settings.get(ExploreSettings.SPEEDUP_REPETITIONS));
        engine.measure(
                request,
                share -> interfaceThread.execute(() -> {
                    if (state.get() == RunState.MEASURING) {
                        progress.set(share);
                    }
                }),
                measuring,
                (speedup, failure) -> interfaceThread.execute(() -> measured(speedup, failure)));
    }

    private void measured(@Nullable MeasuredSpeedup speedup, @Nullable Throwable failure) {
        progress.set(0);
        state.set(RunState.READY);
        if (speedup != null) {
            status.show(speedup);
            activity.set(status.measuredDetails());
        } else if (failure != null && !(failure instanceof CancellationException)) {
            notices.failed(failure);
            activity.set(Texts.get("activity.failed"));
        } else {
            activity.set(Texts.get("activity.stopped"));
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
        if (state.get() != RunState.READY) {
            boolean none = state.get() == RunState.NO_MODEL;
            notices.show(
                    Severity.INFO,
                    Texts.get(none ? "notice.noModel" : "notice.busy"),
                    Texts.get(none ? "notice.noModel.remedy" : "notice.busy.wait"));
            return false;
        }
        measuring = new Cancellation();
        state.set(RunState.MEASURING);
        progress.set(0);
        activity.set(Texts.get("activity.repeating"));
        engine.repeat(
                request,
                share -> interfaceThread.execute(() -> {
                    if (state.get() == RunState.MEASURING) {
                        progress.set(share);
                    }
                }),
                measuring,
                (trace, failure) -> interfaceThread.execute(() -> {
                    progress.set(0);
                    state.set(RunState.READY);
                    activity.set(Texts.get(
                            trace != null
                                    ? "activity.repeated"
                                    : failure instanceof CancellationException
                                            ? "activity.stopped"
                                            : "activity.failed"));
                    completion.done(trace, failure);
                }));
        return true;
    }

    /**
     * Goes on from a token of the run shown with another candidate in its place.
     *
     * @param index i of the token to replace
     * @param candidate what takes its place
     */
    public void branch(int index, Candidate candidate) {
        var header = run.headerProperty().get();
        if (state.get() != RunState.READY
                || header == null
                || index >= run.tokens().size()) {
            return;
        }
        var seed = BranchSeed.of(run, index, candidate);
        if (seed.tokens().size() >= depth.maxNewTokensProperty().get()) {
            notices.show(Severity.INFO, Texts.get("notice.branchTooLong"), Texts.get("notice.branchTooLong.remedy"));
            return;
        }
        boolean chat = !header.renderedPrompt().equals(header.prompt());
        var request = request(header.prompt(), chat, seed.prefix());
        if (request == null) {
            return;
        }
        start(request, seed, shown, false);
    }

    private void begin(boolean held) {
        if (state.get() != RunState.READY) {
            if (state.get() == RunState.NO_MODEL) {
                notices.show(Severity.INFO, Texts.get("notice.noModel"), Texts.get("notice.noModel.remedy"));
            }
            return;
        }
        var info = model.get();
        boolean chat = prompt.chatProperty().get() && info != null && info.chat();
        var request = request(prompt.textProperty().get(), chat, List.of());
        if (request == null) {
            return;
        }
        prompt.used();
        start(request, BranchSeed.NONE, null, held);
    }

    private @Nullable GenerationRequest request(String text, boolean chat, List<ForcedToken> prefix) {
        var configuration = depth.configurationProperty().get();
        if (!depth.problemProperty().get().isEmpty() || configuration == null) {
            notices.show(Severity.WARNING, depth.problemProperty().get(), Texts.get("notice.depthProblem.remedy"));
            return null;
        }
        if (text.isBlank()) {
            notices.show(Severity.INFO, Texts.get("notice.emptyPrompt"), Texts.get("notice.emptyPrompt.remedy"));
            return null;
        }
        return new GenerationRequest(
                text,
                chat,
                configuration,
                depth.kvPolicyProperty().get(),
                sampling.sampling(),
                depth.maxNewTokensProperty().get(),
                ignoreEndTokens.get(),
                reference.get() ? RunRequest.DEFAULT_REFERENCE_CHUNK : 0,
                prefix);
    }

    private void start(GenerationRequest request, BranchSeed seed, @Nullable KeptRun parent, boolean held) {
        var events = new KeptRun(kept, notices, live.prepare(seed), seed, parent);
        begun = events;
        if (held) {
            live.control().step();
        }
        state.set(held ? RunState.PAUSED : RunState.RUNNING);
        progress.set(-1);
        activity.set(Texts.get("activity.prefill"));
        engine.generate(request, live.control(), events);
    }

    private void configureRun() {
        var configuration = depth.configurationProperty().get();
        if (state.get().isActive() && configuration != null) {
            live.control().configure(configuration, depth.kvPolicyProperty().get());
        }
    }

    /** Takes over what the run did since the last call; once a frame. */
    public void pulse() {
        var batch = live.pulse();
        if (batch.isEmpty()) {
            return;
        }
        if (batch.prefillTotal() > 0 && run.tokens().isEmpty()) {
            progress.set((double) batch.prefillDone() / batch.prefillTotal());
            activity.set(Texts.format("activity.prefill.tokens", batch.prefillDone(), batch.prefillTotal()));
        }
        if (!batch.tokens().isEmpty() && state.get().isActive()) {
            progress.set(
                    (double) run.tokens().size() / depth.maxNewTokensProperty().get());
            activity.set(Texts.get(state.get() == RunState.PAUSED ? "activity.paused" : "activity.generating"));
        }
        var end = batch.endReason();
        if (end != null) {
            ended(end, batch.failure());
        }
    }

    private void ended(EndReason reason, @Nullable Throwable failure) {
        state.set(RunState.READY);
        progress.set(0);
        if (live.hasBegun()) {
            run.end(reason);
            shown = begun;
        }
        var cost = StepCost.of(run.tokens());
        if (!Double.isNaN(cost.layerMillis())) {
            depth.stepCostProperty().set(cost);
        }
        activity.set(Texts.get("activity.ended." + reason.name()));
        if (failure != null) {
            notices.failed(failure);
        }
    }

    private void clearRun() {
        live.clear();
        shown = null;
    }

    /** Goes back to the model's own D³ defaults. */
    public void resetDepth() {
        var info = model.get();
        if (info != null) {
            depth.choose(DepthChoice.defaults(info.layers(), info.manifest().d3()));
        }
    }

    /** Stores what is remembered, ends what runs and closes the engine. */
    public void close() {
        rememberDepth();
        prompt.store(settings);
        settings.set(ExploreSettings.SAMPLING, sampling.sampling());
        settings.set(
                ExploreSettings.MAX_NEW_TOKENS, depth.maxNewTokensProperty().get());
        settings.set(ExploreSettings.REFERENCE, reference.get());
        settings.set(ExploreSettings.IGNORE_END, ignoreEndTokens.get());
        settings.set(ExploreSettings.DRIFT_LIMIT, driftLimit.get());
        settings.set(ExploreSettings.COLOR_MODE, run.colorModeProperty().get());
        live.control().stop();
        measuring.cancel();
        engine.close();
    }

    private void rememberDepth() {
        var info = model.get();
        if (info != null) {
            memory.store(info, depth.choice());
        }
    }

    /** Returns what beside the verdict warns that the decay has gone too far; empty where it has not. */
    public String driftWarning() {
        int token = run.driftTokenProperty().get();
        return token == RunModel.NONE ? "" : Texts.format("explore.drift", token, Figures.fixed(driftLimit.get(), 2));
    }

    /** Returns what computes the logit lens of the run shown; to be used while {@link RunState#READY}. */
    public LogitLensService lens() {
        return new EngineLens(engine, run);
    }

    /** Returns the prompt's view model. */
    public PromptViewModel prompt() {
        return prompt;
    }

    /** Returns the depth settings. */
    public DepthViewModel depth() {
        return depth;
    }

    /** Returns the sampling settings. */
    public SamplingViewModel sampling() {
        return sampling;
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
        return reference;
    }

    /** Returns whether the next run passes over end tokens. */
    public BooleanProperty ignoreEndTokensProperty() {
        return ignoreEndTokens;
    }

    /** Returns the mean KL of 32 tokens from which the decay is said to have gone too far, in nats. */
    public DoubleProperty driftLimitProperty() {
        return driftLimit;
    }

    /** Returns what the view is doing. */
    public ReadOnlyObjectProperty<RunState> stateProperty() {
        return state.getReadOnlyProperty();
    }

    /** Returns the loaded model, null while there is none. */
    public ReadOnlyObjectProperty<@Nullable ModelInfo> modelProperty() {
        return model.getReadOnlyProperty();
    }

    /** Returns one line on what is going on. */
    public ReadOnlyStringProperty activityProperty() {
        return activity.getReadOnlyProperty();
    }

    /** Returns how far it is, 0..1; 0 = nothing to show, −1 = unknown. */
    public ReadOnlyDoubleProperty progressProperty() {
        return progress.getReadOnlyProperty();
    }
}
