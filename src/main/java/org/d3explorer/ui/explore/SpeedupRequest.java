package org.d3explorer.ui.explore;

import java.util.List;
import org.d3explorer.trace.DepthChange;

/**
 * A run whose speed is compared with full depth over the same positions.
 *
 * @param promptIds tokens of the rendered prompt
 * @param changes the depth configurations the run had, the first at token 0
 * @param tokens number of generated tokens, ≥ 2
 * @param repetitions how often both are run, ≥ 1
 */
public record SpeedupRequest(List<Integer> promptIds, List<DepthChange> changes, int tokens, int repetitions) {
    /** Copies the lists and checks the ranges. */
    public SpeedupRequest {
        promptIds = List.copyOf(promptIds);
        changes = List.copyOf(changes);
        if (tokens < 2 || repetitions < 1 || changes.isEmpty()) {
            throw new IllegalArgumentException("a speedup needs a run of two tokens or more, found " + tokens);
        }
    }
}
