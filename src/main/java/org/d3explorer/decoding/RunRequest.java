package org.d3explorer.decoding;

import java.util.List;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import org.d3explorer.depth.DepthConfiguration;
import org.d3explorer.depth.KvPolicy;
import org.d3explorer.trace.Sampling;

/**
 * One generation to run.
 *
 * @param promptIds tokens of the rendered prompt, at least one
 * @param configuration in force from T_0 on
 * @param changes configurations that take over from generated token N on, by N ≥ 1
 * @param kvPolicy how missed positions are closed
 * @param sampling how tokens are drawn
 * @param maxNewTokens bound on generated tokens, ≥ 1
 * @param endTokens ids that end the answer; empty to ignore them
 * @param referenceChunk tokens per full-depth reference pass, 0 = reference off; 16 is the default where on
 * @param candidates number of alternatives recorded per token, ≥ 0
 * @param prefix generated tokens taken over from an earlier run, T_0 first; the run goes on with T_(prefix size), so
 *     that schedules, positions and indices continue. They count towards {@code maxNewTokens}; the time that their
 *     caches take is part of no token's
 */
public record RunRequest(
        List<Integer> promptIds,
        DepthConfiguration configuration,
        NavigableMap<Integer, DepthConfiguration> changes,
        KvPolicy kvPolicy,
        Sampling sampling,
        int maxNewTokens,
        Set<Integer> endTokens,
        int referenceChunk,
        int candidates,
        List<ForcedToken> prefix) {
    /** Default number of tokens per full-depth reference pass (specification §3). */
    public static final int DEFAULT_REFERENCE_CHUNK = 16;

    /** Copies the collections and checks the ranges. */
    public RunRequest {
        promptIds = List.copyOf(promptIds);
        changes = new TreeMap<>(changes);
        endTokens = Set.copyOf(endTokens);
        prefix = List.copyOf(prefix);
        if (promptIds.isEmpty()) {
            throw new IllegalArgumentException("the prompt has no tokens; expected at least one");
        }
        if (maxNewTokens < 1) {
            throw new IllegalArgumentException("max new tokens is " + maxNewTokens + ", expected 1 or more");
        }
        if (!changes.isEmpty() && changes.firstKey() < 1) {
            throw new IllegalArgumentException("a change at token " + changes.firstKey() + ", expected 1 or later");
        }
        if (prefix.size() >= maxNewTokens) {
            throw new IllegalArgumentException("max new tokens is " + maxNewTokens + ", expected more than the "
                    + prefix.size() + " tokens the run continues");
        }
        if (referenceChunk < 0 || candidates < 0) {
            throw new IllegalArgumentException("reference chunk and candidates must be 0 or more");
        }
    }

    /** Makes a request that begins with T_0. */
    public RunRequest(
            List<Integer> promptIds,
            DepthConfiguration configuration,
            NavigableMap<Integer, DepthConfiguration> changes,
            KvPolicy kvPolicy,
            Sampling sampling,
            int maxNewTokens,
            Set<Integer> endTokens,
            int referenceChunk,
            int candidates) {
        this(
                promptIds,
                configuration,
                changes,
                kvPolicy,
                sampling,
                maxNewTokens,
                endTokens,
                referenceChunk,
                candidates,
                List.of());
    }

    /**
     * Returns the same request, continuing after the given generated tokens.
     *
     * @param tokens T_0 first; their sampler draws and penalties count as made
     */
    public RunRequest continuing(List<ForcedToken> tokens) {
        return new RunRequest(
                promptIds,
                configuration,
                changes,
                kvPolicy,
                sampling,
                maxNewTokens,
                endTokens,
                referenceChunk,
                candidates,
                tokens);
    }

    /** Returns the index of the first token this run generates. */
    public int firstIndex() {
        return prefix.size();
    }
}
