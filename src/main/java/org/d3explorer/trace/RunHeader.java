package org.d3explorer.trace;

import java.time.Instant;
import java.util.List;

/**
 * What a run was made of and on: enough to repeat it.
 *
 * @param programVersion version of this program
 * @param startedAt when the run was asked for
 * @param model bundle name
 * @param manifestSha256 hash of the bundle's manifest
 * @param precision of the bundle's weights
 * @param layers L
 * @param vocabularySize V; every token id is below it
 * @param machine processor, operating system and Java, in words
 * @param executionProvider {@code CPU} or {@code CUDA:n}
 * @param threads of the runtime's pool
 * @param prompt the text the user gave
 * @param renderedPrompt what was tokenized, chat template applied
 * @param promptIds tokens of the rendered prompt
 * @param maxNewTokens bound on generated tokens
 * @param ignoreEndTokens whether end tokens were passed over
 * @param sampling how tokens were drawn
 * @param referenceChunk tokens per full-depth reference pass, 0 = reference off
 */
public record RunHeader(
        String programVersion,
        Instant startedAt,
        String model,
        String manifestSha256,
        String precision,
        int layers,
        int vocabularySize,
        String machine,
        String executionProvider,
        int threads,
        String prompt,
        String renderedPrompt,
        List<Integer> promptIds,
        int maxNewTokens,
        boolean ignoreEndTokens,
        Sampling sampling,
        int referenceChunk) {
    /** Copies the list. */
    public RunHeader {
        promptIds = List.copyOf(promptIds);
    }
}
