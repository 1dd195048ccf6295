package org.d3explorer.ui.compare;

import java.math.BigDecimal;
import java.util.List;
import java.util.OptionalInt;
import javafx.beans.property.ReadOnlyStringProperty;
import javafx.beans.property.ReadOnlyStringWrapper;
import org.d3explorer.depth.DepthConfiguration;
import org.d3explorer.depth.LayerSet;
import org.d3explorer.depth.Preset;
import org.d3explorer.evaluation.ComparisonSummary;
import org.d3explorer.evaluation.FirstDivergence;
import org.d3explorer.evaluation.TeacherForcedScore;
import org.d3explorer.evaluation.TeacherForcedToken;
import org.d3explorer.trace.EndReason;
import org.d3explorer.trace.RunStatistics;
import org.d3explorer.trace.TokenRecord;
import org.d3explorer.ui.explore.DepthViewModel;
import org.d3explorer.ui.explore.MeasuredSpeedup;
import org.d3explorer.ui.explore.RunQueue;
import org.d3explorer.ui.explore.StepCost;
import org.d3explorer.ui.text.Figures;
import org.d3explorer.ui.text.Texts;
import org.d3explorer.ui.view.RunModel;
import org.d3explorer.ui.view.TokenFacts;
import org.jspecify.annotations.Nullable;

/** One configuration: its settings, the text it generated, and its score on full depth's text. Interface thread only. */
public final class ColumnViewModel {
    private final boolean reference;
    private final DepthViewModel depth = new DepthViewModel();
    private final RunModel run = new RunModel();
    private final RunModel scored = new RunModel();
    private final ReadOnlyStringWrapper outcome = new ReadOnlyStringWrapper(this, "outcome", "");
    private final ReadOnlyStringWrapper scoredOutcome = new ReadOnlyStringWrapper(this, "scoredOutcome", "");
    private final ReadOnlyStringWrapper failure = new ReadOnlyStringWrapper(this, "failure", "");

    private RunStatistics.Accumulator statistics = new RunStatistics.Accumulator(0, 0);
    private @Nullable TeacherForcedScore score;
    private @Nullable MeasuredSpeedup speedup;
    private @Nullable DepthConfiguration ran;
    private String ranAs = "";

    ColumnViewModel(boolean reference) {
        this.reference = reference;
        if (reference) {
            depth.presetProperty().set(Preset.FULL);
        }
    }

    /** Forgets what was found and takes the settings the next run has. */
    void prepare(DepthConfiguration configuration) {
        clear();
        ran = configuration;
        ranAs = settingsInWords();
    }

    /** Forgets what was found. */
    void clear() {
        run.clear();
        scored.clear();
        score = null;
        speedup = null;
        ran = null;
        ranAs = "";
        outcome.set("");
        scoredOutcome.set("");
        failure.set("");
    }

    /** Says that others run first. */
    void await() {
        outcome.set(Texts.get("compare.outcome.waits"));
        scoredOutcome.set(Texts.get("compare.outcome.waits"));
    }

    /** Says that its own generation begins. */
    void begin() {
        outcome.set(Texts.get("compare.outcome.begins"));
    }

    /** Says that no generation or score will come any more, where none has. */
    void awaitNoMore() {
        if (run.tokens().isEmpty()) {
            outcome.set(hasFailed() ? "" : Texts.get("compare.outcome.notRun"));
        }
        if (score == null) {
            scoredOutcome.set(Texts.get("compare.outcome.notScored"));
        }
    }

    /** Says why its generation failed; what it wrote before stays. */
    void failed(@Nullable Throwable cause) {
        var words = cause == null || cause.getMessage() == null ? Texts.get("activity.failed") : cause.getMessage();
        failure.set(Texts.format("compare.outcome.failed", words));
    }

    /** Says whether its generation failed. */
    boolean hasFailed() {
        return !failure.get().isEmpty();
    }

    /** Takes over what its generation did. */
    void append(RunQueue.Batch batch, ColumnViewModel fullDepth) {
        var header = batch.header();
        if (header != null) {
            run.begin(header);
            statistics = new RunStatistics.Accumulator(
                    header.layers(), header.promptIds().size());
        }
        batch.tokens().forEach(statistics::add);
        if (!batch.references().isEmpty()) {
            statistics.addReferences(batch.references(), batch.referenceNanos());
        }
        run.append(batch.changes(), batch.tokens(), batch.references());
        var reason = batch.endReason();
        if (reason != null && run.headerProperty().get() != null) {
            run.end(reason);
        }
        if (!reference) {
            run.driftTokenProperty().set(divergence(fullDepth).orElse(RunModel.NONE));
        }
        outcome.set(
                outcomeInWords(fullDepth) + (reason == EndReason.STOPPED ? Texts.get("compare.outcome.stopped") : ""));
    }

    /** Takes over its score on full depth's text. */
    void show(TeacherForcedScore found, ColumnViewModel fullDepth) {
        score = found;
        var header = fullDepth.run.headerProperty().get();
        if (header != null) {
            scored.begin(header);
            scored.append(fullDepth.run.changes(), fullDepth.run.tokens(), List.of());
            var reason = fullDepth.run.endReasonProperty().get();
            if (reason != null) {
                scored.end(reason);
            }
        }
        scoredOutcome.set(scoredOutcomeInWords(found));
    }

    private String scoredOutcomeInWords(TeacherForcedScore found) {
        var agreeing =
                found.tokens().stream().filter(TeacherForcedToken::sameTop1).count();
        var words =
                Texts.format("compare.outcome.scored", agreeing, found.tokens().size());
        return found.tokens().stream()
                .filter(token -> !token.sameTop1())
                .findFirst()
                .map(token -> words
                        + Texts.format("compare.outcome.scored.first", token.index(), skippedInWords(token.index())))
                .orElse(words);
    }

    void show(MeasuredSpeedup measured) {
        speedup = measured;
    }

    /** Returns where its text leaves full depth's, empty where it has not so far. */
    public OptionalInt divergence(ColumnViewModel fullDepth) {
        var reason = run.endReasonProperty().get();
        boolean complete = reason != null && reason != EndReason.STOPPED && reason != EndReason.FAILED;
        return FirstDivergence.of(fullDepth.ids(), ids(), complete);
    }

    /** Returns the first token that differs in the comparison shown: of its own text, or its first other choice; else −1. */
    int divergenceShown(CompareMode mode) {
        if (mode == CompareMode.FREE_RUNNING) {
            return run.driftTokenProperty().get();
        }
        return score == null
                ? RunModel.NONE
                : score.tokens().stream()
                        .filter(token -> !token.sameTop1())
                        .mapToInt(TeacherForcedToken::index)
                        .findFirst()
                        .orElse(RunModel.NONE);
    }

    /** Returns the text shown in a comparison. */
    RunModel shown(CompareMode mode) {
        return mode == CompareMode.FREE_RUNNING ? run : scored;
    }

    /** Returns the ids of its text. */
    public List<Integer> ids() {
        return run.tokens().stream().map(TokenRecord::id).toList();
    }

    /** Returns the layers its pass for T_i skips; empty before it ran. */
    LayerSet skipped(int index) {
        int layers = run.layers();
        return ran == null ? LayerSet.empty() : ran.executed(index, layers).complement(layers);
    }

    private String outcomeInWords(ColumnViewModel fullDepth) {
        int tokens = run.tokens().size();
        if (tokens == 0) {
            return "";
        }
        if (reference) {
            return Texts.format("compare.outcome.reference", tokens);
        }
        var divergence = divergence(fullDepth);
        if (divergence.isEmpty()) {
            boolean whole = run.endReasonProperty().get() != null
                    && tokens == fullDepth.run.tokens().size();
            return Texts.format(whole ? "compare.outcome.same" : "compare.outcome.sameSoFar", tokens);
        }
        int at = divergence.getAsInt();
        return Texts.format("compare.outcome.differs", at, skippedInWords(at));
    }

    private String skippedInWords(int index) {
        var layers = skipped(index);
        return layers.isEmpty()
                ? Texts.get("compare.skipped.none")
                : Texts.format("compare.skipped", layers.size(), run.layers(), LayerRanges.of(layers));
    }

    /** Returns what is said of a token of its text beyond the facts of any token. */
    String note(int token) {
        return token == run.driftTokenProperty().get()
                ? Texts.format("compare.note.divergence", skippedInWords(token))
                : "";
    }

    /** Returns KL(full depth ‖ this) at a token of full depth's text, in nats; NaN where it was not scored. */
    double kl(int token) {
        var found = scoredToken(token);
        return found == null ? Double.NaN : found.kl();
    }

    /** Returns what was found at a token of full depth's text. */
    String scoredFacts(int index) {
        var token = scoredToken(index);
        if (token == null) {
            return "";
        }
        var text = scored.tokens().get(index).text();
        return Texts.format(
                "compare.scored.token",
                index,
                TokenFacts.quoted(text),
                TokenFacts.nats(token.kl()),
                TokenFacts.probability(Math.exp(-token.nll())),
                TokenFacts.probability(Math.exp(-token.referenceNll())),
                TokenFacts.signed(token.deltaProbability()),
                Texts.get(token.sameTop1() ? "compare.scored.same" : "compare.scored.other"),
                token.executed().size(),
                scored.layers(),
                skippedInWords(index));
    }

    private @Nullable TeacherForcedToken scoredToken(int index) {
        return score == null || index < 0 || index >= score.tokens().size()
                ? null
                : score.tokens().get(index);
    }

    /** Returns its row of the summary table. */
    ComparisonRow row(String letter, CompareMode mode, ColumnViewModel fullDepth) {
        return new ComparisonRow(
                letter + " · " + (ranAs.isEmpty() ? settingsInWords() : ranAs),
                summary(mode),
                speedup == null ? Double.NaN : speedup.median(),
                divergenceInWords(fullDepth));
    }

    private ComparisonSummary summary(CompareMode mode) {
        if (run.tokens().isEmpty()) {
            return ComparisonSummary.UNKNOWN;
        }
        if (mode == CompareMode.FREE_RUNNING || reference) {
            return ComparisonSummary.of(statistics.snapshot());
        }
        if (score == null) {
            return ComparisonSummary.UNKNOWN;
        }
        var cost = StepCost.of(run.tokens());
        return ComparisonSummary.of(score, run.layers(), cost.idealSpeedup(score.meanDepth(), run.layers()));
    }

    private String divergenceInWords(ColumnViewModel fullDepth) {
        if (reference || run.tokens().isEmpty()) {
            return Figures.NONE;
        }
        var divergence = divergence(fullDepth);
        if (divergence.isPresent()) {
            return Texts.format("compare.divergence.at", divergence.getAsInt());
        }
        return run.tokens().size() == fullDepth.run.tokens().size()
                ? Texts.get("compare.divergence.none")
                : Figures.NONE;
    }

    /** Returns preset and parameters as they are set now. */
    String settingsInWords() {
        var settings = depth.effective();
        var preset = Texts.get("preset." + settings.preset().id());
        return switch (settings.effectiveSchedule()) {
            case FULL -> preset;
            case POWER_LAW ->
                settings.start() == 0
                        ? Texts.format("compare.name.powerLaw", preset, plain(settings.alpha()))
                        : Texts.format(
                                "compare.name.powerLaw.start", preset, plain(settings.alpha()), settings.start());
            case CONSTANT -> Texts.format("compare.name.constant", preset, settings.constantDepth());
            case LINEAR -> Texts.format("compare.name.linear", preset, settings.minDepth());
        };
    }

    private static String plain(double alpha) {
        return BigDecimal.valueOf(alpha).stripTrailingZeros().toPlainString();
    }

    /** Returns why nothing can be run with the settings, empty where it can. */
    String problem() {
        return depth.problemProperty().get();
    }

    /** Says whether this is full depth, with which the others are compared. */
    public boolean isReference() {
        return reference;
    }

    /** Returns its settings. */
    public DepthViewModel depth() {
        return depth;
    }

    /** Returns the text it generated; its drift token is the first divergence. */
    public RunModel run() {
        return run;
    }

    /** Returns full depth's text as far as this configuration was scored on it. */
    public RunModel scored() {
        return scored;
    }

    /** Returns its score on full depth's text, null before it has one. */
    public @Nullable TeacherForcedScore score() {
        return score;
    }

    /** Returns its measured speedup, null before it has one. */
    public @Nullable MeasuredSpeedup speedup() {
        return speedup;
    }

    /** Returns one line on how it did on full depth's text. */
    public ReadOnlyStringProperty scoredOutcomeProperty() {
        return scoredOutcome.getReadOnlyProperty();
    }

    /** Returns why its generation failed, empty where it did not. */
    public ReadOnlyStringProperty failureProperty() {
        return failure.getReadOnlyProperty();
    }

    /** Returns one line on its text. */
    public ReadOnlyStringProperty outcomeProperty() {
        return outcome.getReadOnlyProperty();
    }
}
