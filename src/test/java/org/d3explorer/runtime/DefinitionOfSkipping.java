package org.d3explorer.runtime;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.nio.LongBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.d3explorer.bundle.Manifest;
import org.d3explorer.depth.KvPolicy;
import org.d3explorer.depth.LayerSet;

/**
 * Specification §2 word for word, slow and without any of the engine's classes: with backfill every layer runs at every
 * position at the time, and where the plan skips it only its K and V rows are kept; with copy a skipped layer misses the
 * position until it runs again and then takes the rows of the nearest lower layer that has them all.
 */
final class DefinitionOfSkipping implements AutoCloseable {
    private final OrtEnvironment environment = OrtEnvironment.getEnvironment();
    private final Manifest manifest;
    private final int capacity;
    private final KvPolicy policy;
    private final OrtSession embed;
    private final List<OrtSession> layers = new ArrayList<>();
    private final OrtSession head;
    private final float[][] keys;
    private final float[][] values;
    private final int[] lengths;
    private int position;

    DefinitionOfSkipping(int capacity, KvPolicy policy) throws OrtException {
        this.capacity = capacity;
        this.policy = policy;
        manifest = TinyModel.manifest();
        embed = session(manifest.graphs().embed());
        for (var name : manifest.graphs().layers()) {
            layers.add(session(name));
        }
        head = session(manifest.graphs().head());
        var config = manifest.config();
        keys = new float[layers.size()][config.numKeyValueHeads() * capacity * config.headDim()];
        values = new float[layers.size()][config.numKeyValueHeads() * capacity * config.headDim()];
        lengths = new int[layers.size()];
    }

    private OrtSession session(String name) throws OrtException {
        try (var options = new OrtSession.SessionOptions()) {
            options.setIntraOpNumThreads(1);
            return environment.createSession(TinyModel.FOLDER.resolve(name).toString(), options);
        }
    }

    float[] step(int token, LayerSet run) throws OrtException {
        float[] hidden;
        try (var ids = OnnxTensor.createTensor(environment, LongBuffer.wrap(new long[] {token}), new long[] {1, 1});
                var result = embed.run(Map.of("input_ids", ids))) {
            hidden = floats(result, "hidden");
        }
        for (int l = 0; l < layers.size(); l++) {
            if (run.contains(l)) {
                copyMissed(l);
                hidden = runLayer(l, hidden);
            } else if (policy != KvPolicy.COPY) {
                runLayer(l, hidden);
            }
        }
        position++;
        try (var in = tensor(hidden, 1, 1, hidden.length);
                var result = head.run(Map.of("hidden", in))) {
            return floats(result, "logits");
        }
    }

    private void copyMissed(int layer) {
        if (lengths[layer] == position) {
            return;
        }
        int lower = layer - 1;
        while (lengths[lower] < position) {
            lower--;
        }
        for (int p = lengths[layer]; p < position; p++) {
            for (int head = 0; head < manifest.config().numKeyValueHeads(); head++) {
                for (int i = 0; i < manifest.config().headDim(); i++) {
                    keys[layer][index(head, p, i)] = keys[lower][index(head, p, i)];
                    values[layer][index(head, p, i)] = values[lower][index(head, p, i)];
                }
            }
        }
        lengths[layer] = position;
    }

    private float[] runLayer(int layer, float[] hidden) throws OrtException {
        var config = manifest.config();
        int heads = config.numKeyValueHeads();
        int dim = config.headDim();
        var cos = new float[capacity * dim / 2];
        var sin = new float[capacity * dim / 2];
        for (int p = 0; p < capacity; p++) {
            for (int i = 0; i < dim / 2; i++) {
                double angle = p / Math.pow(config.ropeTheta(), 2.0 * i / dim);
                cos[p * dim / 2 + i] = (float) Math.cos(angle);
                sin[p * dim / 2 + i] = (float) Math.sin(angle);
            }
        }
        try (var in = tensor(hidden, 1, 1, hidden.length);
                var key = tensor(keys[layer], 1, heads, capacity, dim);
                var value = tensor(values[layer], 1, heads, capacity, dim);
                var last = OnnxTensor.createTensor(environment, IntBuffer.wrap(new int[] {position}), new long[] {1});
                var total =
                        OnnxTensor.createTensor(environment, IntBuffer.wrap(new int[] {position + 1}), new long[0]);
                var cosines = tensor(cos, capacity, dim / 2);
                var sines = tensor(sin, capacity, dim / 2);
                var result = layers.get(layer)
                        .run(Map.of(
                                "hidden", in,
                                "past_key", key,
                                "past_value", value,
                                "seqlens_k", last,
                                "total_sequence_length", total,
                                "cos_cache", cosines,
                                "sin_cache", sines))) {
            keys[layer] = floats(result, "present_key");
            values[layer] = floats(result, "present_value");
            lengths[layer] = position + 1;
            return floats(result, "hidden_out");
        }
    }

    /** Returns K then V at a position as {@link OnnxLayerSequence#cacheRows} does. */
    float[] cacheRows(int layer, int at) {
        int heads = manifest.config().numKeyValueHeads();
        int dim = manifest.config().headDim();
        var rows = new float[2 * heads * dim];
        for (int head = 0; head < heads; head++) {
            for (int i = 0; i < dim; i++) {
                rows[head * dim + i] = keys[layer][index(head, at, i)];
                rows[(heads + head) * dim + i] = values[layer][index(head, at, i)];
            }
        }
        return rows;
    }

    private int index(int head, int at, int i) {
        return (head * capacity + at) * manifest.config().headDim() + i;
    }

    private OnnxTensor tensor(float[] data, long... shape) throws OrtException {
        return OnnxTensor.createTensor(environment, FloatBuffer.wrap(data), shape);
    }

    private static float[] floats(OrtSession.Result result, String name) {
        var buffer = ((OnnxTensor) result.get(name).orElseThrow()).getFloatBuffer();
        var data = new float[buffer.remaining()];
        buffer.get(data);
        return data;
    }

    @Override
    public void close() throws OrtException {
        embed.close();
        for (var layer : layers) {
            layer.close();
        }
        head.close();
    }
}
