package org.d3explorer.importing;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.d3explorer.bundle.Manifest.FileEntry;

/** A file that is written front to back while its size and hash are taken. */
final class HashingFile extends OutputStream {
    private static final int BUFFER_BYTES = 1 << 18;

    private final Path file;
    private final MessageDigest digest = sha256();
    private final OutputStream out;
    private long size;

    /**
     * Makes the file.
     *
     * @throws IOException if it exists or cannot be made
     */
    HashingFile(Path file) throws IOException {
        this.file = file;
        this.out = new BufferedOutputStream(
                Files.newOutputStream(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), BUFFER_BYTES);
    }

    /** Writes a whole file and returns its entry. */
    static FileEntry write(Path file, byte[] bytes) throws IOException {
        try (var out = new HashingFile(file)) {
            out.write(bytes);
            return out.finish();
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

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int from, int count) throws IOException {
        digest.update(bytes, from, count);
        out.write(bytes, from, count);
        size += count;
    }

    /** Returns how many bytes were written. */
    long size() {
        return size;
    }

    /** Writes zeros up to the next multiple. */
    void align(int multiple) throws IOException {
        write(new byte[(int) ((multiple - size % multiple) % multiple)]);
    }

    /** Flushes and returns the file's entry; nothing may be written after it. */
    FileEntry finish() throws IOException {
        out.flush();
        var name = file.getFileName();
        return new FileEntry(
                name == null ? "" : name.toString(), size, HexFormat.of().formatHex(digest.digest()));
    }

    @Override
    public void close() throws IOException {
        out.close();
    }
}
