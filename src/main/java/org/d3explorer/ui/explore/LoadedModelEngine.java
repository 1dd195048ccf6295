package org.d3explorer.ui.explore;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.DoubleConsumer;
import java.util.function.Supplier;
import org.d3explorer.decoding.Cancellation;
import org.d3explorer.decoding.LogitLens;
import org.d3explorer.decoding.RunControl;
import org.d3explorer.decoding.RunRequest;
import org.d3explorer.evaluation.TeacherForcedComparison;
import org.d3explorer.evaluation.TeacherForcedScore;
import org.d3explorer.runtime.Device;
import org.d3explorer.runtime.LoadedModel;
import org.d3explorer.runtime.RunHeaders;
import org.d3explorer.tokenizer.ChatMessage;
import org.d3explorer.trace.EndReason;
import org.d3explorer.trace.Trace;
import org.d3explorer.ui.text.Texts;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The engine over a {@link LoadedModel}. All work, closing the model included, is done on one thread of its own. */
public final class LoadedModelEngine implements EngineService {
    private static final Logger LOG = LoggerFactory.getLogger(LoadedModelEngine.class);
    private static final int CLOSE_SECONDS = 30;

    private final ExecutorService thread =
            Executors.newSingleThreadExecutor(Thread.ofPlatform().name("engine").factory());
    private final Set<Runnable> stops = ConcurrentHashMap.newKeySet();
    private final Device device;
    private final int threads;
    private final String programVersion;
    /** Touched by the engine thread only. */
    private @Nullable LoadedModel model;

    /**
     * Makes an engine without a model.
     *
     * @param device where models are to run
     * @param threads of the runtime's pool, 0 for its default
     * @param programVersion written into run headers
     */
    public LoadedModelEngine(Device device, int threads, String programVersion) {
        this.device = device;
        this.threads = threads;
        this.programVersion = programVersion;
    }

    @Override
    public void load(Path folder, Completion<ModelInfo> completion) {
        var cancellation = new Cancellation();
        cancellable(cancellation, completion, () -> {
            closeModel();
            long began = System.nanoTime();
            var opened = LoadedModel.open(folder, device, threads, cancellation);
            model = opened;
            var stepCost = WarmUp.run(opened, cancellation);
            LOG.info("model loaded from {} in {} ms", folder, (System.nanoTime() - began) / 1_000_000);
            return new ModelInfo(
                    folder,
                    opened.manifest(),
                    opened.bundle().manifestSha256(),
                    opened.stack().executionProvider(),
                    opened.stack().threads(),
                    opened.stack().shape().contextLength(),
                    opened.chatTemplate().isPresent(),
                    opened.fallback(),
                    stepCost);
        });
    }

    @Override
    public void generate(GenerationRequest request, RunControl control, RunEvents events) {
        Runnable stop = control::stop;
        stops.add(stop);
        boolean accepted = onThread(() -> {
            try {
                runLoop(request, control, events);
            } finally {
                stops.remove(stop);
            }
        });
        if (!accepted) {
            events.ended(EndReason.STOPPED, null);
        }
    }

    private void runLoop(GenerationRequest request, RunControl control, RunEvents events) {
        LoadedModel loaded;
        RunRequest runRequest;
        try {
            loaded = loaded();
            var rendered = rendered(loaded, request);
            runRequest = runRequest(loaded, request, rendered);
            events.began(RunHeaders.of(programVersion, loaded, request.prompt(), rendered, runRequest));
        } catch (RuntimeException | Error e) {
            events.ended(EndReason.FAILED, e);
            return;
        }
        loaded.decoder().run(runRequest, control, events);
    }

    private static String rendered(LoadedModel loaded, GenerationRequest request) {
        return request.chat() && loaded.chatTemplate().isPresent()
                ? loaded.chatTemplate().get().render(List.of(new ChatMessage("user", request.prompt())), true)
                : request.prompt();
    }

    private static RunRequest runRequest(LoadedModel loaded, GenerationRequest request, String rendered) {
        var ids = loaded.tokenizer().encodePrompt(rendered, true);
        return new RunRequest(
                        Arrays.stream(ids).boxed().toList(),
                        request.configuration(),
                        new java.util.TreeMap<>(),
                        request.kvPolicy(),
                        request.sampling(),
                        request.maxNewTokens(),
                        request.ignoreEndTokens()
                                ? Set.of()
                                : Set.copyOf(loaded.manifest().tokenizer().eosTokenIds()),
                        request.referenceChunk(),
                        GenerationRequest.CANDIDATES)
                .continuing(request.prefix());
    }

    @Override
    public void measure(
            SpeedupRequest request,
            DoubleConsumer progress,
            Cancellation cancellation,
            Completion<MeasuredSpeedup> completion) {
        cancellable(cancellation, completion, () -> new SpeedupMeasurement(loaded().decoder(), request, cancellation)
                .run(progress));
    }

    @Override
    public void repeat(
            RepeatRequest request, DoubleConsumer progress, Cancellation cancellation, Completion<Trace> completion) {
        cancellable(cancellation, completion, () -> new Repetition(loaded(), request, progress, cancellation)
                .run(programVersion));
    }

    @Override
    public void lens(
            LensRequest request,
            DoubleConsumer progress,
            Cancellation cancellation,
            Completion<List<LogitLens.LensRow>> completion) {
        cancellable(cancellation, completion, () -> {
            var loaded = loaded();
            return new LogitLens(loaded.stack(), loaded.tokenizer())
                    .look(ids(request.ids()), request::layersAt, 1, progress, cancellation);
        });
    }

    @Override
    public void score(
            TeacherForcingRequest request,
            DoubleConsumer progress,
            Cancellation cancellation,
            Completion<List<TeacherForcedScore>> completion) {
        cancellable(cancellation, completion, () -> new TeacherForcedComparison(loaded().stack())
                .run(
                        ids(request.promptIds()),
                        ids(request.tokens()),
                        request.configurations(),
                        (done, total) -> progress.accept((double) done / total),
                        cancellation));
    }

    private static int[] ids(List<Integer> tokens) {
        return tokens.stream().mapToInt(Integer::intValue).toArray();
    }

    private <T> void cancellable(Cancellation cancellation, Completion<T> completion, Supplier<T> work) {
        Runnable stop = cancellation::cancel;
        stops.add(stop);
        work(completion, () -> {
            try {
                return work.get();
            } finally {
                stops.remove(stop);
            }
        });
    }

    private LoadedModel loaded() {
        var loaded = model;
        if (loaded == null) {
            throw new NoModelException(Texts.get("notice.noModel"));
        }
        return loaded;
    }

    /** Does a piece of work on the engine thread; this is the boundary that reports whatever goes wrong in it. */
    private <T> void work(Completion<T> completion, Supplier<T> work) {
        boolean accepted = onThread(() -> {
            T result;
            try {
                result = work.get();
            } catch (CancellationException e) {
                completion.done(null, e);
                return;
            } catch (RuntimeException | Error e) {
                LOG.debug("engine work failed", e);
                completion.done(null, e);
                return;
            }
            completion.done(result, null);
        });
        if (!accepted) {
            completion.done(null, new CancellationException("the engine is closed"));
        }
    }

    /** Hands work to the engine thread; false once the engine is closed, when a view may still ask for the next thing. */
    private boolean onThread(Runnable work) {
        try {
            thread.execute(work);
            return true;
        } catch (RejectedExecutionException e) {
            return false;
        }
    }

    private void closeModel() {
        if (model != null) {
            model.close();
            model = null;
        }
    }

    @Override
    public void close() {
        if (thread.isShutdown()) {
            return;
        }
        stops.forEach(Runnable::run);
        thread.execute(this::closeModel);
        thread.shutdown();
        try {
            if (!thread.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS)) {
                LOG.error("the engine did not end within {} s", CLOSE_SECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
