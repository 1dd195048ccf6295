package org.d3explorer.importing;

import java.util.Optional;
import org.d3explorer.bundle.Manifest.RopeScaling;

/**
 * Finds the Llama 3 RoPE scaling behind the divisors that a GGUF file keeps as {@code rope_freqs.weight}: 1 for
 * frequencies with a wavelength under original/high, the factor for those over original/low, and a ramp between (as in
 * transformers' modeling_rope_utils, llama3).
 */
final class RopeFactors {
    private static final double LOW = 1;
    private static final double HIGH = 4;
    private static final int SMALLEST_CONTEXT = 1 << 9;
    private static final int LARGEST_CONTEXT = 1 << 20;
    private static final double TOLERANCE = 1e-3;

    private RopeFactors() {}

    /**
     * Returns the scaling whose divisors these are.
     *
     * @param divisors one per frequency
     * @param theta RoPE base
     * @return empty where no llama3 scaling with factors 1 and 4 gives them
     */
    static Optional<RopeScaling> scaling(float[] divisors, double theta) {
        double factor = 1;
        for (float divisor : divisors) {
            factor = Math.max(factor, divisor);
        }
        for (int context = SMALLEST_CONTEXT; context <= LARGEST_CONTEXT; context *= 2) {
            if (fits(divisors, theta, factor, context)) {
                return Optional.of(new RopeScaling("llama3", factor, LOW, HIGH, context));
            }
        }
        return Optional.empty();
    }

    private static boolean fits(float[] divisors, double theta, double factor, int context) {
        for (int i = 0; i < divisors.length; i++) {
            double wavelength = 2 * Math.PI * Math.pow(theta, (double) i / divisors.length);
            if (!(Math.abs(divisors[i] / divisor(wavelength, factor, context) - 1) < TOLERANCE)) {
                return false;
            }
        }
        return true;
    }

    private static double divisor(double wavelength, double factor, int context) {
        if (wavelength < context / HIGH) {
            return 1;
        }
        if (wavelength > context / LOW) {
            return factor;
        }
        double smooth = (context / wavelength - LOW) / (HIGH - LOW);
        return 1 / ((1 - smooth) / factor + smooth);
    }
}
