package org.d3explorer.ui.explore;

import java.util.EnumMap;
import java.util.Map;
import javafx.beans.property.ReadOnlyStringProperty;
import javafx.beans.property.ReadOnlyStringWrapper;
import org.d3explorer.trace.RunStatistics;
import org.d3explorer.ui.text.Figures;
import org.d3explorer.ui.text.Texts;
import org.jspecify.annotations.Nullable;

/** The status bar's figures as text. What was not measured is a dash. */
public final class StatusViewModel {
    private final Map<StatusFigure, ReadOnlyStringWrapper> values = new EnumMap<>(StatusFigure.class);
    private final ReadOnlyStringWrapper verdict = new ReadOnlyStringWrapper(this, "verdict", "");
    private final ReadOnlyStringWrapper verdictBasis = new ReadOnlyStringWrapper(this, "verdictBasis", "");
    private @Nullable MeasuredSpeedup measured;
    private double idealSpeedup = Double.NaN;

    StatusViewModel() {
        for (var figure : StatusFigure.values()) {
            values.put(figure, new ReadOnlyStringWrapper(this, figure.name(), Figures.NONE));
        }
    }

    /** Returns a figure's text. */
    public ReadOnlyStringProperty valueProperty(StatusFigure figure) {
        return wrapper(figure).getReadOnlyProperty();
    }

    /** Returns the line that says what the saving cost, empty where the reference is off or has not come yet. */
    public ReadOnlyStringProperty verdictProperty() {
        return verdict.getReadOnlyProperty();
    }

    /** Returns what the verdict rests on and what it cost. */
    public ReadOnlyStringProperty verdictBasisProperty() {
        return verdictBasis.getReadOnlyProperty();
    }

    void clear() {
        measured = null;
        idealSpeedup = Double.NaN;
        for (var figure : StatusFigure.values()) {
            if (figure != StatusFigure.MEMORY) {
                wrapper(figure).set(Figures.NONE);
            }
        }
        verdict.set("");
        verdictBasis.set("");
    }

    void show(RunStatistics run) {
        idealSpeedup = run.idealSpeedup();
        set(StatusFigure.TOKENS, Integer.toString(run.tokens()));
        set(StatusFigure.TTFT, Figures.withUnit(run.ttftMillis(), 0, "ms"));
        set(StatusFigure.PREFILL, Figures.withUnit(run.prefillTokensPerSecond(), 0, "tok/s"));
        set(StatusFigure.RATE, Figures.withUnit(run.tokensPerSecond(), 1, "tok/s"));
        set(StatusFigure.MEAN_DEPTH, Figures.fixed(run.meanDepth(), 2));
        set(StatusFigure.OPERATIONS, Figures.ratio(run.operationsRatio()));
        set(StatusFigure.IDEAL, Figures.ratio(run.idealSpeedup()));
        set(StatusFigure.PERPLEXITY, Figures.fixed(run.perplexity(), 2));
        set(StatusFigure.TOP1, Figures.percent(run.top1Agreement().mean(), 0));
        boolean compared = run.referenced() > 0;
        verdict.set(
                compared
                        ? Texts.format(
                                "explore.verdict",
                                Figures.percent(run.top1Agreement().mean(), 0),
                                Figures.fixed(run.kl().mean(), 2))
                        : "");
        verdictBasis.set(
                compared
                        ? Texts.format(
                                "explore.verdict.basis",
                                run.referenced(),
                                run.tokens(),
                                Figures.percent(run.referenceCost(), 0))
                        : "");
    }

    void show(MeasuredSpeedup speedup) {
        measured = speedup;
        set(StatusFigure.MEASURED, Figures.ratio(speedup.median()));
        set(StatusFigure.OF_IDEAL, Figures.percent(speedup.median() / idealSpeedup, 0));
    }

    void showMemory(double bytes) {
        set(StatusFigure.MEMORY, Double.isNaN(bytes) ? Figures.NONE : Figures.bytes((long) bytes));
    }

    /** Returns what the measured speedup's tooltip says beside its definition; empty before it was measured. */
    public String measuredDetails() {
        var speedup = measured;
        return speedup == null
                ? ""
                : Texts.format(
                        "status.measured.details",
                        Figures.ratio(speedup.median()),
                        Figures.ratio(speedup.least()),
                        Figures.ratio(speedup.most()),
                        speedup.ratios().size(),
                        Figures.fixed(speedup.fullMillis(), 2),
                        Figures.fixed(speedup.d3Millis(), 2));
    }

    private void set(StatusFigure figure, String value) {
        wrapper(figure).set(value);
    }

    private ReadOnlyStringWrapper wrapper(StatusFigure figure) {
        return java.util.Objects.requireNonNull(values.get(figure));
    }
}
