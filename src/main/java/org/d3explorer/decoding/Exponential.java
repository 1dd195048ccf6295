package org.d3explorer.decoding;

/**
 * e^x in double precision for x ≤ 0, several times faster than {@link Math#exp}: one softmax takes it once per
 * vocabulary entry. x = n·ln 2/2048 + r with |r| ≤ ln 2/4096, e^x = 2^(n/2048)·e^r, the first factor from a table, the
 * second by its Taylor polynomial. Relative error below 1e−15.
 */
final class Exponential {
    private static final int TABLE_BITS = 11;
    private static final int TABLE_SIZE = 1 << TABLE_BITS;
    private static final double STEPS_PER_NAT = TABLE_SIZE / Math.log(2);
    /** ln 2/2048 in two parts, so that n·STEP_HIGH is exact where e^x matters (the split of fdlibm's e_exp.c). */
    private static final double STEP_HIGH = 0x1.62e42feep-1 / TABLE_SIZE;

    private static final double STEP_LOW = 0x1.a39ef35793c76p-33 / TABLE_SIZE;
    /** Adding it rounds to a whole number, which then stands in the low bits of the sum. */
    private static final double ROUNDER = 0x1.8p52;
    /** Below, e^x is no normal number any more. */
    private static final double SMALLEST = -708;

    private static final long[] TABLE = table();

    private Exponential() {}

    /**
     * Returns e^x.
     *
     * @param x ≤ 0, not NaN
     * @return 0 where x &lt; −708
     */
    static double exp(double x) {
        return x < SMALLEST ? 0 : exp(x, x * STEPS_PER_NAT + ROUNDER);
    }

    /** Returns e^x, given x in steps of ln 2/2048 on top of {@link #ROUNDER}, which has rounded it to whole ones. */
    private static double exp(double x, double rounded) {
        return scaled(power((int) Double.doubleToRawLongBits(rounded)), remainder(x, rounded - ROUNDER));
    }

    /** Returns 2^(n/2048). */
    private static double power(int n) {
        return Double.longBitsToDouble(TABLE[n & (TABLE_SIZE - 1)] + ((long) (n >> TABLE_BITS) << 52));
    }

    private static double remainder(double x, double steps) {
        return x - steps * STEP_HIGH - steps * STEP_LOW;
    }

    /** Returns power·e^r. */
    private static double scaled(double power, double r) {
        double tail = (r * (1.0 / 6) + 1.0 / 2) * r * r + r;
        return tail * power + power;
    }

    private static long[] table() {
        var table = new long[TABLE_SIZE];
        for (int j = 0; j < TABLE_SIZE; j++) {
            table[j] = Double.doubleToRawLongBits(Math.pow(2, (double) j / TABLE_SIZE));
        }
        return table;
    }
}
