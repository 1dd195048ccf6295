package org.d3explorer.cli;

import org.d3explorer.decoding.RunRequest;
import org.d3explorer.trace.Sampling;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Every option of a generation. */
final class RunOptions {
    /** Bound on generated tokens where none is given. */
    static final int DEFAULT_MAX_NEW_TOKENS = 256;

    @Mixin
    private ModelOptions model = new ModelOptions();

    @Mixin
    private DepthOptions depth = new DepthOptions();

    @Option(
            names = "--max-new-tokens",
            paramLabel = "N",
            defaultValue = "" + DEFAULT_MAX_NEW_TOKENS,
            description = "Bound on generated tokens (default: ${DEFAULT-VALUE}).")
    private int maxNewTokens = DEFAULT_MAX_NEW_TOKENS;

    @Option(
            names = "--temperature",
            paramLabel = "T",
            defaultValue = "0",
            description = "0 always takes the most probable token (default: ${DEFAULT-VALUE}).")
    private double temperature;

    @Option(
            names = "--top-k",
            paramLabel = "K",
            defaultValue = "0",
            description = "Keep the K most probable tokens; 0 = off (default: ${DEFAULT-VALUE}).")
    private int topK;

    @Option(
            names = "--top-p",
            paramLabel = "P",
            defaultValue = "1",
            description = "Keep the smallest set whose probability reaches P; 1 = off (default: ${DEFAULT-VALUE}).")
    private double topP = 1;

    @Option(
            names = "--min-p",
            paramLabel = "P",
            defaultValue = "0",
            description = "Drop tokens below P times the most probable; 0 = off (default: ${DEFAULT-VALUE}).")
    private double minP;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "0",
            description = "Seed of the draw (default: ${DEFAULT-VALUE}).")
    private long seed;

    @Option(
            names = "--reference",
            description = "Also run the full-depth reference, in chunks of " + RunRequest.DEFAULT_REFERENCE_CHUNK
                    + " tokens, and report what the saving cost.")
    private boolean reference;

    @Option(names = "--raw", description = "Tokenize the prompt as it is, without the chat template.")
    private boolean raw;

    @Option(names = "--ignore-eos", description = "Go on behind end tokens, up to --max-new-tokens.")
    private boolean ignoreEos;

    /** Returns which model, on what. */
    ModelOptions model() {
        return model;
    }

    /** Returns how deep. */
    DepthOptions depth() {
        return depth;
    }

    /** Returns the bound on generated tokens. */
    int maxNewTokens() {
        if (maxNewTokens < 1) {
            throw CommandException.usage("--max-new-tokens is " + maxNewTokens + ", expected 1 or more");
        }
        return maxNewTokens;
    }

    /** Returns how tokens are drawn. */
    Sampling sampling() {
        try {
            return new Sampling(temperature, topK, topP, minP, 1, 0, 0, seed);
        } catch (IllegalArgumentException e) {
            throw CommandException.usage(String.valueOf(e.getMessage()));
        }
    }

    /** Returns the number of tokens per full-depth reference pass, 0 = off. */
    int referenceChunk() {
        return reference ? RunRequest.DEFAULT_REFERENCE_CHUNK : 0;
    }

    /** Says whether the prompt goes in without the chat template. */
    boolean raw() {
        return raw;
    }

    /** Says whether end tokens are passed over. */
    boolean ignoreEos() {
        return ignoreEos;
    }
}
