package org.d3explorer.ui.compare;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javafx.beans.property.IntegerProperty;
import javafx.collections.FXCollections;
import javafx.collections.ListChangeListener;
import javafx.collections.ObservableList;
import org.d3explorer.depth.DepthException;
import org.d3explorer.depth.Preset;
import org.d3explorer.evaluation.EvaluationException;
import org.d3explorer.ui.explore.DepthChoice;
import org.d3explorer.ui.explore.ModelInfo;
import org.jspecify.annotations.Nullable;

/** The configurations that are compared: full depth, and those beside it, which can be added, removed, and taken back. */
final class CompareColumns {
    private final ColumnViewModel fullDepth = new ColumnViewModel(true);
    private final ObservableList<ColumnViewModel> others = FXCollections.observableArrayList();
    private final ColumnHistory history = new ColumnHistory();
    private final LinkedTokens linked = new LinkedTokens();
    private final IntegerProperty maxNewTokens;
    private final Runnable settingsChanged;

    /**
     * Makes full depth alone.
     *
     * @param maxNewTokens shared by all configurations
     * @param settingsChanged told when a configuration was set to something else
     */
    CompareColumns(IntegerProperty maxNewTokens, Runnable settingsChanged) {
        this.maxNewTokens = maxNewTokens;
        this.settingsChanged = settingsChanged;
        fullDepth.depth().maxNewTokensProperty().bind(maxNewTokens);
        others.addListener((ListChangeListener<ColumnViewModel>) change -> linked.link(all().stream()
                .flatMap(column -> Stream.of(column.run(), column.scored()))
                .toList()));
    }

    /**
     * Takes over another model, or that there is none. Texts go; settings stay where there are any.
     *
     * @param remembered the settings to begin with
     */
    void adopt(@Nullable ModelInfo info, List<DepthChoice> remembered) {
        all().forEach(ColumnViewModel::clear);
        history.clear();
        if (info == null) {
            return;
        }
        var defaults = info.manifest().d3();
        fullDepth.depth().adopt(info.layers(), defaults, null);
        fullDepth.depth().presetProperty().set(Preset.FULL);
        if (!others.isEmpty()) {
            for (var column : others) {
                column.depth().adopt(info.layers(), defaults, column.depth().choice());
                column.depth().stepCostProperty().set(info.stepCost());
            }
        } else if (remembered.isEmpty()) {
            insert(info, null);
            insert(info, null).depth().presetProperty().set(Preset.UNIFIED);
        } else {
            remembered.forEach(choice -> insert(info, choice));
        }
    }

    private ColumnViewModel insert(ModelInfo info, @Nullable DepthChoice choice) {
        var column = new ColumnViewModel(false);
        column.depth().maxNewTokensProperty().bind(maxNewTokens);
        column.depth().adopt(info.layers(), info.manifest().d3(), choice);
        column.depth().stepCostProperty().set(info.stepCost());
        column.depth().configurationProperty().addListener((observable, before, now) -> settingsChanged.run());
        others.add(column);
        return column;
    }

    /** Adds a configuration with the first preset that is not there so far. */
    void add(ModelInfo info) {
        history.remember(others);
        var taken = others.stream()
                .map(column -> column.depth().presetProperty().get())
                .collect(Collectors.toSet());
        var preset = Stream.of(Preset.D3, Preset.UNIFIED, Preset.EARLY_EXIT, Preset.SKIPDECODE, Preset.CUSTOM)
                .filter(candidate -> !taken.contains(candidate))
                .findFirst()
                .orElse(Preset.D3);
        insert(info, null).depth().presetProperty().set(preset);
    }

    /** Takes a configuration away. */
    void remove(ColumnViewModel column) {
        history.remember(others);
        others.remove(column);
    }

    /**
     * Brings all mean depths together.
     *
     * @throws DepthException if settings do not fit the model
     * @throws EvaluationException if fewer than two tokens are generated
     */
    MeanDepthEqualizer.Result equalize() {
        history.remember(others);
        try {
            return new MeanDepthEqualizer(others, this::letter).equalize(maxNewTokens.get());
        } catch (DepthException | EvaluationException e) {
            history.dropLast();
            throw e;
        }
    }

    /** Says whether there is something to take back. */
    boolean canUndo() {
        return !history.isEmpty();
    }

    /** Takes the last adding, removing or equalizing back; a configuration that comes back brings its texts and figures. */
    void undo() {
        var before = history.undo(others);
        if (!before.equals(others)) {
            others.setAll(before);
        }
    }

    /** Notes that a comparison begins: what removed configurations found belongs to another text of full depth. */
    void comparedAnew() {
        history.comparedAnew();
    }

    /** Returns the letter a configuration is called by, R for full depth. */
    String letter(ColumnViewModel column) {
        return column.isReference() ? "R" : String.valueOf((char) ('A' + Math.max(0, others.indexOf(column))));
    }

    /** Returns what is set, to be remembered. */
    List<DepthChoice> choices() {
        return others.stream().map(column -> column.depth().choice()).toList();
    }

    ColumnViewModel fullDepth() {
        return fullDepth;
    }

    /** Returns those beside full depth. */
    ObservableList<ColumnViewModel> others() {
        return others;
    }

    /** Returns full depth, then the others. */
    List<ColumnViewModel> all() {
        return Stream.concat(Stream.of(fullDepth), others.stream()).toList();
    }
}
