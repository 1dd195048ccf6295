package org.d3explorer.ui.explore;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.DoubleConsumer;
import org.d3explorer.decoding.Cancellation;
import org.d3explorer.decoding.ForcedToken;
import org.d3explorer.decoding.RunControl;
import org.d3explorer.decoding.RunListener;
import org.d3explorer.decoding.RunRequest;
import org.d3explorer.runtime.LoadedModel;
import org.d3explorer.runtime.RunHeaders;
import org.d3explorer.trace.DepthChange;
import org.d3explorer.trace.EndReason;
import org.d3explorer.trace.TokenRecord;
import org.d3explorer.trace.Trace;
import org.jspecify.annotations.Nullable;

/** Runs a recorded run again: same tokens to begin with, sampling, seed, and every depth configuration at its token. */
final class Repetition implements RunListener {
    private final LoadedModel model;
    private final RepeatRequest request;
    private final Trace recorded;
    private final DoubleConsumer progress;
    private final Cancellation cancellation;

    private final RunControl control;
    private final TreeMap<Integer, DepthChange> ahead = new TreeMap<>();
    private final List<DepthChange> changes = new ArrayList<>();
    private final List<TokenRecord> tokens = new ArrayList<>();
    private int percent;
    private @Nullable EndReason endReason;
    private @Nullable Throwable failure;

    /**
     * Gets ready.
     *
     * @param model has to be the one the run was made with
     * @param request what to repeat
     * @param progress receives 0..1
     * @param cancellation ends it: during the prefill within one layer, else before the next token
     */
    Repetition(LoadedModel model, RepeatRequest request, DoubleConsumer progress, Cancellation cancellation) {
        this.model = model;
        this.request = request;
        this.progress = progress;
        this.cancellation = cancellation;
        control = new RunControl(cancellation);
        recorded = request.path();
    }

    /**
     * Repeats the run without a reference pass.
     *
     * @param programVersion of this program
     * @return the repetition, with the tokens taken over in front
     * @throws OtherModelException if the model is not the one it was made with
     * @throws java.util.concurrent.CancellationException if cancelled
     */
    Trace run(String programVersion) {
        var header = recorded.header();
        if (!header.manifestSha256().equals(model.bundle().manifestSha256())) {
            throw new OtherModelException(
                    header, model.manifest().name(), model.bundle().manifestSha256());
        }
        recorded.changes().forEach(change -> ahead.put(change.index(), change));
        var first = recorded.inForce(request.takenOver());
        var run = new RunRequest(
                        header.promptIds(),
                        first.configuration(),
                        new TreeMap<>(),
                        first.kvPolicy(),
                        header.sampling(),
                        request.maxNewTokens(),
                        header.ignoreEndTokens()
                                ? Set.of()
                                : Set.copyOf(model.manifest().tokenizer().eosTokenIds()),
                        0,
                        GenerationRequest.CANDIDATES)
                .continuing(recorded.tokens().subList(0, request.takenOver()).stream()
                        .map(token -> new ForcedToken(
                                token.id(),
                                token.executed(),
                                recorded.inForce(token.index()).kvPolicy()))
                        .toList());
        tokens.addAll(recorded.tokens().subList(0, request.takenOver()));
        recorded.changes().stream()
                .filter(change -> change.index() < request.takenOver())
                .forEach(changes::add);
        model.decoder().run(run, control, this);
        cancellation.check();
        switch (failure) {
            case null -> {}
            case RuntimeException exception -> throw exception;
            case Error error -> throw error;
            default -> throw new IllegalStateException(failure);
        }
        return new Trace(
                RunHeaders.of(programVersion, model, header.prompt(), header.renderedPrompt(), run),
                changes,
                tokens,
                List.of(),
                endReason);
    }

    @Override
    public void depthChanged(DepthChange change) {
        changes.add(change);
    }

    /** Sets the configuration of the next token, KV policy included, as the user once did. */
    @Override
    public void token(TokenRecord token) {
        tokens.add(token);
        var next = ahead.get(token.index() + 1);
        if (next != null) {
            control.configure(next.configuration(), next.kvPolicy());
        }
        int done = 100 * tokens.size() / recorded.tokens().size();
        if (done != percent) {
            percent = done;
            progress.accept(done / 100.0);
        }
    }

    @Override
    public void ended(EndReason reason, @Nullable Throwable cause) {
        endReason = reason;
        failure = cause;
    }
}
