package org.d3explorer.importing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;

/** Hashes source files with progress. */
final class SourceHash {
    private static final int BUFFER_BYTES = 1 << 20;

    private SourceHash() {}

    /**
     * Feeds a file's bytes to a digest.
     *
     * @throws ImportException if the file cannot be read
     */
    static void update(MessageDigest digest, Path file, ImportProgress progress) {
        var buffer = new byte[BUFFER_BYTES];
        try (var in = Files.newInputStream(file)) {
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                digest.update(buffer, 0, count);
                progress.advance(count);
            }
        } catch (IOException e) {
            throw ImportException.io(file, "reading", e);
        }
    }
}
