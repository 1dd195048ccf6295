package org.d3explorer.tokenizer;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/** Decodes the bytes of tokens as UTF-8, keeping the first bytes of a character until its last has come. */
final class Utf8Detokenizer implements StreamingDetokenizer {
    private final TokenBytes tokens;
    private final CharsetDecoder decoder = StandardCharsets.UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPLACE)
            .onUnmappableCharacter(CodingErrorAction.REPLACE);
    private byte[] held = {};

    Utf8Detokenizer(TokenBytes tokens) {
        this.tokens = tokens;
    }

    @Override
    public String append(int id) {
        byte[] own = tokens.of(id);
        var in =
                ByteBuffer.allocate(held.length + own.length).put(held).put(own).flip();
        return decode(in, false);
    }

    @Override
    public String finish() {
        var text = decode(ByteBuffer.wrap(held), true);
        decoder.reset();
        return text;
    }

    private String decode(ByteBuffer in, boolean end) {
        var out = CharBuffer.allocate(in.remaining() + 1);
        decoder.decode(in, out, end);
        if (end) {
            decoder.flush(out);
        }
        held = new byte[in.remaining()];
        in.get(held);
        return out.flip().toString();
    }
}
