package org.d3explorer.decoding;

import java.util.Optional;
import org.d3explorer.depth.DepthConfiguration;

/**
 * A strided perplexity to compute: windows of {@code windowLength} tokens, the second half of each scored, like
 * {@code llama-perplexity}. The first half is the prompt and runs at full depth; the second runs at the schedule's depth.
 *
 * @param windowLength n_ctx, 4..context length
 * @param maxWindows most windows to run, 0 = all of the text
 * @param bos id that takes the place of each window's first token, where the tokenizer adds BOS
 * @param configuration schedule, roles and order
 */
public record PerplexityRequest(
        int windowLength, int maxWindows, Optional<Integer> bos, DepthConfiguration configuration) {
    /** Checks the ranges. */
    public PerplexityRequest {
        if (windowLength < 4 || maxWindows < 0) {
            throw new IllegalArgumentException("windows of " + windowLength + " tokens, at most " + maxWindows
                    + " of them; expected 4 or more tokens and 0 or more windows");
        }
    }

    /** Returns the number of tokens before the first scored prediction, the window's prompt. */
    public int promptLength() {
        return windowLength / 2;
    }

    /** Returns the number of scored predictions of a window: all those made from its second half. */
    public int scoredPerWindow() {
        return windowLength - promptLength() - 1;
    }
}
