package org.d3explorer.cli;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which bundle, for commands that need its tokenizer but do not run it. */
final class BundleOption {
    @Option(
            names = "--model",
            paramLabel = "DIR",
            description = "Model bundle to use (default: the bundled SmolLM2-135M-Instruct).")
    private @Nullable Path model;

    /** Returns the bundle's folder. */
    Path folder(CommandEnvironment environment) {
        return model == null ? environment.defaultModel() : model;
    }
}
