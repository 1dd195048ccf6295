package org.d3explorer.ui.explore;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import javafx.beans.binding.Bindings;
import javafx.beans.binding.BooleanBinding;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.fxml.FXML;
import javafx.scene.control.Button;
import javafx.scene.control.ComboBox;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.HBox;
import org.d3explorer.ui.navigation.Action;
import org.d3explorer.ui.text.Texts;

/** Chooses which branch of the run is shown; there only where the run has more than one. */
public final class BranchBarController {
    private static final Comparator<BranchRow> BY_MAKING = Comparator.comparingInt(BranchRow::id);

    @FXML
    private HBox bar;

    @FXML
    private ComboBox<BranchRow> chooser;

    @FXML
    private Button previous;

    @FXML
    private Button next;

    private final BranchesViewModel model;
    private final ReadOnlyObjectProperty<RunState> state;
    private final List<Action> actions;
    private final Tooltip tip = Fields.tooltip("");
    private boolean followingModel;

    BranchBarController(BranchesViewModel model, ReadOnlyObjectProperty<RunState> state) {
        this.model = model;
        this.state = state;
        actions = List.of(
                Action.of("branch.previous", "Shift+F7", () -> model.showNext(-1)),
                Action.of("branch.next", "F7", () -> model.showNext(1)));
    }

    @FXML
    void initialize() {
        Fields.show(bar, Bindings.size(model.rows()).greaterThan(1));
        BranchCells.install(chooser);
        chooser.setItems(model.rows());
        chooser.setTooltip(tip);
        model.shownProperty().addListener((observable, before, now) -> follow());
        chooser.valueProperty().addListener((observable, before, now) -> {
            if (!followingModel && now != null) {
                model.show(now);
                follow();
            }
        });
        actions.get(0).bind(previous);
        actions.get(1).bind(next);
        var busy = Bindings.createBooleanBinding(() -> state.get() != RunState.READY, state);
        chooser.disableProperty().bind(busy);
        previous.disableProperty().bind(busy.or(isShown(rows -> rows.min(BY_MAKING))));
        next.disableProperty().bind(busy.or(isShown(rows -> rows.max(BY_MAKING))));
        follow();
    }

    private BooleanBinding isShown(Function<Stream<BranchRow>, Optional<BranchRow>> one) {
        return Bindings.createBooleanBinding(
                () -> one.apply(model.rows().stream())
                        .equals(Optional.ofNullable(model.shownProperty().get())),
                model.shownProperty());
    }

    private void follow() {
        var shown = model.shownProperty().get();
        followingModel = true;
        chooser.setValue(shown);
        followingModel = false;
        tip.setText((shown == null ? "" : shown.text() + "\n") + Texts.get("branch.chooser.tip"));
        chooser.setAccessibleText(
                shown == null ? Texts.get("branch.chooser") : Texts.get("branch.chooser") + ": " + shown.text());
    }

    /** Returns what can be done from the keyboard. */
    List<Action> actions() {
        return actions;
    }
}
