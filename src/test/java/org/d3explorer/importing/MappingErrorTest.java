package org.d3explorer.importing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Random;
import org.d3explorer.importing.BlockwiseMatrix.Kind;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The errors that models/README.md states: root mean square of the change, relative to that of the weights. */
class MappingErrorTest {
    private static final int ROWS = 64;
    private static final int COLUMNS = 512;

    @ParameterizedTest
    @CsvSource({
        "Q4_0, INT8, 0",
        "Q5_0, INT8, 0",
        "Q8_0, INT8, 0",
        "Q4_1, INT8, 0.005",
        "Q5_1, INT8, 0.005",
        "Q4_K, INT8, 0.001",
        "Q5_K, INT8, 0.001",
        "Q2_K, INT8, 0.007",
        "Q3_K, INT8, 0.007",
        "Q6_K, INT8, 0.007",
        "F32, INT8, 0.007",
        "F16, INT8, 0.007",
        "BF16, INT8, 0.007",
        "Q8_0, INT8_SYMMETRIC, 0",
        "Q4_0, INT8_SYMMETRIC, 0",
        "Q4_1, INT8_SYMMETRIC, 0.007",
        "F32, INT8_SYMMETRIC, 0.007",
        "Q4_0, INT4, 0",
        "Q4_1, INT4, 0",
        "Q4_K, INT4, 0",
        "Q5_0, INT4, 0.1",
        "Q5_1, INT4, 0.1",
        "Q8_0, INT4, 0.1",
        "Q6_K, INT4, 0.1",
        "F32, INT4, 0.1"
    })
    void staysBelowTheDocumentedError(BlockFormat format, Kind kind, double most) throws IOException {
        double error = error(format, kind);

        assertThat(error).isLessThanOrEqualTo(most);
        assertThat(error)
                .as("a bound far above what is measured documents nothing")
                .isGreaterThanOrEqualTo(most / 20);
    }

    private static double error(BlockFormat format, Kind kind) throws IOException {
        var matrix = random(format);
        var mapped = new BlockwiseMatrix(kind, List.of(matrix));
        var integers = new ByteArrayOutputStream();
        mapped.write(integers, new ImportProgress(ImportListener.NONE, ImportListener.Stage.CONVERTING, 1));
        var bytes = integers.toByteArray();
        var corrections = mapped.corrections();
        var row = new float[COLUMNS];
        double squares = 0;
        double size = 0;
        for (int r = 0; r < ROWS; r++) {
            matrix.dequantize(r, 0, COLUMNS, new byte[matrix.rowBytes()], row, 0);
            for (int c = 0; c < COLUMNS; c++) {
                int block = r * mapped.blocksPerRow() + c / 32;
                int zero = mapped.zeroPoints()[block] & 0xff;
                int at = r * COLUMNS + c;
                int q = kind == Kind.INT4 ? bytes[at / 2] >> (4 * (at % 2)) & 15 : bytes[at] & 0xff;
                double found = (double) mapped.scales()[block] * (q - zero);
                if (corrections != null) {
                    found += corrections[c / 32 * ROWS + r];
                }
                squares += Math.pow(found - row[c], 2);
                size += (double) row[c] * row[c];
            }
        }
        return Math.sqrt(squares / size);
    }

    /** Random integers in each format, with scales of one magnitude; normally distributed floats. */
    private static WeightMatrix random(BlockFormat format) {
        var random = new Random(11);
        var content = new byte[ROWS * COLUMNS / format.weights() * format.bytes()];
        random.nextBytes(content);
        for (int at = 0; at < content.length; at += format.bytes()) {
            float step = 0.01f + 0.01f * random.nextFloat();
            switch (format) {
                case F32 -> LittleEndian.putFloat32(content, at, (float) random.nextGaussian());
                case F16 -> putHalf(content, at, Float.floatToFloat16((float) random.nextGaussian()));
                case BF16 -> putHalf(content, at, (short) (Float.floatToIntBits((float) random.nextGaussian()) >> 16));
                case Q4_0, Q5_0, Q8_0 -> putHalf(content, at, Float.floatToFloat16(step));
                case Q4_1 -> putPair(content, at, step, -step * (5 + 5 * random.nextFloat()));
                case Q5_1 -> putPair(content, at, step, -step * (10 + 10 * random.nextFloat()));
                case Q2_K -> putPair(content, at + 80, step, step * 1.5f);
                case Q3_K -> putHalf(content, at + 108, Float.floatToFloat16(step));
                case Q4_K -> {
                    putScales(content, at + 4, random);
                    putPair(content, at, step, step * 7.5f);
                }
                case Q5_K -> {
                    putScales(content, at + 4, random);
                    putPair(content, at, step, step * 15);
                }
                case Q6_K -> putHalf(content, at + 208, Float.floatToFloat16(step));
            }
        }
        return WeightMatrix.of("random", format, ROWS, COLUMNS, MemorySegment.ofArray(content));
    }

    /** Scales and minima of equal size, 16..31, as 6-bit numbers in the order that Q4_K and Q5_K keep them. */
    private static void putScales(byte[] content, int at, Random random) {
        for (int i = 0; i < 4; i++) {
            int first = 16 + random.nextInt(16);
            int second = 16 + random.nextInt(16);
            content[at + i] = (byte) (first | ((second >> 4) << 6));
            content[at + 4 + i] = (byte) (first | ((second >> 4) << 6));
            content[at + 8 + i] = (byte) ((second & 15) * 17);
        }
    }

    private static void putPair(byte[] content, int at, float first, float second) {
        putHalf(content, at, Float.floatToFloat16(first));
        putHalf(content, at + 2, Float.floatToFloat16(second));
    }

    private static void putHalf(byte[] content, int at, short half) {
        content[at] = (byte) half;
        content[at + 1] = (byte) (half >> 8);
    }
}
