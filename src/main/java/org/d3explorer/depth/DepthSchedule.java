package org.d3explorer.depth;

/**
 * How many layers run for generated token T_i: a pure function from (i, L, core) to a depth (specification §1).
 *
 * <p>T_0 comes out of the prefill, which always runs all L layers; schedules are asked for i ≥ 1 only, but answer for
 * i = 0 as well.
 */
public sealed interface DepthSchedule {

    /**
     * Returns the depth of the forward pass that yields token T_i. It never rises as i grows.
     *
     * @param i index of the generated token, ≥ 0
     * @param layers L, the model's number of layers, ≥ 1
     * @param core number of core layers, 0..L; the depth never falls below it, nor below 1
     * @return a depth in max(1, core)..L
     */
    int depth(int i, int layers, int core);

    private static int clamp(double depth, int layers, int core) {
        return (int) Math.clamp(depth, Math.max(1, core), layers);
    }

    /** Every layer for every token: standard decoding. */
    record Full() implements DepthSchedule {
        @Override
        public int depth(int i, int layers, int core) {
            return layers;
        }
    }

    /**
     * D³: floor(L·α^max(0, i−start)).
     *
     * @param alpha decay per generated token, 0 &lt; α ≤ 1; α = 1 equals {@link Full}
     * @param start number of generated tokens that run at full depth before the decay begins, ≥ 0
     */
    record PowerLaw(double alpha, int start) implements DepthSchedule {
        /** Guards floor() against L·α^i falling a rounding error short of a whole number. */
        private static final double FLOOR_GUARD = 1e-9;

        /** Checks the ranges. */
        public PowerLaw {
            if (!(alpha > 0 && alpha <= 1)) {
                throw new IllegalArgumentException("alpha is " + alpha + ", expected 0 < alpha <= 1");
            }
            if (start < 0) {
                throw new IllegalArgumentException("start is " + start + " tokens, expected 0 or more");
            }
        }

        @Override
        public int depth(int i, int layers, int core) {
            return clamp(Math.floor(layers * Math.pow(alpha, Math.max(0, i - start)) + FLOOR_GUARD), layers, core);
        }

        /**
         * Returns the number of tokens after which half of the depth is left, ln ½ / ln α.
         *
         * @return tokens; positive infinity at α = 1
         */
        public double halfLifeTokens() {
            return alpha == 1 ? Double.POSITIVE_INFINITY : Math.log(0.5) / Math.log(alpha);
        }
    }

    /**
     * SkipDecode's budget: falls linearly with the position.
     *
     * @param maxDepth depth at i = 0, ≥ 1
     * @param minDepth depth at i = tokens − 1, 1..maxDepth
     * @param tokens number of tokens over which the depth falls, ≥ 1; later tokens stay at minDepth
     */
    record Linear(int maxDepth, int minDepth, int tokens) implements DepthSchedule {
        /** Checks the ranges. */
        public Linear {
            if (minDepth < 1 || maxDepth < minDepth) {
                throw new IllegalArgumentException(
                        "depth falls from " + maxDepth + " to " + minDepth + ", expected 1 <= min <= max");
            }
            if (tokens < 1) {
                throw new IllegalArgumentException("tokens is " + tokens + ", expected 1 or more");
            }
        }

        @Override
        public int depth(int i, int layers, int core) {
            double progress = tokens == 1 ? 1 : Math.min(1, (double) i / (tokens - 1));
            return clamp(Math.floor(maxDepth - progress * (maxDepth - minDepth) + 0.5), layers, core);
        }
    }

    /**
     * The same depth for all tokens: Early Exit, Unified Layer Skipping, ShortGPT.
     *
     * @param depth number of layers that run, ≥ 1
     */
    record Constant(int depth) implements DepthSchedule {
        /** Checks the range. */
        public Constant {
            if (depth < 1) {
                throw new IllegalArgumentException("depth is " + depth + ", expected 1 or more");
            }
        }

        @Override
        public int depth(int i, int layers, int core) {
            return clamp(depth, layers, core);
        }
    }
}
