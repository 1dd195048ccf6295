package org.d3explorer.ui.explore;

import java.nio.file.Path;
import java.util.Optional;
import org.d3explorer.bundle.Manifest;

/**
 * What the window knows of the loaded model.
 *
 * @param folder the bundle's folder
 * @param manifest the bundle's manifest
 * @param manifestSha256 hash of the manifest, by which a run names its model
 * @param executionProvider {@code CPU} or {@code CUDA:n}
 * @param threads of the runtime's pool
 * @param contextLength most positions of a sequence
 * @param chat whether it has a chat template
 * @param fallback one line: why another device than asked for runs it
 * @param stepCost what a token took while warming up
 */
public record ModelInfo(
        Path folder,
        Manifest manifest,
        String manifestSha256,
        String executionProvider,
        int threads,
        int contextLength,
        boolean chat,
        Optional<String> fallback,
        StepCost stepCost) {
    /** Returns L. */
    public int layers() {
        return manifest.config().numHiddenLayers();
    }
}
