package org.d3explorer.ui.explore;

import java.util.List;
import org.d3explorer.depth.DepthConfiguration;

/**
 * A generated text to score under other configurations.
 *
 * @param promptIds tokens of the rendered prompt
 * @param tokens the text's ids, T_0 first
 * @param configurations under which to score it
 */
public record TeacherForcingRequest(
        List<Integer> promptIds, List<Integer> tokens, List<DepthConfiguration> configurations) {
    /** Copies the lists. */
    public TeacherForcingRequest {
        promptIds = List.copyOf(promptIds);
        tokens = List.copyOf(tokens);
        configurations = List.copyOf(configurations);
    }
}
