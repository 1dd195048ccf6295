package org.d3explorer.trace;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Gives the lines of a text that end in a line break, and says whether something without one came last. Each line is
 * decoded by itself, so that a broken one takes none before it along.
 */
final class LineSource {
    /** Longer than the longest record with its texts escaped. */
    private static final int MAX_LINE = 2 * TraceFormat.MAX_TEXT + (1 << 24);

    private final InputStream in;
    private boolean cutOff;

    /**
     * Makes a source.
     *
     * @param in buffered
     */
    LineSource(InputStream in) {
        this.in = in;
    }

    /**
     * Returns the next whole line without its break, or null.
     *
     * @throws java.nio.charset.CharacterCodingException if it is not UTF-8
     */
    @Nullable
    String next() throws IOException {
        var line = new ByteArrayOutputStream();
        int b = in.read();
        while (b >= 0 && b != '\n') {
            if (line.size() == MAX_LINE) {
                throw new IOException("a line is longer than " + MAX_LINE + " bytes");
            }
            line.write(b);
            b = in.read();
        }
        if (b < 0) {
            cutOff = line.size() > 0;
            return null;
        }
        return StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT)
                .decode(ByteBuffer.wrap(line.toByteArray()))
                .toString();
    }

    /** Says whether the text ended without a line break; known once there is no next line. */
    boolean cutOff() {
        return cutOff;
    }
}
