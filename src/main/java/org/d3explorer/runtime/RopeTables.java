package org.d3explorer.runtime;

import java.lang.foreign.Arena;
import java.nio.FloatBuffer;
import org.d3explorer.bundle.Manifest.LlamaConfig;
import org.d3explorer.bundle.Manifest.RopeScaling;

/**
 * The rotary position embedding's cosines and sines, [positions, D/2] each; one pair serves every layer of a stack.
 *
 * @param cos direct
 * @param sin direct
 * @param positions number of rows
 * @param pairs D/2, the number of columns
 */
record RopeTables(FloatBuffer cos, FloatBuffer sin, int positions, int pairs) {
    /**
     * Computes the tables in double precision.
     *
     * @param config gives base, scaling and head dimension
     * @param positions number of positions, ≥ 1
     * @param arena owns the tables
     * @throws EngineException if the scaling is not {@code linear} or {@code llama3}
     */
    static RopeTables of(LlamaConfig config, int positions, Arena arena) {
        var frequencies = frequencies(config);
        int pairs = frequencies.length;
        var cos = NativeMemory.floats(arena, (long) positions * pairs);
        var sin = NativeMemory.floats(arena, (long) positions * pairs);
        for (int position = 0; position < positions; position++) {
            for (int pair = 0; pair < pairs; pair++) {
                double angle = position * frequencies[pair];
                cos.put(position * pairs + pair, (float) Math.cos(angle));
                sin.put(position * pairs + pair, (float) Math.sin(angle));
            }
        }
        return new RopeTables(cos, sin, positions, pairs);
    }

    /**
     * Returns the angle per position of each pair of dimensions, base^(−2i/D) after scaling.
     *
     * @return [D/2] in radians per position
     */
    static double[] frequencies(LlamaConfig config) {
        var frequencies = new double[config.headDim() / 2];
        for (int pair = 0; pair < frequencies.length; pair++) {
            double plain = Math.pow(config.ropeTheta(), -2.0 * pair / config.headDim());
            var scaling = config.ropeScaling();
            frequencies[pair] = scaling == null ? plain : scaled(plain, scaling);
        }
        return frequencies;
    }

    private static double scaled(double frequency, RopeScaling scaling) {
        return switch (scaling.ropeType()) {
            case "linear" -> frequency / scaling.factor();
            case "llama3" -> llama3(frequency, scaling);
            default ->
                throw new EngineException("manifest.json: rope_scaling.rope_type is '" + scaling.ropeType()
                        + "', expected linear or llama3");
        };
    }

    /** Long wavelengths are divided by the factor, short ones kept, those between blended (Llama 3.1). */
    private static double llama3(double frequency, RopeScaling scaling) {
        var low = scaling.lowFreqFactor();
        var high = scaling.highFreqFactor();
        var original = scaling.originalMaxPositionEmbeddings();
        if (low == null || high == null || original == null) {
            throw new EngineException("manifest.json: rope_scaling of type llama3 lacks low_freq_factor,"
                    + " high_freq_factor or original_max_position_embeddings");
        }
        double turns = original * frequency / (2 * Math.PI);
        if (turns < low) {
            return frequency / scaling.factor();
        }
        if (turns > high) {
            return frequency;
        }
        double kept = (turns - low) / (high - low);
        return (1 - kept) * frequency / scaling.factor() + kept * frequency;
    }
}
