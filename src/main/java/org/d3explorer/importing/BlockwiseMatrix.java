package org.d3explorer.importing;

import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Several source matrices of the same inputs, one below the other, quantised in blocks of 32 along the inputs. The
 * integers are written as they are made; scales, zero points and corrections are kept for the initializers after them.
 */
final class BlockwiseMatrix {
    /** The ways a matrix can be quantised. */
    enum Kind {
        /** 8 bits with a zero point per block. */
        INT8,
        /** 8 bits, the zero point always 128, as an embedding shared with the head needs it. */
        INT8_SYMMETRIC,
        /** 4 bits, the zero point always 8, with a correction per block where the source has one. */
        INT4
    }

    private static final int BLOCK = BlockFormat.AFFINE_BLOCK;

    private final Kind kind;
    private final List<WeightMatrix> parts;
    private final int columns;
    private final float[] scales;
    private final byte[] zeroPoints;
    private final float @Nullable [] corrections;
    private final BlockQuantizer quantizer = new BlockQuantizer();
    private final AffineBlock affineBlock = new AffineBlock();

    BlockwiseMatrix(Kind kind, List<WeightMatrix> parts) {
        this.kind = kind;
        this.parts = parts;
        this.columns = parts.getFirst().columns();
        int blocks = Math.multiplyExact(rows(), columns / BLOCK);
        this.scales = new float[blocks];
        this.zeroPoints = new byte[blocks];
        this.corrections = kind == Kind.INT4 && parts.stream().anyMatch(BlockwiseMatrix::needsCorrection)
                ? new float[blocks]
                : null;
    }

    /** Returns the number of outputs of all parts. */
    int rows() {
        return parts.stream().mapToInt(WeightMatrix::rows).sum();
    }

    /** Returns the number of blocks in a row. */
    int blocksPerRow() {
        return columns / BLOCK;
    }

    /** Returns the size of the integers in bytes. */
    long bytes() {
        return (long) rows() * columns / (kind == Kind.INT4 ? 2 : 1);
    }

    /** Returns the scales [rows, blocks per row]; complete once {@link #write} has returned. */
    float[] scales() {
        return scales;
    }

    /** Returns the zero points [rows, blocks per row]; complete once {@link #write} has returned. */
    byte[] zeroPoints() {
        return zeroPoints;
    }

    /** Returns the corrections [blocks per row, rows], or null where all are 0. */
    float @Nullable [] corrections() {
        return corrections;
    }

    /**
     * Writes the integers row by row; 4-bit ones two a byte, the earlier in the low half.
     *
     * @param progress counts source bytes
     * @throws IOException if writing fails
     */
    void write(OutputStream out, ImportProgress progress) throws IOException {
        int row = 0;
        for (var part : parts) {
            var raw = new byte[part.rowBytes()];
            var weights = new float[columns];
            var packed = new byte[columns / (kind == Kind.INT4 ? 2 : 1)];
            for (int r = 0; r < part.rows(); r++, row++) {
                quantizeRow(part, r, row, raw, weights, packed);
                out.write(packed);
                progress.advance(part.rowBytes());
            }
        }
    }

    private void quantizeRow(WeightMatrix part, int partRow, int row, byte[] raw, float[] weights, byte[] packed) {
        var format = part.format();
        boolean carryOver = format.isAffine() && (kind != Kind.INT4 || format.affineBits() == 4);
        if (carryOver) {
            part.read(partRow, 0, columns, raw);
        } else {
            part.dequantize(partRow, 0, columns, raw, weights, 0);
        }
        int partsPerBlock = Math.max(1, format.weights() / BLOCK);
        for (int b = 0; b < blocksPerRow(); b++) {
            if (carryOver) {
                format.readAffine(raw, b / partsPerBlock * format.bytes(), b % partsPerBlock, affineBlock);
                switch (kind) {
                    case INT8 -> quantizer.asymmetric8(format, affineBlock);
                    case INT8_SYMMETRIC -> quantizer.symmetric8(format, affineBlock);
                    case INT4 -> quantizer.symmetric4(affineBlock);
                }
            } else if (kind == Kind.INT4) {
                quantizer.symmetric4(weights, b * BLOCK);
            } else {
                quantizer.symmetric8(weights, b * BLOCK);
            }
            int index = row * blocksPerRow() + b;
            scales[index] = quantizer.scale;
            zeroPoints[index] = (byte) quantizer.zeroPoint;
            if (corrections != null) {
                corrections[b * rows() + row] = quantizer.correction;
            }
            pack(b, packed);
        }
    }

    private void pack(int block, byte[] packed) {
        int[] q = quantizer.q;
        if (kind == Kind.INT4) {
            for (int i = 0; i < BLOCK; i += 2) {
                packed[(block * BLOCK + i) / 2] = (byte) (q[i] | q[i + 1] << 4);
            }
        } else {
            for (int i = 0; i < BLOCK; i++) {
                packed[block * BLOCK + i] = (byte) q[i];
            }
        }
    }

    /** Q4_0 is symmetric already; the other 4-bit formats have a minimum of their own. */
    private static boolean needsCorrection(WeightMatrix matrix) {
        return matrix.format() == BlockFormat.Q4_1 || matrix.format() == BlockFormat.Q4_K;
    }
}
