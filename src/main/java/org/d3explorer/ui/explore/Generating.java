package org.d3explorer.ui.explore;

import java.util.List;
import org.d3explorer.trace.EndReason;
import org.d3explorer.ui.notice.NoticeCenter;
import org.d3explorer.ui.text.Texts;
import org.d3explorer.ui.view.RunModel;
import org.jspecify.annotations.Nullable;

/** Generates: begins runs and branches, steers the one in progress, and takes over what it did. Interface thread only. */
final class Generating {
    private final EngineService engine;
    private final EngineUse use;
    private final RunSettings settings;
    private final RunModel run;
    private final LiveRun live;
    private final BranchesViewModel branches;
    private final KeptRuns kept;
    private final NoticeCenter notices;
    /** Keeps the run begun last, which is not shown before its prompt is tokenized. */
    private @Nullable KeptRun begun;

    Generating(
            EngineService engine,
            EngineUse use,
            RunSettings settings,
            RunModel run,
            LiveRun live,
            BranchesViewModel branches,
            KeptRuns kept,
            NoticeCenter notices) {
        this.engine = engine;
        this.use = use;
        this.settings = settings;
        this.run = run;
        this.live = live;
        this.branches = branches;
        this.kept = kept;
        this.notices = notices;
        settings.depth().configurationProperty().addListener(observable -> configure());
        settings.depth().kvPolicyProperty().addListener(observable -> configure());
    }

    /**
     * Begins a run from the prompt; only while the engine is ready.
     *
     * @param chatTemplate whether the model has one
     * @param held whether it holds after its first token
     */
    void begin(boolean chatTemplate, boolean held) {
        var prompt = settings.prompt();
        boolean chat = prompt.chatProperty().get() && chatTemplate;
        var request = settings.request(prompt.textProperty().get(), chat, List.of());
        if (request != null) {
            prompt.used();
            start(request, null, held);
        }
    }

    /** Begins a branch of the run shown; only while the engine is ready. */
    void begin(BranchSeed seed) {
        var header = run.headerProperty().get();
        if (header == null) {
            return;
        }
        boolean chat = !header.renderedPrompt().equals(header.prompt());
        var request = settings.request(header.prompt(), chat, seed.prefix());
        if (request != null) {
            start(request, seed, false);
        }
    }

    private void start(GenerationRequest request, @Nullable BranchSeed seed, boolean held) {
        var trace = seed == null ? new KeptTrace() : branches.kept();
        var events = new KeptRun(kept, notices, live.prepare(seed), seed, trace);
        begun = events;
        if (held) {
            live.control().step();
        }
        use.begin(held ? RunState.PAUSED : RunState.RUNNING, Texts.get("activity.prefill"));
        engine.generate(request, live.control(), events);
    }

    void pauseOrResume() {
        if (use.now() == RunState.RUNNING) {
            live.control().pause();
            use.set(RunState.PAUSED);
        } else if (use.now() == RunState.PAUSED) {
            live.control().resume();
            use.set(RunState.RUNNING);
        }
    }

    /** Generates one more token of the run in progress and holds. */
    void step() {
        live.control().step();
        use.set(RunState.PAUSED);
    }

    /** Asks the run in progress, if any, to stop. */
    void stop() {
        live.control().stop();
    }

    /** Sets the depth of the next token of the run in progress. */
    private void configure() {
        var depth = settings.depth();
        var configuration = depth.configurationProperty().get();
        if (use.now().isActive() && configuration != null) {
            live.control().configure(configuration, depth.kvPolicyProperty().get());
        }
    }

    /** Takes over what the run did since the last call. */
    void pulse() {
        var batch = live.pulse();
        if (batch.isEmpty()) {
            return;
        }
        if (batch.header() != null && begun != null) {
            branches.begun(batch.header(), begun.trace());
        }
        if (batch.prefillTotal() > 0 && batch.tokens().isEmpty()) {
            use.advance((double) batch.prefillDone() / batch.prefillTotal());
            use.say(Texts.format("activity.prefill.tokens", batch.prefillDone(), batch.prefillTotal()));
        }
        if (!batch.tokens().isEmpty() && use.now().isActive()) {
            use.advance((double) run.tokens().size() / settings.maxNewTokens());
            use.say(Texts.get(use.now() == RunState.PAUSED ? "activity.paused" : "activity.generating"));
        }
        var end = batch.endReason();
        if (end != null) {
            ended(end, batch.failure());
        }
    }

    private void ended(EndReason reason, @Nullable Throwable failure) {
        var cost = StepCost.of(run.tokens());
        if (!Double.isNaN(cost.layerMillis())) {
            settings.depth().stepCostProperty().set(cost);
        }
        if (live.hasBegun()) {
            run.end(reason);
            branches.ended(reason, failure);
        }
        use.end(RunState.READY, Texts.get("activity.ended." + reason.name()));
        if (failure != null) {
            notices.failed(failure);
        }
    }
}
