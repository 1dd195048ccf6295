package org.d3explorer.importing;

import java.util.Arrays;
import java.util.Optional;

/**
 * How a source file stores weights: in blocks along a row, little-endian. Layouts and ids are those of GGML.
 *
 * @see SimpleBlocks
 * @see SuperBlocks
 */
enum BlockFormat {
    F32(0, 1, 4, 0),
    F16(1, 1, 2, 0),
    Q4_0(2, 32, 18, 4),
    Q4_1(3, 32, 20, 4),
    Q5_0(6, 32, 22, 5),
    Q5_1(7, 32, 24, 5),
    Q8_0(8, 32, 34, 8),
    Q2_K(10, 256, 84, 0),
    Q3_K(11, 256, 110, 0),
    Q4_K(12, 256, 144, 4),
    Q5_K(13, 256, 176, 5),
    Q6_K(14, 256, 210, 0),
    BF16(30, 1, 2, 0);

    /** Weights per group that {@link #readAffine} reads. */
    static final int AFFINE_BLOCK = 32;

    private final int id;
    private final int weights;
    private final int bytes;
    private final int affineBits;

    BlockFormat(int id, int weights, int bytes, int affineBits) {
        this.id = id;
        this.weights = weights;
        this.bytes = bytes;
        this.affineBits = affineBits;
    }

    /** Returns the format with GGML's number, empty where it is none of these. */
    static Optional<BlockFormat> ofId(int id) {
        return Arrays.stream(values()).filter(f -> f.id == id).findFirst();
    }

    /** Returns GGML's number of the format. */
    int id() {
        return id;
    }

    /** Returns how many weights a block has. */
    int weights() {
        return weights;
    }

    /** Returns how many bytes a block has. */
    int bytes() {
        return bytes;
    }

    /** Says whether every 32 weights are w = d·q + m, which {@link #readAffine} reads without rounding. */
    boolean isAffine() {
        return affineBits > 0;
    }

    /** Returns b of an affine format, whose q is 0..2^b − 1. */
    int affineBits() {
        return affineBits;
    }

    /**
     * Turns one block into floats.
     *
     * @param raw holds the block
     * @param at the block's first byte
     * @param out receives the block's weights
     * @param to index of the first
     */
    void dequantize(byte[] raw, int at, float[] out, int to) {
        switch (this) {
            case F32 -> out[to] = LittleEndian.float32(raw, at);
            case F16 -> out[to] = LittleEndian.float16(raw, at);
            case BF16 -> out[to] = LittleEndian.bfloat16(raw, at);
            case Q4_0 -> SimpleBlocks.q40(raw, at, out, to);
            case Q4_1 -> SimpleBlocks.q41(raw, at, out, to);
            case Q5_0 -> SimpleBlocks.q50(raw, at, out, to);
            case Q5_1 -> SimpleBlocks.q51(raw, at, out, to);
            case Q8_0 -> SimpleBlocks.q80(raw, at, out, to);
            case Q2_K -> SuperBlocks.q2k(raw, at, out, to);
            case Q3_K -> SuperBlocks.q3k(raw, at, out, to);
            case Q4_K -> SuperBlocks.q4k(raw, at, out, to);
            case Q5_K -> SuperBlocks.q5k(raw, at, out, to);
            case Q6_K -> SuperBlocks.q6k(raw, at, out, to);
        }
    }

    /**
     * Reads 32 weights as w = d·q + m without rounding.
     *
     * @param raw holds the block
     * @param at the block's first byte
     * @param part which 32 weights of the block
     * @param group receives d, m and the 32 q
     * @throws IllegalStateException if the format is not affine
     */
    void readAffine(byte[] raw, int at, int part, AffineBlock group) {
        switch (this) {
            case Q4_0 -> SimpleBlocks.affineQ40(raw, at, group);
            case Q4_1 -> SimpleBlocks.affineQ41(raw, at, group);
            case Q5_0 -> SimpleBlocks.affineQ50(raw, at, group);
            case Q5_1 -> SimpleBlocks.affineQ51(raw, at, group);
            case Q8_0 -> SimpleBlocks.affineQ80(raw, at, group);
            case Q4_K -> SuperBlocks.affineQ4k(raw, at, part, group);
            case Q5_K -> SuperBlocks.affineQ5k(raw, at, part, group);
            default -> throw new IllegalStateException(this + " is not affine");
        }
    }
}
