package org.d3explorer.cli;

import java.nio.file.Path;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Which model, on what. */
final class ModelOptions {
    @Mixin
    private BundleOption bundle = new BundleOption();

    @Option(
            names = "--threads",
            paramLabel = "N",
            description = "Threads of the runtime's pool (default: one per physical core).")
    private int threads;

    @Option(
            names = "--device",
            paramLabel = "auto|cpu|cuda[:n]",
            defaultValue = "auto",
            description = "Where to run (default: ${DEFAULT-VALUE}). CUDA is tried; a fall back to the CPU says why.")
    private String device = "auto";

    /** Returns the bundle's folder. */
    Path folder(CommandEnvironment environment) {
        return bundle.folder(environment);
    }

    /** Returns the number of threads, 0 = the default. */
    int threads() {
        if (threads < 0) {
            throw CommandException.usage("--threads is " + threads + ", expected 1 or more");
        }
        return threads;
    }

    /** Returns the device as given. */
    String device() {
        return device;
    }
}
