package org.d3explorer.ui.explore;

import java.util.List;
import java.util.stream.Stream;
import org.d3explorer.depth.LayerSet;
import org.d3explorer.ui.view.RunModel;
import org.jspecify.annotations.Nullable;

/**
 * A forward pass to look into with the logit lens: the one that yielded a token.
 *
 * @param ids the text up to the position it ran at
 * @param executed the layers that ran for the generated tokens among them, the one looked at last; the prompt ran all
 * @param layers L
 */
public record LensRequest(List<Integer> ids, List<LayerSet> executed, int layers) {
    /** Copies the lists. */
    public LensRequest {
        ids = List.copyOf(ids);
        executed = List.copyOf(executed);
    }

    /** Returns the request for T_i of a run, null where the run has no such token. */
    static @Nullable LensRequest of(RunModel run, int index) {
        var header = run.headerProperty().get();
        if (header == null || index < 0 || index >= run.tokens().size()) {
            return null;
        }
        var generated = run.tokens().subList(0, index).stream().map(token -> token.id());
        var executed = run.tokens().subList(1, index + 1).stream()
                .map(token -> token.executed())
                .toList();
        return new LensRequest(
                Stream.concat(header.promptIds().stream(), generated).toList(),
                index == 0 ? List.of() : executed,
                header.layers());
    }

    /**
     * Returns the layers that ran at a position of the text.
     *
     * @param row 0..number of ids − 1
     */
    LayerSet layersAt(int row) {
        int prompt = ids.size() - executed.size();
        return row < prompt ? LayerSet.all(layers) : executed.get(row - prompt);
    }
}
