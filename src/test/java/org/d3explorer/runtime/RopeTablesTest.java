package org.d3explorer.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.lang.foreign.Arena;
import org.d3explorer.bundle.Manifest.RopeScaling;
import org.junit.jupiter.api.Test;

class RopeTablesTest {
    /** Base 10000, D = 16: pair i turns 10000^(−i/8) radians per position. */
    @Test
    void plainFrequenciesFallGeometrically() {
        assertThat(RopeTables.frequencies(TinyModel.config(32, 256, null)))
                .containsExactly(
                        new double[] {1, 0.31622777, 0.1, 0.031622777, 0.01, 0.0031622777, 0.001, 0.00031622777},
                        within(1e-8));
    }

    @Test
    void linearScalingDividesEveryFrequency() {
        var scaling = new RopeScaling("linear", 4, null, null, null);
        assertThat(RopeTables.frequencies(TinyModel.config(32, 256, scaling)))
                .containsExactly(
                        new double[] {
                            0.25, 0.079056942, 0.025, 0.0079056942, 0.0025, 0.00079056942, 0.00025, 7.9056942e-5
                        },
                        within(1e-8));
    }

    /**
     * Factor 8, low 1, high 4, original context 256. Turns within the context are 256·f/2π: 40.7, 12.9 and 4.07 are above
     * 4 and kept; 1.288 lies between and is blended with (1.288428 − 1)/3 of the plain one; the rest are divided by 8.
     */
    @Test
    void llama3ScalingKeepsShortWavesDividesLongOnesAndBlendsBetween() {
        var scaling = new RopeScaling("llama3", 8, 1.0, 4.0, 256);
        double kept = 0.09614261;
        assertThat(RopeTables.frequencies(TinyModel.config(32, 256, scaling)))
                .containsExactly(
                        new double[] {
                            1,
                            0.31622777,
                            0.1,
                            0.031622777 * (kept + (1 - kept) / 8),
                            0.00125,
                            0.00039528471,
                            0.000125,
                            3.9528471e-5
                        },
                        within(1e-8));
    }

    @Test
    void tablesHoldCosineAndSineOfPositionTimesFrequency() {
        try (var arena = Arena.ofConfined()) {
            var tables = RopeTables.of(TinyModel.config(32, 256, null), 256, arena);
            assertThat(tables.cos().get(0)).isEqualTo(1);
            assertThat(tables.sin().get(0)).isZero();
            assertThat(tables.cos().get(200 * 8 + 2)).isCloseTo((float) Math.cos(20), within(1e-6f));
            assertThat(tables.sin().get(200 * 8 + 2)).isCloseTo((float) Math.sin(20), within(1e-6f));
        }
    }

    @Test
    void unknownScalingIsRefusedByName() {
        var scaling = new RopeScaling("yarn", 4, null, null, null);
        assertThatThrownBy(() -> RopeTables.frequencies(TinyModel.config(32, 256, scaling)))
                .isInstanceOf(EngineException.class)
                .hasMessageContaining("yarn")
                .hasMessageContaining("linear or llama3");
    }
}
