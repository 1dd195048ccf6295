package org.d3explorer.ui.explore;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import javafx.beans.Observable;
import javafx.beans.property.DoubleProperty;
import javafx.beans.property.IntegerProperty;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.ReadOnlyDoubleProperty;
import javafx.beans.property.ReadOnlyDoubleWrapper;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.beans.property.ReadOnlyStringProperty;
import javafx.beans.property.ReadOnlyStringWrapper;
import javafx.beans.property.SimpleDoubleProperty;
import javafx.beans.property.SimpleIntegerProperty;
import javafx.beans.property.SimpleObjectProperty;
import javafx.beans.property.SimpleStringProperty;
import javafx.beans.property.StringProperty;
import javafx.collections.FXCollections;
import javafx.collections.ObservableList;
import org.d3explorer.bundle.Manifest.D3Defaults;
import org.d3explorer.depth.DepthConfiguration;
import org.d3explorer.depth.DepthException;
import org.d3explorer.depth.DepthSettings;
import org.d3explorer.depth.KvPolicy;
import org.d3explorer.depth.Preset;
import org.d3explorer.depth.ScheduleKind;
import org.d3explorer.depth.SkipOrder;
import org.d3explorer.ui.text.Figures;
import org.d3explorer.ui.text.Texts;
import org.jspecify.annotations.Nullable;

/** Which layers the next tokens will run: what the user set, and what follows from it for the loaded model. */
public final class DepthViewModel {
    private static final List<String> COMPUTED_ORDERS =
            List.of(SkipOrder.MIDDLE_OUT, SkipOrder.DEEPEST_FIRST, SkipOrder.SHALLOWEST_FIRST, SkipOrder.EVEN);

    private final ObjectProperty<Preset> preset = new SimpleObjectProperty<>(this, "preset", Preset.D3);
    private final ObjectProperty<ScheduleKind> schedule =
            new SimpleObjectProperty<>(this, "schedule", ScheduleKind.POWER_LAW);
    private final DoubleProperty alpha = new SimpleDoubleProperty(this, "alpha", 0.999);
    private final DoubleProperty start = new SimpleDoubleProperty(this, "start", 0);
    private final ObjectProperty<Boolean> startInPercent = new SimpleObjectProperty<>(this, "startInPercent", false);
    private final IntegerProperty coreHead = new SimpleIntegerProperty(this, "coreHead", 0);
    private final IntegerProperty coreTail = new SimpleIntegerProperty(this, "coreTail", 0);
    private final ObjectProperty<String> order = new SimpleObjectProperty<>(this, "order", SkipOrder.MIDDLE_OUT);
    private final StringProperty customOrder = new SimpleStringProperty(this, "customOrder", "");
    private final IntegerProperty constantDepth = new SimpleIntegerProperty(this, "constantDepth", 1);
    private final IntegerProperty minDepth = new SimpleIntegerProperty(this, "minDepth", 1);
    private final ObjectProperty<KvPolicy> kvPolicy = new SimpleObjectProperty<>(this, "kvPolicy", KvPolicy.BACKFILL);
    private final IntegerProperty maxNewTokens = new SimpleIntegerProperty(this, "maxNewTokens", 256);
    private final ObjectProperty<StepCost> stepCost = new SimpleObjectProperty<>(this, "stepCost", StepCost.UNKNOWN);

    private final IntegerProperty layers = new SimpleIntegerProperty(this, "layers");
    private final ObservableList<String> orders = FXCollections.observableArrayList(COMPUTED_ORDERS);
    private Map<String, List<Integer>> calibratedOrders = Map.of();
    private boolean adopting;

    private final ReadOnlyObjectWrapper<@Nullable DepthConfiguration> configuration =
            new ReadOnlyObjectWrapper<>(this, "configuration");
    private final ReadOnlyObjectWrapper<List<DepthConfiguration.Stretch>> prediction =
            new ReadOnlyObjectWrapper<>(this, "prediction", List.of());
    private final ReadOnlyStringWrapper problem = new ReadOnlyStringWrapper(this, "problem", "");
    private final ReadOnlyDoubleWrapper expectedMeanDepth =
            new ReadOnlyDoubleWrapper(this, "expectedMeanDepth", Double.NaN);
    private final ReadOnlyDoubleWrapper expectedIdealSpeedup =
            new ReadOnlyDoubleWrapper(this, "expectedIdealSpeedup", Double.NaN);

    /** Makes the settings of no model yet. */
    public DepthViewModel() {
        for (Observable input : List.<Observable>of(
                preset,
                schedule,
                alpha,
                start,
                startInPercent,
                coreHead,
                coreTail,
                order,
                customOrder,
                constantDepth,
                minDepth,
                kvPolicy,
                maxNewTokens)) {
            input.addListener(observable -> recompute());
        }
        stepCost.addListener(observable -> updateSpeedup());
    }

    /**
     * Takes over a loaded model's layers and orders.
     *
     * @param modelLayers L
     * @param defaults the bundle's D³ defaults
     * @param remembered what the user last set for this model, null to begin with the defaults
     */
    public void adopt(int modelLayers, D3Defaults defaults, @Nullable DepthChoice remembered) {
        adopting = true;
        calibratedOrders = defaults.orders();
        var names = new TreeSet<>(calibratedOrders.keySet());
        names.removeAll(COMPUTED_ORDERS);
        var all = FXCollections.<String>observableArrayList(names);
        all.addAll(COMPUTED_ORDERS);
        all.add(SkipOrder.CUSTOM);
        orders.setAll(all);
        layers.set(modelLayers);
        stepCost.set(StepCost.UNKNOWN);
        choose(remembered == null ? DepthChoice.defaults(modelLayers, defaults) : remembered);
        adopting = false;
        recompute();
    }

    /** Sets everything at once. */
    public void choose(DepthChoice choice) {
        boolean outer = adopting;
        adopting = true;
        preset.set(choice.preset());
        schedule.set(choice.schedule());
        alpha.set(choice.alpha());
        startInPercent.set(choice.startInPercent());
        start.set(choice.start());
        coreHead.set(choice.coreHead());
        coreTail.set(choice.coreTail());
        order.set(orders.contains(choice.order()) ? choice.order() : SkipOrder.MIDDLE_OUT);
        customOrder.set(choice.customOrder());
        constantDepth.set(Math.clamp(choice.constantDepth(), 1, Math.max(1, layers.get())));
        minDepth.set(Math.clamp(choice.minDepth(), 1, Math.max(1, layers.get())));
        kvPolicy.set(choice.kvPolicy());
        adopting = outer;
        recompute();
    }

    /** Returns everything the user set, to be remembered. */
    public DepthChoice choice() {
        return new DepthChoice(
                preset.get(),
                schedule.get(),
                alpha.get(),
                start.get(),
                startInPercent.get(),
                coreHead.get(),
                coreTail.get(),
                order.get(),
                customOrder.get(),
                constantDepth.get(),
                minDepth.get(),
                kvPolicy.get());
    }

    /** Returns the start in tokens; a share of max new tokens is rounded (specification §1). */
    public int startTokens() {
        return (int) Math.round(startInPercent.get() ? start.get() / 100 * maxNewTokens.get() : start.get());
    }

    /** Returns the half-life in tokens, ln ½ / ln α; infinite at α = 1. */
    public double halfLifeTokens() {
        return alpha.get() >= 1 ? Double.POSITIVE_INFINITY : Math.log(0.5) / Math.log(alpha.get());
    }

    /** Returns the settings in the form the schedules are made from. */
    public DepthSettings settings() {
        return settings(order.get().equals(SkipOrder.CUSTOM) ? parsedOrder() : List.of());
    }

    private DepthSettings settings(List<Integer> typedOrder) {
        return new DepthSettings(
                preset.get(),
                schedule.get(),
                alpha.get(),
                startTokens(),
                coreHead.get(),
                coreTail.get(),
                order.get(),
                typedOrder,
                constantDepth.get(),
                minDepth.get(),
                maxNewTokens.get());
    }

    /** Returns the settings with any custom order left out: enough to ask which schedule, roles and order are in force. */
    public DepthSettings effective() {
        return settings(List.of());
    }

    private List<Integer> parsedOrder() {
        var text = customOrder.get().strip();
        if (text.isEmpty()) {
            throw new DepthException(Texts.get("depth.customOrder.empty"));
        }
        try {
            return Arrays.stream(text.split("[,;\\s]+")).map(Integer::valueOf).toList();
        } catch (NumberFormatException e) {
            throw new DepthException(Texts.format("depth.customOrder.invalid", text));
        }
    }

    private void recompute() {
        if (adopting || layers.get() == 0) {
            return;
        }
        try {
            var next = settings().configuration(layers.get(), calibratedOrders);
            problem.set("");
            predict(next);
            configuration.set(next);
        } catch (IllegalArgumentException e) {
            problem.set(String.valueOf(e.getMessage()));
        }
    }

    private void predict(DepthConfiguration next) {
        int tokens = maxNewTokens.get();
        prediction.set(next.stretches(tokens, layers.get()));
        expectedMeanDepth.set(tokens < 2 ? Double.NaN : next.meanDepth(tokens, layers.get()));
        updateSpeedup();
    }

    private void updateSpeedup() {
        expectedIdealSpeedup.set(stepCost.get().idealSpeedup(expectedMeanDepth.get(), layers.get()));
    }

    /** Returns the line under the predicted curve. */
    public String expectation() {
        return Texts.format(
                "depth.expectation",
                Figures.fixed(expectedMeanDepth.get(), 1),
                layers.get(),
                Figures.ratio(expectedIdealSpeedup.get()));
    }

    /** Returns the chosen preset. */
    public ObjectProperty<Preset> presetProperty() {
        return preset;
    }

    /** Returns the schedule of the custom preset. */
    public ObjectProperty<ScheduleKind> scheduleProperty() {
        return schedule;
    }

    /** Returns α, 0 &lt; α ≤ 1. */
    public DoubleProperty alphaProperty() {
        return alpha;
    }

    /** Returns the start, in tokens or per cent of max new tokens. */
    public DoubleProperty startProperty() {
        return start;
    }

    /** Returns whether the start is in per cent. */
    public ObjectProperty<Boolean> startInPercentProperty() {
        return startInPercent;
    }

    /** Returns the number of first layers that always run. */
    public IntegerProperty coreHeadProperty() {
        return coreHead;
    }

    /** Returns the number of last layers that always run. */
    public IntegerProperty coreTailProperty() {
        return coreTail;
    }

    /** Returns the name of the skip order. */
    public ObjectProperty<String> orderProperty() {
        return order;
    }

    /** Returns the orders calibrated for this model, by name. */
    public Map<String, List<Integer>> calibratedOrders() {
        return Map.copyOf(calibratedOrders);
    }

    /** Returns the orders this model offers: calibrated ones, computed ones, custom. */
    public ObservableList<String> orders() {
        return orders;
    }

    /** Returns the layers of the custom order as typed: numbers, first skipped first. */
    public StringProperty customOrderProperty() {
        return customOrder;
    }

    /** Returns the depth of the constant schedules. */
    public IntegerProperty constantDepthProperty() {
        return constantDepth;
    }

    /** Returns the depth at which the linear schedule ends. */
    public IntegerProperty minDepthProperty() {
        return minDepth;
    }

    /** Returns how missed positions are closed. */
    public ObjectProperty<KvPolicy> kvPolicyProperty() {
        return kvPolicy;
    }

    /** Returns the bound on generated tokens. */
    public IntegerProperty maxNewTokensProperty() {
        return maxNewTokens;
    }

    /** Returns what a token's time is made of, as last measured on this model. */
    public ObjectProperty<StepCost> stepCostProperty() {
        return stepCost;
    }

    /** Returns L, 0 without a model. */
    public IntegerProperty layersProperty() {
        return layers;
    }

    /** Returns the last valid configuration, null without a model. */
    public ReadOnlyObjectProperty<@Nullable DepthConfiguration> configurationProperty() {
        return configuration.getReadOnlyProperty();
    }

    /** Returns the depth of each coming token, by index. */
    public ReadOnlyObjectProperty<List<DepthConfiguration.Stretch>> predictionProperty() {
        return prediction.getReadOnlyProperty();
    }

    /** Returns what is wrong with the settings, empty if nothing. */
    public ReadOnlyStringProperty problemProperty() {
        return problem.getReadOnlyProperty();
    }

    /** Returns the mean depth over T_1.. if all max new tokens are generated; NaN if unknown. */
    public ReadOnlyDoubleProperty expectedMeanDepthProperty() {
        return expectedMeanDepth.getReadOnlyProperty();
    }

    /** Returns the ideal speedup at that mean depth with this model's measured times; NaN if none were. */
    public ReadOnlyDoubleProperty expectedIdealSpeedupProperty() {
        return expectedIdealSpeedup.getReadOnlyProperty();
    }
}
