package org.d3explorer.importing;

import static org.d3explorer.importing.LittleEndian.float16;

/** GGML's blocks of 256 weights with quantised scales (block_q2_K … block_q6_K in ggml-common.h). */
final class SuperBlocks {
    private static final int HALF = 128;

    private SuperBlocks() {}

    /** 16 bytes of scale and minimum, 64 bytes of 2-bit weights, d, dmin. */
    static void q2k(byte[] raw, int at, float[] out, int to) {
        float d = float16(raw, at + 80);
        float dmin = float16(raw, at + 82);
        for (int i = 0; i < 256; i++) {
            int half = i / HALF;
            int shift = 2 * (i % HALF / 32);
            int q = bits(raw[at + 16 + 32 * half + i % 32], shift, 2);
            int scale = raw[at + i / 16];
            out[to + i] = d * bits(scale, 0, 4) * q - dmin * bits(scale, 4, 4);
        }
    }

    /** 32 bytes of third bits, 64 bytes of 2-bit weights, 12 bytes of 6-bit scales, d. */
    static void q3k(byte[] raw, int at, float[] out, int to) {
        float d = float16(raw, at + 108);
        for (int i = 0; i < 256; i++) {
            int half = i / HALF;
            int quarter = i % HALF / 32;
            int low = bits(raw[at + 32 + 32 * half + i % 32], 2 * quarter, 2);
            int high = bits(raw[at + i % 32], 4 * half + quarter, 1);
            out[to + i] = d * (q3kScale(raw, at + 96, i / 16) - 32) * (low - (high == 1 ? 0 : 4));
        }
    }

    /** d, dmin, 12 bytes of 6-bit scales and minima, 128 bytes of 4-bit weights. */
    static void q4k(byte[] raw, int at, float[] out, int to) {
        expand(BlockFormat.Q4_K, raw, at, out, to);
    }

    /** d, dmin, 12 bytes of 6-bit scales and minima, 32 bytes of fifth bits, 128 bytes of 4-bit weights. */
    static void q5k(byte[] raw, int at, float[] out, int to) {
        expand(BlockFormat.Q5_K, raw, at, out, to);
    }

    /** 128 bytes of low 4 bits, 64 bytes of high 2 bits, 16 signed scales, d. */
    static void q6k(byte[] raw, int at, float[] out, int to) {
        float d = float16(raw, at + 208);
        for (int i = 0; i < 256; i++) {
            int half = i / HALF;
            int quarter = i % HALF / 32;
            int low = bits(raw[at + 64 * half + i % 64], quarter < 2 ? 0 : 4, 4);
            int high = bits(raw[at + 128 + 32 * half + i % 32], 2 * quarter, 2);
            out[to + i] = d * raw[at + 192 + i / 16] * ((low | (high << 4)) - 32);
        }
    }

    static void affineQ4k(byte[] raw, int at, int part, AffineBlock block) {
        scaleAndMinimum(raw, at, part, block);
        for (int i = 0; i < 32; i++) {
            block.q[i] = bits(raw[at + 16 + 32 * (part / 2) + i], 4 * (part % 2), 4);
        }
    }

    static void affineQ5k(byte[] raw, int at, int part, AffineBlock block) {
        scaleAndMinimum(raw, at, part, block);
        for (int i = 0; i < 32; i++) {
            int low = bits(raw[at + 48 + 32 * (part / 2) + i], 4 * (part % 2), 4);
            block.q[i] = low | (bits(raw[at + 16 + i], part, 1) << 4);
        }
    }

    private static void expand(BlockFormat format, byte[] raw, int at, float[] out, int to) {
        var block = new AffineBlock();
        for (int part = 0; part < 8; part++) {
            format.readAffine(raw, at, part, block);
            for (int i = 0; i < 32; i++) {
                out[to + 32 * part + i] = block.weight(i);
            }
        }
    }

    /** The 6-bit scale and minimum of 32 weights, packed as get_scale_min_k4 of ggml-quants.c unpacks them. */
    private static void scaleAndMinimum(byte[] raw, int at, int part, AffineBlock block) {
        int packed = at + 4;
        int scale;
        int minimum;
        if (part < 4) {
            scale = bits(raw[packed + part], 0, 6);
            minimum = bits(raw[packed + part + 4], 0, 6);
        } else {
            scale = bits(raw[packed + part + 4], 0, 4) | (bits(raw[packed + part - 4], 6, 2) << 4);
            minimum = bits(raw[packed + part + 4], 4, 4) | (bits(raw[packed + part], 6, 2) << 4);
        }
        block.d = float16(raw, at) * scale;
        block.m = -float16(raw, at + 2) * minimum;
    }

    private static int q3kScale(byte[] raw, int packed, int group) {
        int low = group < 8 ? bits(raw[packed + group], 0, 4) : bits(raw[packed + group - 8], 4, 4);
        int high = bits(raw[packed + 8 + group % 4], 2 * (group / 4), 2);
        return low | (high << 4);
    }

    private static int bits(int value, int shift, int count) {
        return value >> shift & ((1 << count) - 1);
    }
}
