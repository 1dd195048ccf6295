package org.d3explorer.ui.explore;

import javafx.beans.property.DoubleProperty;
import javafx.beans.property.IntegerProperty;
import javafx.beans.property.LongProperty;
import javafx.beans.property.SimpleDoubleProperty;
import javafx.beans.property.SimpleIntegerProperty;
import javafx.beans.property.SimpleLongProperty;
import org.d3explorer.trace.Sampling;
import org.d3explorer.ui.text.Figures;
import org.d3explorer.ui.text.Texts;

/** How tokens are drawn. */
public final class SamplingViewModel {
    private final DoubleProperty temperature = new SimpleDoubleProperty(this, "temperature");
    private final IntegerProperty topK = new SimpleIntegerProperty(this, "topK");
    private final DoubleProperty topP = new SimpleDoubleProperty(this, "topP");
    private final DoubleProperty minP = new SimpleDoubleProperty(this, "minP");
    private final DoubleProperty repetitionPenalty = new SimpleDoubleProperty(this, "repetitionPenalty");
    private final DoubleProperty presencePenalty = new SimpleDoubleProperty(this, "presencePenalty");
    private final DoubleProperty frequencyPenalty = new SimpleDoubleProperty(this, "frequencyPenalty");
    private final LongProperty seed = new SimpleLongProperty(this, "seed");

    SamplingViewModel(Sampling first) {
        choose(first);
    }

    /** Sets everything. */
    public void choose(Sampling sampling) {
        temperature.set(sampling.temperature());
        topK.set(sampling.topK());
        topP.set(sampling.topP());
        minP.set(sampling.minP());
        repetitionPenalty.set(sampling.repetitionPenalty());
        presencePenalty.set(sampling.presencePenalty());
        frequencyPenalty.set(sampling.frequencyPenalty());
        seed.set(sampling.seed());
    }

    /** Returns everything as a run takes it. */
    public Sampling sampling() {
        return new Sampling(
                temperature.get(),
                topK.get(),
                topP.get(),
                minP.get(),
                repetitionPenalty.get(),
                presencePenalty.get(),
                frequencyPenalty.get(),
                seed.get());
    }

    /** Returns the heading of the collapsed pane. */
    public String summary() {
        return temperature.get() == 0
                ? Texts.get("sampling.greedy")
                : Texts.format("sampling.drawn", Figures.fixed(temperature.get(), 2), seed.get());
    }

    /** Returns the temperature, 0 = greedy. */
    public DoubleProperty temperatureProperty() {
        return temperature;
    }

    /** Returns top-k, 0 = off. */
    public IntegerProperty topKProperty() {
        return topK;
    }

    /** Returns top-p, 1 = off. */
    public DoubleProperty topPProperty() {
        return topP;
    }

    /** Returns min-p, 0 = off. */
    public DoubleProperty minPProperty() {
        return minP;
    }

    /** Returns the repetition penalty, 1 = off. */
    public DoubleProperty repetitionPenaltyProperty() {
        return repetitionPenalty;
    }

    /** Returns the presence penalty, 0 = off. */
    public DoubleProperty presencePenaltyProperty() {
        return presencePenalty;
    }

    /** Returns the frequency penalty, 0 = off. */
    public DoubleProperty frequencyPenaltyProperty() {
        return frequencyPenalty;
    }

    /** Returns the seed of the generator. */
    public LongProperty seedProperty() {
        return seed;
    }
}
