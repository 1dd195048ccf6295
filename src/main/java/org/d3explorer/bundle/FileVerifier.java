package org.d3explorer.bundle;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.d3explorer.bundle.Manifest.FileEntry;

/**
 * Checks the files of a bundle against its manifest. Only regular files with no name outside the folder pass: whoever
 * can write through another name could change weights after they were verified, and the runtime maps them.
 */
final class FileVerifier {
    private static final int BUFFER_BYTES = 1 << 20;

    private final Path folder;
    private final List<FileEntry> files;

    FileVerifier(Path folder, List<FileEntry> files) {
        this.folder = folder;
        this.files = files;
    }

    /**
     * Checks that every file is there, is a plain file of this folder only, and has its size.
     *
     * @throws BundleException at the first file that does not
     */
    void checkPresence() {
        Map<Object, Integer> namesInside = new HashMap<>();
        Map<FileEntry, LinkCount> links = new HashMap<>();
        for (var entry : files) {
            requireRegular(folder.resolve(entry.path()), entry.size());
            var count = linkCount(folder.resolve(entry.path()));
            namesInside.merge(count.fileKey(), 1, Integer::sum);
            links.put(entry, count);
        }
        links.forEach((entry, count) -> {
            int inside = namesInside.getOrDefault(count.fileKey(), 1);
            if (count.names() > inside) {
                throw BundleException.of(
                        folder.resolve(entry.path()).toString(),
                        "a hard link (" + count.names() + " names, " + inside + " of them in the bundle)",
                        "a file of its own",
                        "copy the bundle without links (cp -r)");
            }
        });
    }

    /**
     * Checks files' SHA-256, on all cores, the largest files first.
     *
     * @param wanted says by its name whether a file is to be checked
     * @param checkpoint called before each MiB that is read, from several threads; what it throws ends the check
     * @throws BundleException for the first file in the manifest's order that differs or cannot be read
     */
    void checkHashes(Predicate<String> wanted, Runnable checkpoint) {
        var largestFirst = files.stream()
                .filter(entry -> wanted.test(entry.path()))
                .sorted(Comparator.comparingLong(FileEntry::size).reversed())
                .toList();
        var failures = new ConcurrentSkipListMap<Integer, BundleException>();
        var next = new AtomicInteger();
        int workers = Math.min(largestFirst.size(), Runtime.getRuntime().availableProcessors());
        IntStream.range(0, workers).parallel().forEach(worker -> {
            var buffer = new byte[BUFFER_BYTES];
            for (int i = next.getAndIncrement(); i < largestFirst.size(); i = next.getAndIncrement()) {
                var entry = largestFirst.get(i);
                try {
                    checkHash(entry, buffer, checkpoint);
                } catch (BundleException e) {
                    failures.put(files.indexOf(entry), e);
                }
            }
        });
        if (!failures.isEmpty()) {
            throw failures.firstEntry().getValue();
        }
    }

    /**
     * Checks that a path is a regular file, not a link, folder, pipe or device.
     *
     * @param expectedSize in bytes, or −1 for any
     * @throws BundleException if it is not
     */
    static void requireRegular(Path file, long expectedSize) {
        BasicFileAttributes attributes;
        try {
            attributes = Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        } catch (NoSuchFileException e) {
            throw BundleException.of(file.toString(), "no such file", "the file", BundleException.FETCH_AGAIN);
        } catch (IOException e) {
            throw BundleException.io(file, "reading", e);
        }
        if (!attributes.isRegularFile()) {
            var kind = attributes.isSymbolicLink()
                    ? "a symbolic link"
                    : attributes.isDirectory() ? "a folder" : "a pipe or device";
            throw BundleException.of(file.toString(), kind, "a regular file", "copy the file itself into the bundle");
        }
        if (expectedSize >= 0 && attributes.size() != expectedSize) {
            throw BundleException.of(
                    file.toString(),
                    attributes.size() + " bytes",
                    expectedSize + " bytes as the manifest says",
                    BundleException.FETCH_AGAIN);
        }
    }

    /** Returns a SHA-256 digest; every Java platform has one. */
    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    private void checkHash(FileEntry entry, byte[] buffer, Runnable checkpoint) {
        var file = folder.resolve(entry.path());
        var digest = sha256();
        try (var channel = open(file)) {
            var view = ByteBuffer.wrap(buffer);
            checkpoint.run();
            while (channel.read(view.clear()) >= 0) {
                digest.update(buffer, 0, view.position());
                checkpoint.run();
            }
        } catch (IOException e) {
            throw BundleException.io(file, "reading", e);
        }
        var found = HexFormat.of().formatHex(digest.digest());
        if (!found.equals(entry.sha256())) {
            throw BundleException.of(
                    file.toString(),
                    "SHA-256 " + found,
                    entry.sha256() + " as the manifest says",
                    BundleException.FETCH_AGAIN);
        }
    }

    private static SeekableByteChannel open(Path file) throws IOException {
        return Files.newByteChannel(file, Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS));
    }

    private record LinkCount(Object fileKey, int names) {}

    private static LinkCount linkCount(Path file) {
        if (!file.getFileSystem().supportedFileAttributeViews().contains("unix")) {
            return new LinkCount(file, 1);
        }
        try {
            var attributes = Files.readAttributes(file, "unix:nlink,fileKey", LinkOption.NOFOLLOW_LINKS);
            var key = attributes.get("fileKey");
            return key != null && attributes.get("nlink") instanceof Integer names
                    ? new LinkCount(key, names)
                    : new LinkCount(file, 1);
        } catch (IOException e) {
            throw BundleException.io(file, "reading", e);
        }
    }
}
