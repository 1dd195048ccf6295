package org.d3explorer.trace;

import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;

/** Opens a trace file, gzip or not, as strict UTF-8. */
final class TraceSource {
    private static final int GZIP_FIRST = 0x1F;
    private static final int GZIP_SECOND = 0x8B;
    private static final int BUFFER = 1 << 16;

    private TraceSource() {}

    /**
     * Opens a file.
     *
     * @return buffered, decompressed bytes; bytes behind the end of a gzip file fail with an {@link IOException}
     * @throws IOException if the file cannot be read
     */
    static InputStream open(Path file) throws IOException {
        if (!Files.isRegularFile(file)) {
            throw new IOException(Files.exists(file) ? "not a regular file" : "no such file");
        }
        var in = new BufferedInputStream(Files.newInputStream(file), BUFFER);
        try {
            in.mark(2);
            boolean gzip = in.read() == GZIP_FIRST && in.read() == GZIP_SECOND;
            in.reset();
            return gzip ? new BufferedInputStream(new StrictGzip(in), BUFFER) : in;
        } catch (IOException e) {
            in.close();
            throw e;
        }
    }

    /** Decodes so that malformed input is an error instead of U+FFFD. */
    static BufferedReader utf8(InputStream in) {
        var decoder = StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
        return new BufferedReader(new InputStreamReader(in, decoder), BUFFER);
    }

    /** Refuses what follows the gzip data; the class library passes over it in silence. */
    private static final class StrictGzip extends GZIPInputStream {
        private static final int TRAILER = 8;

        StrictGzip(InputStream in) throws IOException {
            super(in, BUFFER);
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            int count = super.read(buffer, offset, length);
            if (count < 0 && inf.getRemaining() > TRAILER) {
                throw new IOException("there are bytes behind the end of the gzip data");
            }
            return count;
        }
    }
}
