package org.d3explorer.trace;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.math.BigInteger;
import java.util.Locale;
import java.util.regex.Pattern;
import org.d3explorer.depth.LayerSet;

/** What reader and writer of the trace format agree on. The JSON Schema beside this class describes it. */
final class TraceFormat {
    /** Value of the first field of every trace. */
    static final String NAME = "d3trace";

    /** The version this program writes and reads. */
    static final int SCHEMA_VERSION = 1;

    /** The JSON Schema of a trace file, as a resource of this class. */
    static final String SCHEMA_RESOURCE = "d3trace-1.schema.json";

    /** Most layers a model may have. */
    static final int MAX_LAYERS = 4096;

    /** More characters than the longest prompt that any context holds. */
    static final int MAX_TEXT = 8 << 20;

    private static final int MAX_DEPTH = 16;
    private static final int MAX_NUMBER = 64;
    private static final int MAX_NAME = 64;
    private static final long MAX_DOCUMENT = 1L << 30;
    private static final Pattern HEX = Pattern.compile("[0-9a-f]{1," + MAX_LAYERS / 4 + "}");
    private static final int HEX_RADIX = 16;

    /** Limits hold before anything is stored, so a hostile file costs no more memory than an honest one. */
    static final ObjectMapper JSON = new ObjectMapper(JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(MAX_DEPTH)
                    .maxNumberLength(MAX_NUMBER)
                    .maxStringLength(MAX_TEXT)
                    .maxNameLength(MAX_NAME)
                    .maxDocumentLength(MAX_DOCUMENT)
                    .build())
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .disable(JsonWriteFeature.WRITE_NAN_AS_STRINGS)
            .build());

    private TraceFormat() {}

    /** Layer l is bit l, written as hexadecimal digits. */
    static String hex(LayerSet layers) {
        var bits = BigInteger.ZERO;
        for (int layer : layers.toArray()) {
            bits = bits.setBit(layer);
        }
        return bits.toString(HEX_RADIX);
    }

    static boolean isHex(String digits) {
        return HEX.matcher(digits).matches();
    }

    static LayerSet layers(String hex) {
        var bits = new BigInteger(hex, HEX_RADIX);
        int[] layers = new int[bits.bitCount()];
        int count = 0;
        for (int layer = 0; layer < bits.bitLength(); layer++) {
            if (bits.testBit(layer)) {
                layers[count++] = layer;
            }
        }
        return LayerSet.of(layers);
    }

    static String name(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
