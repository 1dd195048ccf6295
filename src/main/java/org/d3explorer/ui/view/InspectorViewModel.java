package org.d3explorer.ui.view;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.ReadOnlyBooleanProperty;
import javafx.beans.property.ReadOnlyBooleanWrapper;
import javafx.beans.property.ReadOnlyStringProperty;
import javafx.beans.property.ReadOnlyStringWrapper;
import javafx.beans.property.SimpleObjectProperty;
import javafx.collections.FXCollections;
import javafx.collections.ObservableList;
import org.d3explorer.depth.LayerSet;
import org.d3explorer.trace.Candidate;
import org.d3explorer.trace.ReferenceRecord;
import org.d3explorer.trace.TokenRecord;
import org.d3explorer.trace.chart.LayerState;
import org.d3explorer.ui.text.Figures;
import org.d3explorer.ui.text.Texts;
import org.jspecify.annotations.Nullable;

/** What the inspector shows of the selected token. Interface thread only. */
final class InspectorViewModel {
    private static final double NANOS_PER_MILLI = 1e6;

    private final RunModel model;
    private final LogitLensViewModel lens;
    private final ObservableList<Fact> facts = FXCollections.observableArrayList();
    private final ObservableList<CandidateRow> candidates = FXCollections.observableArrayList();
    private final ObservableList<CandidateRow> referenceCandidates = FXCollections.observableArrayList();
    private final ObservableList<LayerRow> layers = FXCollections.observableArrayList();
    private final ReadOnlyStringWrapper title = new ReadOnlyStringWrapper(this, "title", "");
    private final ReadOnlyBooleanWrapper shown = new ReadOnlyBooleanWrapper(this, "shown");
    private final ReadOnlyStringWrapper referenceNote = new ReadOnlyStringWrapper(this, "referenceNote", "");
    private final ObjectProperty<@Nullable Continuation> continuation =
            new SimpleObjectProperty<>(this, "continuation");
    private boolean referenceShown;

    /**
     * One figure of the token.
     *
     * @param name of the figure
     * @param value with its unit
     * @param definition one sentence
     */
    record Fact(String name, String value, String definition) {}

    /**
     * One token the model could have chosen.
     *
     * @param rank 1 = most probable
     * @param candidate the token
     * @param chosen whether it is the one that was
     */
    record CandidateRow(int rank, Candidate candidate, boolean chosen) {}

    /**
     * What a layer did for the token.
     *
     * @param layer 0..L−1, or {@link LogitLensService#EMBEDDING}
     * @param state what it did; null for the embedding
     * @param millis its time, NaN where it did not run
     * @param share of the slowest layer's time, 0..1
     * @param top the logit lens behind it, null where not computed
     */
    record LayerRow(
            int layer,
            @Nullable LayerState state,
            double millis,
            double share,
            @Nullable Candidate top) {}

    /**
     * Follows a model.
     *
     * @param model holds the selected token
     * @param interfaceThread runs what changes this model
     * @param failed is told when the logit lens cannot be computed
     */
    InspectorViewModel(RunModel model, Executor interfaceThread, Consumer<Throwable> failed) {
        this.model = model;
        lens = new LogitLensViewModel(interfaceThread, failed);
        model.selectedTokenProperty().addListener((observable, before, now) -> {
            lens.cancel();
            update();
        });
        model.runProperty().addListener((observable, before, now) -> lens.restart());
        model.revisionProperty().addListener((observable, before, now) -> {
            if (referenceShown != (model.reference(token()) != null) || shown.get() != inRun(token())) {
                update();
            }
        });
        update();
    }

    /** Returns the token's text and index. */
    ReadOnlyStringProperty titleProperty() {
        return title.getReadOnlyProperty();
    }

    /** Returns whether a token is selected. */
    ReadOnlyBooleanProperty shownProperty() {
        return shown.getReadOnlyProperty();
    }

    /** Returns why there are no candidates under full depth; empty where there are. */
    ReadOnlyStringProperty referenceNoteProperty() {
        return referenceNote.getReadOnlyProperty();
    }

    ObservableList<Fact> facts() {
        return facts;
    }

    ObservableList<CandidateRow> candidates() {
        return candidates;
    }

    ObservableList<CandidateRow> referenceCandidates() {
        return referenceCandidates;
    }

    /** Returns the rows of the layers, the last layer first, the embedding last. */
    ObservableList<LayerRow> layers() {
        return layers;
    }

    LogitLensViewModel lens() {
        return lens;
    }

    /** Returns what is done when the user goes on with another candidate; null where that is not offered. */
    ObjectProperty<@Nullable Continuation> continuationProperty() {
        return continuation;
    }

    /** Selects the token so many places on. */
    void move(int by) {
        int end = model.tokens().size() - 1;
        if (end >= 0) {
            model.selectedTokenProperty().set(Math.clamp(token() + (long) by, 0, end));
        }
    }

    /** Computes the logit lens of the selected token. */
    void computeLens() {
        int token = token();
        if (inRun(token)) {
            lens.compute(token, this::update);
        }
    }

    /** Says whether the lens of the selected token is known. */
    boolean lensKnown() {
        return !lens.readings(token()).isEmpty();
    }

    /** Goes on from the selected token with another candidate. */
    void continueWith(Candidate candidate) {
        Continuation now = continuation.get();
        if (now != null && inRun(token())) {
            now.continueWith(token(), candidate);
        }
    }

    /** Does something with the index of the selected token, where one is. */
    void withToken(IntConsumer action) {
        if (inRun(token())) {
            action.accept(token());
        }
    }

    private int token() {
        return model.selectedTokenProperty().get();
    }

    private boolean inRun(int token) {
        return token >= 0 && token < model.tokens().size();
    }

    private void update() {
        int index = token();
        boolean known = inRun(index);
        ReferenceRecord reference = model.reference(index);
        referenceShown = reference != null;
        if (!known) {
            title.set("");
            facts.clear();
            candidates.clear();
            referenceCandidates.clear();
            layers.clear();
            shown.set(false);
            return;
        }
        TokenRecord token = model.tokens().get(index);
        title.set(Texts.format("view.token.title", index, TokenFacts.quoted(token.text())));
        facts.setAll(facts(token, reference));
        candidates.setAll(rows(token.candidates(), token.id()));
        referenceCandidates.setAll(reference == null ? List.of() : rows(reference.candidates(), token.id()));
        var header = model.headerProperty().get();
        boolean off = header != null && header.referenceChunk() == 0;
        referenceNote.set(
                reference != null
                        ? ""
                        : Texts.get(off ? "view.inspector.noReference" : "view.inspector.referenceLate"));
        layers.setAll(rows(token));
        shown.set(true);
    }

    private List<Fact> facts(TokenRecord token, @Nullable ReferenceRecord reference) {
        var list = new ArrayList<Fact>();
        add(list, "id", Integer.toString(token.id()));
        add(list, "position", Integer.toString(token.position()));
        add(list, "depth", Texts.format("view.inspector.depthOf", token.depth(), model.layers()));
        add(list, "probability", TokenFacts.probability(Math.exp(-token.nll())));
        add(list, "nll", TokenFacts.nats(token.nll()));
        add(list, "perplexity", Figures.fixed(token.perplexity(), 2));
        add(list, "entropy", TokenFacts.nats(token.entropy()));
        add(list, "rank", rank(token));
        add(list, "referenceNll", TokenFacts.nats(reference == null ? Double.NaN : reference.nll()));
        add(list, "kl", TokenFacts.nats(reference == null ? Double.NaN : reference.kl()));
        add(list, "delta", TokenFacts.signed(reference == null ? Double.NaN : reference.deltaProbability()));
        add(list, "referenceRank", reference == null ? Figures.NONE : Integer.toString(reference.rank() + 1));
        add(
                list,
                token.index() == 0 ? "ttft" : "time",
                TokenFacts.millis(token.times().totalNanos()));
        add(list, "layersTime", TokenFacts.millis(token.times().layersNanos()));
        add(list, "backfillTime", TokenFacts.millis(token.times().backfillNanos()));
        add(list, "headTime", TokenFacts.millis(token.times().headNanos()));
        add(list, "samplingTime", TokenFacts.millis(token.times().samplingNanos()));
        add(list, "executed", ranges(token.executed()));
        add(list, "skipped", ranges(token.executed().complement(model.layers())));
        add(list, "backfilled", ranges(token.backfilled()));
        add(list, "copied", ranges(token.copied()));
        return list;
    }

    private static void add(List<Fact> facts, String key, String value) {
        facts.add(new Fact(Texts.get("view.fact." + key), value, Texts.get("view.fact." + key + ".definition")));
    }

    /** The record holds the most probable tokens only; below them the rank is not known. */
    private static String rank(TokenRecord token) {
        for (int i = 0; i < token.candidates().size(); i++) {
            if (token.candidates().get(i).id() == token.id()) {
                return Integer.toString(i + 1);
            }
        }
        return token.candidates().isEmpty()
                ? Figures.NONE
                : String.format(Locale.ROOT, "> %d", token.candidates().size());
    }

    private static List<CandidateRow> rows(List<Candidate> candidates, int chosen) {
        var rows = new ArrayList<CandidateRow>();
        for (Candidate candidate : candidates) {
            rows.add(new CandidateRow(rows.size() + 1, candidate, candidate.id() == chosen));
        }
        return rows;
    }

    private List<LayerRow> rows(TokenRecord token) {
        var readings = lens.readings(token.index());
        long slowest = token.times().layerNanos().stream()
                .mapToLong(Long::longValue)
                .max()
                .orElse(1);
        var rows = new ArrayList<LayerRow>();
        for (int layer = model.layers() - 1; layer >= 0; layer--) {
            LayerState state = state(token, layer);
            long nanos = token.times().layerNanos().get(layer);
            boolean ran = state != LayerState.SKIPPED;
            rows.add(new LayerRow(
                    layer,
                    state,
                    ran ? nanos / NANOS_PER_MILLI : Double.NaN,
                    ran ? (double) nanos / Math.max(1, slowest) : 0,
                    top(readings, layer)));
        }
        rows.add(new LayerRow(
                LogitLensService.EMBEDDING, null, Double.NaN, 0, top(readings, LogitLensService.EMBEDDING)));
        return rows;
    }

    private static @Nullable Candidate top(List<LogitLensService.Reading> readings, int layer) {
        return readings.stream()
                .filter(reading -> reading.layer() == layer)
                .map(LogitLensService.Reading::top)
                .findFirst()
                .orElse(null);
    }

    private static LayerState state(TokenRecord token, int layer) {
        if (!token.executed().contains(layer)) {
            return LayerState.SKIPPED;
        }
        if (token.backfilled().contains(layer)) {
            return LayerState.BACKFILLED;
        }
        return token.copied().contains(layer) ? LayerState.COPIED : LayerState.RAN;
    }

    /** Returns a set of layers as ranges, {@code 0–11, 15–29}; a dash for the empty set. */
    static String ranges(LayerSet layers) {
        var text = new StringBuilder();
        int[] all = layers.toArray();
        for (int i = 0; i < all.length; i++) {
            int from = all[i];
            while (i + 1 < all.length && all[i + 1] == all[i] + 1) {
                i++;
            }
            text.append(text.isEmpty() ? "" : ", ").append(from);
            if (all[i] > from) {
                text.append('–').append(all[i]);
            }
        }
        return text.isEmpty() ? Figures.NONE : text.toString();
    }
}
