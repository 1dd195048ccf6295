package org.d3explorer.importing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class BlockQuantizerTest {
    private final Random random = new Random(5);
    private final BlockQuantizer quantizer = new BlockQuantizer();

    @ParameterizedTest
    @EnumSource(
            value = BlockFormat.class,
            names = {"Q4_0", "Q5_0", "Q8_0"})
    void carriesSymmetricFormatsIntoEightBitsExactly(BlockFormat format) {
        var block = block(format.affineBits(), -0.013f);
        block.m = -block.d * (1 << (format.affineBits() - 1));

        quantizer.asymmetric8(format, block);

        assertThat(quantizer.zeroPoint).isEqualTo(128);
        for (int i = 0; i < 32; i++) {
            assertThat(quantizer.scale * (quantizer.q[i] - 128)).isEqualTo(block.d * (block.q[i] + block.m / block.d));
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = BlockFormat.class,
            names = {"Q4_1", "Q5_1", "Q4_K", "Q5_K"})
    void carriesFormatsWithAMinimumIntoEightBitsWithinHalfAStep(BlockFormat format) {
        int levels = 1 << format.affineBits();
        for (int trial = 0; trial < 1000; trial++) {
            var block = block(format.affineBits(), 0.001f + random.nextFloat());
            block.m = -block.d * random.nextFloat() * (levels - 1);

            quantizer.asymmetric8(format, block);

            double half = block.d * levels / 256 / 2 * 1.0001;
            for (int i = 0; i < 32; i++) {
                assertThat((double) quantizer.scale * (quantizer.q[i] - quantizer.zeroPoint))
                        .isCloseTo((double) block.d * block.q[i] + block.m, offset(half));
            }
        }
    }

    @Test
    void quantisesAnewWhereTheZeroPointLiesOutside() {
        var block = block(4, 0.01f);
        block.m = 0.5f;

        quantizer.asymmetric8(BlockFormat.Q4_1, block);

        assertThat(quantizer.zeroPoint).isEqualTo(128);
        for (int i = 0; i < 32; i++) {
            assertThat((double) quantizer.scale * (quantizer.q[i] - 128))
                    .isCloseTo(block.weight(i), offset(0.65 / 127 / 2 * 1.001));
        }
    }

    @Test
    void keepsABlockOfOneValue() {
        var block = block(4, 0);
        block.m = -0.25f;

        quantizer.asymmetric8(BlockFormat.Q4_1, block);

        assertThat(quantizer.scale * (quantizer.q[7] - quantizer.zeroPoint)).isEqualTo(-0.25f);
    }

    @Test
    void carriesFourBitBlocksIntoFourBitsExactlyWithTheCorrection() {
        var block = block(4, 0.37f);
        block.m = -1.1f;

        quantizer.symmetric4(block);

        for (int i = 0; i < 32; i++) {
            assertThat((double) quantizer.scale * (quantizer.q[i] - 8) + quantizer.correction)
                    .isCloseTo((double) block.d * block.q[i] + block.m, offset(1e-6));
        }
    }

    @Test
    void quantisesFloatsToFourBitsWithinAStep() {
        var weights = new float[32];
        float largest = 0;
        for (int i = 0; i < 32; i++) {
            weights[i] = (float) random.nextGaussian();
            largest = Math.max(largest, Math.abs(weights[i]));
        }

        quantizer.symmetric4(weights, 0);

        double squares = 0;
        for (int i = 0; i < 32; i++) {
            double miss = quantizer.scale * (quantizer.q[i] - 8) - weights[i];
            squares += miss * miss;
        }
        assertThat(Math.sqrt(squares / 32)).isLessThan(largest / 8 / 2);
    }

    @Test
    void quantisesZerosToZeros() {
        quantizer.symmetric8(new float[32], 0);
        assertThat(quantizer.scale * (quantizer.q[0] - quantizer.zeroPoint)).isZero();

        quantizer.symmetric4(new float[32], 0);
        assertThat(quantizer.scale * (quantizer.q[0] - quantizer.zeroPoint)).isZero();
    }

    private AffineBlock block(int bits, float d) {
        var block = new AffineBlock();
        block.d = d;
        for (int i = 0; i < 32; i++) {
            block.q[i] = random.nextInt(1 << bits);
        }
        return block;
    }
}
