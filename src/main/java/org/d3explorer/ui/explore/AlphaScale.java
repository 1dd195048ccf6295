package org.d3explorer.ui.explore;

/**
 * The α slider's scale: logarithmic in 1 − α, since the useful range lies close to 1. A position is −log₁₀(1 − α), so
 * 1 is α = 0.9, 2 is 0.99, 3 is 0.999; the upper end stands for α = 1 itself.
 */
public final class AlphaScale {
    /** Lowest position, α = 0.68. Lower values of α can be typed. */
    public static final double MIN = 0.5;
    /** Highest position, α = 1. */
    public static final double MAX = 4;
    /** What one arrow key moves: 1 − α changes by a factor of 1.12. */
    public static final double STEP = 0.05;

    private static final double SMALLEST_ALPHA = 0.01;

    private AlphaScale() {}

    /** Returns the α of a position, with 1 − α rounded to three significant digits. */
    public static double alpha(double position) {
        if (position > MAX - STEP / 2) {
            return 1;
        }
        return roundDecay(Math.pow(10, -Math.max(position, 0)));
    }

    /** Returns the position of an α, clamped to the slider. */
    public static double position(double alpha) {
        return alpha >= 1 ? MAX : Math.clamp(-Math.log10(1 - alpha), MIN, MAX - STEP);
    }

    /**
     * Returns the α so many arrow steps away.
     *
     * @param alpha 0..1
     * @param steps positive is nearer to 1
     */
    public static double stepped(double alpha, int steps) {
        if (alpha >= 1) {
            return steps >= 0 ? 1 : alpha(MAX + steps * STEP);
        }
        return Math.max(SMALLEST_ALPHA, alpha(-Math.log10(1 - alpha) + steps * STEP));
    }

    private static double roundDecay(double decay) {
        double unit = Math.pow(10, Math.floor(Math.log10(decay)) - 2);
        double rounded = Math.round(decay / unit) * unit;
        return Math.round((1 - rounded) * 1e9) / 1e9;
    }
}
