package org.d3explorer.ui.traces;

import javafx.beans.binding.Bindings;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.beans.property.ReadOnlyStringProperty;
import javafx.beans.property.ReadOnlyStringWrapper;
import org.d3explorer.ui.explore.ExploreViewModel;
import org.d3explorer.ui.explore.RunState;
import org.d3explorer.ui.text.Texts;
import org.d3explorer.ui.view.LogitLensService;
import org.d3explorer.ui.view.RunModel;
import org.jspecify.annotations.Nullable;

/**
 * The logit lens of the run replayed: there where the model loaded is the one the run was made with, as its manifest's hash
 * says, and the engine is free; else the reason why not. Interface thread only.
 */
public final class ReplayLens {
    private static final int HASH_SHOWN = 12;

    private final ExploreViewModel explore;
    private final RunModel run;
    private final LogitLensService lens;
    private final ReadOnlyObjectWrapper<@Nullable LogitLensService> service =
            new ReadOnlyObjectWrapper<>(this, "service");
    private final ReadOnlyStringWrapper reason = new ReadOnlyStringWrapper(this, "reason", "");

    /**
     * Follows a replay.
     *
     * @param explore has the engine
     * @param run what is replayed
     */
    ReplayLens(ExploreViewModel explore, RunModel run) {
        this.explore = explore;
        this.run = run;
        lens = explore.lens(run);
        reason.bind(Bindings.createStringBinding(
                this::reason,
                run.headerProperty(),
                explore.modelProperty(),
                explore.stateProperty(),
                explore.activityProperty()));
        service.bind(Bindings.createObjectBinding(() -> reason.get().isEmpty() ? lens : null, reason));
    }

    private String reason() {
        var header = run.headerProperty().get();
        if (header == null) {
            return "";
        }
        var model = explore.modelProperty().get();
        if (model == null) {
            return Texts.format("traces.lens.noModel", header.model());
        }
        if (!model.manifestSha256().equals(header.manifestSha256())) {
            return Texts.format(
                    "traces.lens.otherModel",
                    header.model(),
                    shortened(header.manifestSha256()),
                    model.manifest().name(),
                    shortened(model.manifestSha256()));
        }
        return explore.stateProperty().get() == RunState.READY
                ? ""
                : Texts.format("traces.lens.busy", explore.activityProperty().get());
    }

    private static String shortened(String hash) {
        return hash.substring(0, Math.min(HASH_SHOWN, hash.length()));
    }

    /** Returns what computes the lens, null where {@link #reasonProperty} says why it cannot. */
    public ReadOnlyObjectProperty<@Nullable LogitLensService> serviceProperty() {
        return service.getReadOnlyProperty();
    }

    /** Returns why the lens cannot be computed, empty where it can. */
    public ReadOnlyStringProperty reasonProperty() {
        return reason.getReadOnlyProperty();
    }
}
