package org.d3explorer.ui.explore;

import java.util.List;
import org.d3explorer.decoding.ForcedToken;
import org.d3explorer.depth.DepthConfiguration;
import org.d3explorer.depth.KvPolicy;
import org.d3explorer.trace.Sampling;

/**
 * A generation as the user asks for it: a text, not yet tokens.
 *
 * @param prompt what the user typed
 * @param chat whether the model's chat template goes round it
 * @param configuration in force from T_0 on
 * @param kvPolicy how missed positions are closed
 * @param sampling how tokens are drawn
 * @param maxNewTokens bound on generated tokens, ≥ 1
 * @param ignoreEndTokens whether end tokens are passed over
 * @param referenceChunk tokens per full-depth reference pass, 0 = reference off
 * @param prefix generated tokens to go on after, T_0 first; empty to begin anew
 */
public record GenerationRequest(
        String prompt,
        boolean chat,
        DepthConfiguration configuration,
        KvPolicy kvPolicy,
        Sampling sampling,
        int maxNewTokens,
        boolean ignoreEndTokens,
        int referenceChunk,
        List<ForcedToken> prefix) {
    /** Number of alternatives recorded per token. */
    public static final int CANDIDATES = 10;

    /** Copies the list. */
    public GenerationRequest {
        prefix = List.copyOf(prefix);
    }
}
