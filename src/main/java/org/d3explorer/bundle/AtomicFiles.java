package org.d3explorer.bundle;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Files and folders that appear complete or not at all: written to a temporary sibling, synced, then renamed. What a
 * killed process leaves behind is recognised by its name and removed by {@link #removeOrphans}.
 */
public final class AtomicFiles {
    private static final Pattern TEMPORARY = Pattern.compile("\\..+\\.(\\d+)-(\\d+)-\\d+\\.d3tmp");
    private static final int BUFFER_BYTES = 1 << 16;
    private static final AtomicLong COUNTER = new AtomicLong();
    /** Temporary paths this process is writing; after a crash another process may have our process id. */
    private static final Set<Path> OWN = ConcurrentHashMap.newKeySet();

    private AtomicFiles() {}

    /** Writes a file's content. */
    @FunctionalInterface
    public interface WriterAction {
        /**
         * Writes everything; need not flush or close.
         *
         * @param out buffered
         * @throws IOException if writing fails
         */
        void write(OutputStream out) throws IOException;
    }

    /** Fills a folder. */
    @FunctionalInterface
    public interface FolderAction {
        /**
         * Writes all files into the folder.
         *
         * @param folder empty, temporary
         * @throws IOException if writing fails
         */
        void fill(Path folder) throws IOException;
    }

    /**
     * Writes or replaces a file.
     *
     * @param target the file; its folder must exist
     * @param action writes the content
     * @throws IOException if writing fails; the old file, if any, is then unchanged and no temporary file is left
     */
    public static void write(Path target, WriterAction action) throws IOException {
        var temporary = temporarySibling(target);
        try {
            try (var channel = FileChannel.open(temporary, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
                    var out = new BufferedOutputStream(Channels.newOutputStream(channel), BUFFER_BYTES)) {
                action.write(out);
                out.flush();
                channel.force(true);
            }
            move(temporary, target, true);
        } finally {
            Files.deleteIfExists(temporary);
            OWN.remove(temporary);
        }
    }

    /**
     * Makes a folder that did not exist.
     *
     * @param target the folder; its parent must exist
     * @param action fills it
     * @throws FileAlreadyExistsException if the target exists
     * @throws IOException if writing fails; then neither the target nor a temporary folder is left
     */
    public static void writeFolder(Path target, FolderAction action) throws IOException {
        requireAbsent(target);
        var temporary = temporarySibling(target);
        try {
            Files.createDirectory(temporary);
            action.fill(temporary);
            sync(temporary);
            requireAbsent(target);
            move(temporary, target, false);
        } finally {
            deleteTree(temporary);
            OWN.remove(temporary);
        }
    }

    /**
     * Removes temporary files and folders in a folder whose process is gone.
     *
     * @param folder where targets are written; nothing happens if it does not exist
     * @return how many were removed
     * @throws IOException if the folder cannot be read or an orphan not removed
     */
    public static int removeOrphans(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return 0;
        }
        int removed = 0;
        try (var entries = Files.newDirectoryStream(folder.toAbsolutePath(), ".*.d3tmp")) {
            for (var entry : entries) {
                if (isOrphan(entry)) {
                    deleteTree(entry);
                    removed++;
                }
            }
        }
        return removed;
    }

    private static boolean isOrphan(Path entry) {
        var name = TEMPORARY.matcher(entry.getFileName().toString());
        if (!name.matches() || OWN.contains(entry)) {
            return false;
        }
        try {
            long process = Long.parseLong(name.group(1));
            var made = Instant.ofEpochMilli(Long.parseLong(name.group(2)));
            return process == ProcessHandle.current().pid()
                    || ProcessHandle.of(process)
                            .flatMap(owner -> owner.info().startInstant())
                            .map(started -> started.isAfter(made))
                            .orElseGet(() -> ProcessHandle.of(process).isEmpty());
        } catch (NumberFormatException e) {
            return false;
        }
    }

    private static Path temporarySibling(Path target) throws IOException {
        var absolute = target.toAbsolutePath();
        var name = absolute.getFileName();
        if (name == null) {
            throw new FileAlreadyExistsException(target.toString());
        }
        var temporary = absolute.resolveSibling(
                "." + name + "." + ProcessHandle.current().pid() + "-" + System.currentTimeMillis() + "-"
                        + COUNTER.incrementAndGet() + ".d3tmp");
        OWN.add(temporary);
        return temporary;
    }

    private static void requireAbsent(Path target) throws FileAlreadyExistsException {
        if (Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
            throw new FileAlreadyExistsException(target.toString());
        }
    }

    private static void move(Path from, Path to, boolean replace) throws IOException {
        try {
            Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
        } catch (AtomicMoveNotSupportedException e) {
            if (replace) {
                Files.move(from, to, StandardCopyOption.REPLACE_EXISTING);
            } else {
                Files.move(from, to);
            }
        }
        syncFolder(to.toAbsolutePath().getParent());
    }

    private static void sync(Path folder) throws IOException {
        try (var files = Files.newDirectoryStream(folder)) {
            for (var file : files) {
                if (Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS)) {
                    sync(file);
                } else {
                    try (var channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
                        channel.force(true);
                    }
                }
            }
        }
        syncFolder(folder);
    }

    /** Makes the rename itself durable where the system lets a folder be opened; Windows does not and needs it not. */
    private static void syncFolder(@Nullable Path folder) throws IOException {
        if (folder != null
                && folder.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            try (var channel = FileChannel.open(folder, StandardOpenOption.READ)) {
                channel.force(true);
            }
        }
    }

    private static void deleteTree(Path root) throws IOException {
        if (!Files.exists(root, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        Files.walkFileTree(root, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException failure) throws IOException {
                if (failure != null) {
                    throw failure;
                }
                Files.delete(folder);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
