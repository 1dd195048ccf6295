package org.d3explorer.runtime;

import java.util.Arrays;
import java.util.function.IntFunction;
import org.d3explorer.decoding.StepMeasurement;
import org.d3explorer.depth.KvPolicy;
import org.d3explorer.depth.LayerSet;

/** One way of decoding the benchmark's positions, with its times by round. */
sealed interface BenchmarkVariant extends AutoCloseable {
    /** Goes back to the end of the prompt. */
    void rewind();

    /**
     * Decodes one token and adds its time to the round's.
     *
     * @param i index of the generated token it yields, ≥ 1
     * @param round which repetition; −1 to warm up, untimed
     */
    void step(int token, int i, int round);

    /** Returns the round's total in ns. */
    long nanos(int round);

    @Override
    void close();

    /** Layer by layer, at the depth a plan gives. */
    final class Layered implements BenchmarkVariant {
        private final OnnxLayerSequence sequence;
        private final int prompt;
        private final IntFunction<LayerSet> plan;
        private final StepMeasurement measurement;
        private final long[] nanos;
        private final long[] layerNanos;
        private final int layers;

        /**
         * Takes over a sequence.
         *
         * @param sequence at the end of the prompt; closed with this
         * @param plan the layers that run, by i
         */
        Layered(OnnxLayerSequence sequence, IntFunction<LayerSet> plan, int layers, int rounds) {
            this.sequence = sequence;
            this.plan = plan;
            this.layers = layers;
            prompt = sequence.length();
            measurement = new StepMeasurement(layers);
            nanos = new long[rounds];
            layerNanos = new long[rounds];
        }

        @Override
        public void rewind() {
            sequence.truncate(prompt);
        }

        @Override
        public void step(int token, int i, int round) {
            var run = plan.apply(i);
            measurement.reset();
            long start = System.nanoTime();
            sequence.step(token, run, KvPolicy.BACKFILL, measurement);
            long took = System.nanoTime() - start;
            if (round >= 0) {
                nanos[round] += took;
                layerNanos[round] += Arrays.stream(measurement.layerNanos()).sum();
            }
        }

        @Override
        public long nanos(int round) {
            return nanos[round];
        }

        /**
         * Returns (t_rest + L·t_layer) ÷ (t_rest + mean depth·t_layer) of a round's means (specification §4).
         *
         * @param tokens of a round
         * @param meanDepth over them
         */
        double idealSpeedup(int round, int tokens, double meanDepth) {
            double layer = layerNanos[round] / (meanDepth * tokens);
            double rest = (double) (nanos[round] - layerNanos[round]) / tokens;
            return (rest + layers * layer) / (rest + meanDepth * layer);
        }

        @Override
        public void close() {
            sequence.close();
        }
    }

    /** In one graph, at full depth. */
    final class Monolithic implements BenchmarkVariant {
        private final MonolithicModel model;
        private final int prompt;
        private final long[] nanos;
        private final float[] logits;

        /**
         * Takes over a model.
         *
         * @param model closed with this
         * @param prompt is run first
         */
        Monolithic(MonolithicModel model, int[] prompt, int vocabularySize, int rounds) {
            this.model = model;
            this.prompt = prompt.length;
            nanos = new long[rounds];
            logits = new float[vocabularySize];
            for (int token : prompt) {
                model.step(token, logits);
            }
        }

        @Override
        public void rewind() {
            model.truncate(prompt);
        }

        @Override
        public void step(int token, int i, int round) {
            long start = System.nanoTime();
            model.step(token, logits);
            long took = System.nanoTime() - start;
            if (round >= 0) {
                nanos[round] += took;
            }
        }

        @Override
        public long nanos(int round) {
            return nanos[round];
        }

        @Override
        public void close() {
            model.close();
        }
    }
}
