package org.d3explorer.importing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.HexFormat;
import java.util.Objects;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Expected values are those of gguf-py's {@code dequantize} for the same random bytes. */
class BlockFormatTest {
    @ParameterizedTest
    @EnumSource(BlockFormat.class)
    void dequantisesAsGgufPyDoes(BlockFormat format) throws IOException {
        var block = reference(format);
        var raw = HexFormat.of().parseHex(block.get("raw").asText());
        var expected = block.get("weights");
        var weights = new float[expected.size()];

        for (int i = 0; i < weights.length / format.weights(); i++) {
            format.dequantize(raw, i * format.bytes(), weights, i * format.weights());
        }

        for (int i = 0; i < weights.length; i++) {
            assertThat(weights[i]).as("weight %d", i).isEqualTo((float)
                    expected.get(i).doubleValue());
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = BlockFormat.class,
            names = {"Q4_0", "Q4_1", "Q5_0", "Q5_1", "Q8_0", "Q4_K", "Q5_K"})
    void readsTheSameWeightsAsIntegersWithStepAndMinimum(BlockFormat format) throws IOException {
        var block = reference(format);
        var raw = HexFormat.of().parseHex(block.get("raw").asText());
        var group = new AffineBlock();

        for (int part = 0; part < format.weights() / 32; part++) {
            format.readAffine(raw, 0, part, group);
            for (int i = 0; i < 32; i++) {
                assertThat(group.q[i]).isBetween(0, (1 << format.affineBits()) - 1);
                assertThat((double) group.d * group.q[i] + group.m)
                        .isCloseTo(block.get("weights").get(32 * part + i).doubleValue(), offset(1e-6));
            }
        }
    }

    private static JsonNode reference(BlockFormat format) throws IOException {
        try (InputStream in = BlockFormatTest.class.getResourceAsStream("blocks.json")) {
            return Objects.requireNonNull(new JsonMapper().readTree(in).get(format.name()));
        }
    }
}
