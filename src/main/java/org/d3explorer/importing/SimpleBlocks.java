package org.d3explorer.importing;

import static org.d3explorer.importing.LittleEndian.float16;
import static org.d3explorer.importing.LittleEndian.int32;

/** GGML's blocks of 32 weights (block_q4_0 … block_q8_0 in ggml-common.h). */
final class SimpleBlocks {
    private SimpleBlocks() {}

    /** d, then 16 bytes: weight i in the low half of byte i, weight i + 16 in the high half; w = d·(q − 8). */
    static void q40(byte[] raw, int at, float[] out, int to) {
        float d = float16(raw, at);
        for (int i = 0; i < 16; i++) {
            int both = raw[at + 2 + i];
            out[to + i] = d * ((both & 15) - 8);
            out[to + i + 16] = d * ((both >> 4 & 15) - 8);
        }
    }

    /** d, m, then halves as in q4_0; w = d·q + m. */
    static void q41(byte[] raw, int at, float[] out, int to) {
        float d = float16(raw, at);
        float m = float16(raw, at + 2);
        for (int i = 0; i < 16; i++) {
            int both = raw[at + 4 + i];
            out[to + i] = d * (both & 15) + m;
            out[to + i + 16] = d * (both >> 4 & 15) + m;
        }
    }

    /** d, 32 fifth bits, then halves as in q4_0; w = d·(q − 16). */
    static void q50(byte[] raw, int at, float[] out, int to) {
        float d = float16(raw, at);
        for (int i = 0; i < 32; i++) {
            out[to + i] = d * (fiveBits(raw, at + 2, i) - 16);
        }
    }

    /** d, m, 32 fifth bits, then halves as in q4_0; w = d·q + m. */
    static void q51(byte[] raw, int at, float[] out, int to) {
        float d = float16(raw, at);
        float m = float16(raw, at + 2);
        for (int i = 0; i < 32; i++) {
            out[to + i] = d * fiveBits(raw, at + 4, i) + m;
        }
    }

    /** d, then 32 signed bytes; w = d·q. */
    static void q80(byte[] raw, int at, float[] out, int to) {
        float d = float16(raw, at);
        for (int i = 0; i < 32; i++) {
            out[to + i] = d * raw[at + 2 + i];
        }
    }

    static void affineQ40(byte[] raw, int at, AffineBlock block) {
        block.d = float16(raw, at);
        block.m = -8 * block.d;
        halves(raw, at + 2, block.q);
    }

    static void affineQ41(byte[] raw, int at, AffineBlock block) {
        block.d = float16(raw, at);
        block.m = float16(raw, at + 2);
        halves(raw, at + 4, block.q);
    }

    static void affineQ50(byte[] raw, int at, AffineBlock block) {
        block.d = float16(raw, at);
        block.m = -16 * block.d;
        for (int i = 0; i < 32; i++) {
            block.q[i] = fiveBits(raw, at + 2, i);
        }
    }

    static void affineQ51(byte[] raw, int at, AffineBlock block) {
        block.d = float16(raw, at);
        block.m = float16(raw, at + 2);
        for (int i = 0; i < 32; i++) {
            block.q[i] = fiveBits(raw, at + 4, i);
        }
    }

    static void affineQ80(byte[] raw, int at, AffineBlock block) {
        block.d = float16(raw, at);
        block.m = -128 * block.d;
        for (int i = 0; i < 32; i++) {
            block.q[i] = raw[at + 2 + i] + 128;
        }
    }

    private static void halves(byte[] raw, int at, int[] q) {
        for (int i = 0; i < 16; i++) {
            q[i] = raw[at + i] & 15;
            q[i + 16] = raw[at + i] >> 4 & 15;
        }
    }

    private static int fiveBits(byte[] raw, int at, int i) {
        int high = int32(raw, at) >>> i & 1;
        int both = raw[at + 4 + (i & 15)];
        return (i < 16 ? both & 15 : both >> 4 & 15) | high << 4;
    }
}
