package org.d3explorer.importing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import org.d3explorer.bundle.AtomicFiles;
import org.d3explorer.bundle.Bundle;

/** Makes model bundles of other programs' files. */
public final class ModelImporter {
    private ModelImporter() {}

    /**
     * Imports a model: checks the source, writes the bundle to a temporary sibling of the target, verifies it and
     * renames it. After a failure or a cancel nothing is left. The same source and precision give the same bytes.
     *
     * @param source a GGUF file, or a folder with a Hugging Face checkpoint
     * @param folder the bundle to make; must not exist
     * @param precision how to store the weights
     * @param listener hears of progress and may cancel
     * @return the new bundle, verified
     * @throws ImportException if the source is not a model this program can import, or the bundle cannot be written
     * @throws java.util.concurrent.CancellationException if the listener cancelled
     */
    public static Bundle importModel(Path source, Path folder, Precision precision, ImportListener listener) {
        Bundle.requireUsablePath(folder.toAbsolutePath());
        requireAbsent(folder);
        try (var model = open(source)) {
            ImportEstimate.of(model, precision).requireRoom(folder);
            var made = makeParents(folder);
            boolean done = false;
            try {
                var bundle = BundleWriter.write(model, folder, precision, listener);
                done = true;
                return bundle;
            } catch (InternalError e) {
                // How Java reports that a mapped page is gone because the file was cut short.
                throw ImportException.of(
                        source.toString(),
                        "a file that changed while it was read",
                        "an unchanging file",
                        "import again");
            } finally {
                if (!done) {
                    removeEmpty(made);
                }
            }
        }
    }

    /**
     * Checks a source and estimates what its import needs, without writing anything.
     *
     * @param source as for {@link #importModel}
     * @param precision how the weights would be stored
     * @throws ImportException if the source is not a model this program can import
     */
    public static ImportEstimate estimate(Path source, Precision precision) {
        try (var model = open(source)) {
            return ImportEstimate.of(model, precision);
        }
    }

    private static WeightSource open(Path source) {
        return Files.isDirectory(source) ? HuggingFaceModel.open(source) : GgufModel.open(source);
    }

    private static void requireAbsent(Path folder) {
        if (Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
            throw ImportException.of(
                    folder.toString(),
                    "an existing file or folder",
                    "a new folder",
                    "choose another name or remove it");
        }
    }

    /** Makes the folders above the target; returns those that were new, the innermost first. */
    private static Deque<Path> makeParents(Path folder) {
        Deque<Path> missing = new ArrayDeque<>();
        for (var parent = folder.toAbsolutePath().getParent();
                parent != null && !Files.exists(parent);
                parent = parent.getParent()) {
            missing.addLast(parent);
        }
        Deque<Path> made = new ArrayDeque<>();
        try {
            while (!missing.isEmpty()) {
                var parent = missing.removeLast();
                Files.createDirectory(parent);
                made.addFirst(parent);
            }
            var parent = folder.toAbsolutePath().getParent();
            if (parent != null) {
                AtomicFiles.removeOrphans(parent);
            }
        } catch (IOException e) {
            removeEmpty(made);
            throw ImportException.io(folder, "making the folder", e);
        }
        return made;
    }

    private static void removeEmpty(Deque<Path> folders) {
        try {
            for (var folder : folders) {
                Files.deleteIfExists(folder);
            }
        } catch (IOException e) {
            throw ImportException.io(folders.getFirst(), "removing the folder", e);
        }
    }
}
