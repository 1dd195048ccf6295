package org.d3explorer.ui.app;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets one program own a settings folder. The owner holds a lock file, which the operating system frees however the
 * program ends, and listens on a local port that it wrote beside; who comes second can ask it to show its window.
 */
final class SingleInstance implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SingleInstance.class);
    private static final String LOCK = "instance.lock";
    private static final String ADDRESS = "instance.address";
    private static final String SHOWN = "shown";
    private static final int TIMEOUT_MILLIS = 2000;
    private static final int MOST_FOLDERS = 32;

    private final Path folder;
    private final FileChannel channel;
    private final FileLock lock;
    private @Nullable ServerSocket server;

    private SingleInstance(Path folder, FileChannel channel, FileLock lock) {
        this.folder = folder;
        this.channel = channel;
        this.lock = lock;
    }

    /**
     * Takes the folder, unless another program has it.
     *
     * @param folder settings folder; made if need be
     * @throws IOException if the folder cannot be written to
     */
    static Optional<SingleInstance> acquire(Path folder) throws IOException {
        Files.createDirectories(folder);
        var channel = FileChannel.open(folder.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            var lock = channel.tryLock();
            if (lock != null) {
                return Optional.of(new SingleInstance(folder, channel, lock));
            }
        } catch (OverlappingFileLockException e) {
            LOG.debug("{} is locked by this very process", folder);
        }
        channel.close();
        return Optional.empty();
    }

    /**
     * Returns the first free folder of {@code folder-2}, {@code folder-3}, … for a second program.
     *
     * @throws IOException if none can be made beside the first
     */
    static Optional<SingleInstance> acquireAnother(Path folder) throws IOException {
        for (int i = 2; i <= MOST_FOLDERS; i++) {
            var taken = acquire(folder.resolveSibling(folder.getFileName() + "-" + i));
            if (taken.isPresent()) {
                return taken;
            }
        }
        return Optional.empty();
    }

    /**
     * Asks the program that owns the folder to show its window.
     *
     * @return whether it did
     */
    static boolean askToShow(Path folder) {
        try {
            var address = Files.readString(folder.resolve(ADDRESS)).strip().split(" ");
            if (address.length != 2) {
                return false;
            }
            try (var socket = new Socket()) {
                socket.connect(
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(address[0])),
                        TIMEOUT_MILLIS);
                socket.setSoTimeout(TIMEOUT_MILLIS);
                socket.getOutputStream().write((address[1] + "\n").getBytes(StandardCharsets.US_ASCII));
                var answer = socket.getInputStream().readNBytes(SHOWN.length());
                return new String(answer, StandardCharsets.US_ASCII).equals(SHOWN);
            }
        } catch (IOException | IllegalArgumentException e) {
            LOG.info("the running program did not answer: {}", e.toString());
            return false;
        }
    }

    /** Returns the folder owned. */
    Path folder() {
        return folder;
    }

    /**
     * Lets others ask for the window; without a local port they cannot, and the window works all the same.
     *
     * @param show brings the window up; called on a thread of its own
     */
    void listen(Runnable show) {
        try {
            var socket = new ServerSocket(0, 8, InetAddress.getLoopbackAddress());
            server = socket;
            var secret = new byte[16];
            new SecureRandom().nextBytes(secret);
            var token = HexFormat.of().formatHex(secret);
            try (var out = FileChannel.open(
                    folder.resolve(ADDRESS),
                    StandardOpenOption.CREATE,
                    StandardOpenOption.WRITE,
                    StandardOpenOption.TRUNCATE_EXISTING)) {
                out.write(ByteBuffer.wrap((socket.getLocalPort() + " " + token).getBytes(StandardCharsets.US_ASCII)));
            }
            Thread.ofVirtual().name("single instance").start(() -> serve(socket, token, show));
        } catch (IOException e) {
            LOG.warn("a second start will not be able to bring this window up: {}", e.toString());
        }
    }

    private static void serve(ServerSocket server, String token, Runnable show) {
        while (!server.isClosed()) {
            try (var socket = server.accept()) {
                socket.setSoTimeout(TIMEOUT_MILLIS);
                var said = socket.getInputStream().readNBytes(token.length());
                if (new String(said, StandardCharsets.US_ASCII).equals(token)) {
                    show.run();
                    socket.getOutputStream().write(SHOWN.getBytes(StandardCharsets.US_ASCII));
                }
            } catch (IOException e) {
                LOG.debug("local request ended: {}", e.toString());
            }
        }
    }

    /** Gives the folder up. */
    @Override
    public void close() {
        try {
            if (server != null) {
                server.close();
            }
            Files.deleteIfExists(folder.resolve(ADDRESS));
            lock.release();
            channel.close();
        } catch (IOException e) {
            LOG.warn("giving up {}: {}", folder, e.toString());
        }
    }
}
