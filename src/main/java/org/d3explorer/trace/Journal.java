package org.d3explorer.trace;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Appends to a run's journal on a thread of its own, so that the run never waits for a disk. What was appended reaches
 * the system at once and the disk within half a second. The file is locked while it is written, so that no other
 * process takes it for an orphan.
 */
final class Journal {
    /** End of a journal's name, after the name of the trace it becomes. */
    static final String SUFFIX = ".journal";

    private static final long SYNC_NANOS = TimeUnit.MILLISECONDS.toNanos(500);
    private static final int BUFFER = 1 << 16;
    private static final Entry END = lines -> {};

    /** Opening and closing a locked file again would release this process's own lock, so we remember which are ours. */
    private static final Set<Path> OWN = ConcurrentHashMap.newKeySet();

    private final Path file;
    private final FileChannel channel;
    private final JsonLines lines;
    private final BlockingQueue<Entry> queue = new LinkedBlockingQueue<>();
    private final Thread thread;
    private volatile @Nullable Exception failure;

    /** Something to append. */
    interface Entry {
        void write(JsonLines lines) throws IOException;
    }

    /**
     * Creates the file and locks it.
     *
     * @throws IOException if that fails, or the file exists
     */
    @SuppressWarnings("resource")
    Journal(Path file) throws IOException {
        this.file = file;
        channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        if (lock(channel) == null) {
            channel.close();
            throw new IOException("the journal is locked by another process");
        }
        OWN.add(file.toAbsolutePath());
        lines = new JsonLines(new BufferedOutputStream(Channels.newOutputStream(channel), BUFFER));
        thread = Thread.ofPlatform().daemon().name("trace-journal").start(this::run);
    }

    /** Locks a journal, far behind its end so that it stays readable; null if another process or thread has it. */
    static @Nullable FileLock lock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock(Long.MAX_VALUE - 1, 1, false);
        } catch (OverlappingFileLockException e) {
            return null;
        }
    }

    /** Appends soon; never waits. */
    void append(Entry entry) {
        queue.add(entry);
    }

    /** Returns why nothing more is written, if so. */
    Optional<Exception> failure() {
        return Optional.ofNullable(failure);
    }

    /** Writes what is left, syncs, and closes the file. */
    void close() throws IOException {
        queue.add(END);
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        channel.close();
        OWN.remove(file.toAbsolutePath());
    }

    /** Says whether this process is writing the journal. */
    static boolean isOwn(Path file) {
        return OWN.contains(file.toAbsolutePath());
    }

    Path file() {
        return file;
    }

    private void run() {
        try {
            write();
        } catch (IOException | RuntimeException e) {
            failure = e;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void write() throws IOException, InterruptedException {
        long synced = System.nanoTime();
        boolean unsynced = false;
        while (true) {
            long wait = unsynced ? Math.max(0, synced + SYNC_NANOS - System.nanoTime()) : Long.MAX_VALUE;
            Entry entry = queue.poll(wait, TimeUnit.NANOSECONDS);
            if (entry != null && !entry.equals(END)) {
                if (!unsynced) {
                    synced = System.nanoTime();
                }
                entry.write(lines);
                unsynced = true;
                if (queue.isEmpty()) {
                    lines.flush();
                }
            }
            boolean end = END.equals(entry);
            if (unsynced && (end || System.nanoTime() - synced >= SYNC_NANOS)) {
                lines.flush();
                channel.force(false);
                synced = System.nanoTime();
                unsynced = false;
            }
            if (end) {
                return;
            }
        }
    }
}
