package org.d3explorer.trace;

import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.util.JsonParserDelegate;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;

/** Bounds how much one record may hold, because a record is read as a whole. */
final class BoundedParser extends JsonParserDelegate {
    /** A header with a prompt of a million tokens fits. */
    private static final int MAX_TOKENS = 1_100_000;

    private int tokens;

    BoundedParser(JsonParser parser) {
        super(parser);
    }

    /** Reads the value the parser stands on. */
    JsonNode readRow() throws IOException {
        tokens = 0;
        return TraceFormat.JSON.readTree(this);
    }

    @Override
    public JsonToken nextToken() throws IOException {
        if (++tokens > MAX_TOKENS) {
            throw new JsonParseException(delegate, "one record holds more than " + MAX_TOKENS + " values");
        }
        return super.nextToken();
    }
}
