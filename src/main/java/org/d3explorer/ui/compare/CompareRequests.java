package org.d3explorer.ui.compare;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.d3explorer.decoding.RunRequest;
import org.d3explorer.trace.Sampling;
import org.d3explorer.ui.explore.GenerationRequest;

/**
 * What the configurations of a comparison generate: the same prompt, greedily, so that texts differ only where the layers
 * that ran make them differ.
 *
 * @param prompt as typed
 * @param chat whether the chat template goes round it
 * @param maxNewTokens bound on generated tokens
 * @param ignoreEndTokens whether end tokens are passed over
 */
record CompareRequests(String prompt, boolean chat, int maxNewTokens, boolean ignoreEndTokens) {
    /** Returns what each configuration generates; all but full depth are also compared with full depth over their own text. */
    Map<ColumnViewModel, GenerationRequest> of(List<ColumnViewModel> columns) {
        var requests = new HashMap<ColumnViewModel, GenerationRequest>();
        for (var column : columns) {
            var configuration = column.depth().configurationProperty().get();
            if (configuration != null) {
                requests.put(
                        column,
                        new GenerationRequest(
                                prompt,
                                chat,
                                configuration,
                                column.depth().kvPolicyProperty().get(),
                                Sampling.greedy(),
                                maxNewTokens,
                                ignoreEndTokens,
                                column.isReference() ? 0 : RunRequest.DEFAULT_REFERENCE_CHUNK,
                                List.of()));
            }
        }
        return requests;
    }
}
