package org.d3explorer.runtime;

import ai.onnxruntime.OnnxTensor;
import java.lang.foreign.Arena;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.nio.LongBuffer;
import java.util.Map;
import org.d3explorer.bundle.Manifest.LlamaConfig;

/**
 * The buffers a stack's calls work in, shared by its sequences since calls never overlap: two hidden states that layers
 * read and write in turn, token id, logits, cache lengths, RoPE tables, and the output of a multi-position call.
 */
final class Workspace implements AutoCloseable {
    /**
     * Most positions one call of a layer takes. On the bundled model the prefill rate is the same from 32 to 512 within
     * what it varies by; shorter calls cancel sooner and need less memory, longer ones read the weights less often.
     */
    static final int CHUNK = 128;

    /** Bounds the logits of a multi-row head call to 16 MiB. */
    private static final int HEAD_FLOATS = 4 << 20;

    private final OnnxEnvironment environment;
    private final Arena arena = Arena.ofShared();
    private final int hiddenSize;
    private final int vocabularySize;
    private final int headRows;

    private final FloatBuffer[] states = new FloatBuffer[2];
    private final OnnxTensor[] stateTensors = new OnnxTensor[2];
    private final LongBuffer ids;
    private final OnnxTensor idTensor;
    private final FloatBuffer logits;
    private final OnnxTensor logitsTensor;
    private final IntBuffer lastIndex;
    private final OnnxTensor lastIndexTensor;
    private final IntBuffer total;
    private final OnnxTensor totalTensor;
    private final OnnxTensor cos;
    private final OnnxTensor sin;
    private final FloatBuffer output;
    private final FloatBuffer headInput;

    Workspace(OnnxEnvironment environment, LlamaConfig config) {
        this.environment = environment;
        hiddenSize = config.hiddenSize();
        vocabularySize = config.vocabSize();
        headRows = Math.clamp(HEAD_FLOATS / vocabularySize, 1, CHUNK);
        for (int i = 0; i < 2; i++) {
            states[i] = NativeMemory.floats(arena, hiddenSize);
            stateTensors[i] = Tensors.of(environment, states[i], 1, 1, hiddenSize);
        }
        ids = NativeMemory.longs(arena, CHUNK);
        idTensor = Tensors.of(environment, ids.slice(0, 1), 1, 1);
        logits = NativeMemory.floats(arena, (long) headRows * vocabularySize);
        logitsTensor = Tensors.of(environment, logits.slice(0, vocabularySize), 1, 1, vocabularySize);
        lastIndex = NativeMemory.ints(arena, 1);
        lastIndexTensor = Tensors.of(environment, lastIndex, 1);
        total = NativeMemory.ints(arena, 1);
        totalTensor = Tensors.of(environment, total);
        var rope = RopeTables.of(config, config.maxPositionEmbeddings(), arena);
        cos = Tensors.of(environment, rope.cos(), rope.positions(), rope.pairs());
        sin = Tensors.of(environment, rope.sin(), rope.positions(), rope.pairs());
        output = NativeMemory.floats(arena, (long) CHUNK * hiddenSize);
        headInput = NativeMemory.floats(arena, (long) headRows * hiddenSize);
    }

    /** Returns one of the two single-position hidden states, [H]. */
    FloatBuffer state(int which) {
        return states[which];
    }

    /** Returns the tensor [1,1,H] over {@link #state}. */
    OnnxTensor stateTensor(int which) {
        return stateTensors[which];
    }

    /** Returns token ids, [{@link #CHUNK}]. */
    LongBuffer ids() {
        return ids;
    }

    /** Returns the tensor [1,1] over the first of {@link #ids}. */
    OnnxTensor idTensor() {
        return idTensor;
    }

    /** Returns logits, [{@link #headRows}, V]. */
    FloatBuffer logits() {
        return logits;
    }

    /** Returns the tensor [1,1,V] over the first row of {@link #logits}. */
    OnnxTensor logitsTensor() {
        return logitsTensor;
    }

    /** Returns most rows of one head call. */
    int headRows() {
        return headRows;
    }

    /** Returns the head's input, [{@link #headRows}, H]. */
    FloatBuffer headInput() {
        return headInput;
    }

    /** Returns a multi-position call's output, [{@link #CHUNK}, H]. */
    FloatBuffer output() {
        return output;
    }

    /** Tells the layers how many positions the cache holds after the call that follows. */
    void setTotal(int positions) {
        lastIndex.put(0, positions - 1);
        total.put(0, positions);
    }

    /** Returns {@code seqlens_k}. */
    OnnxTensor lastIndexTensor() {
        return lastIndexTensor;
    }

    /** Returns {@code total_sequence_length}. */
    OnnxTensor totalTensor() {
        return totalTensor;
    }

    /** Returns {@code cos_cache}. */
    OnnxTensor cos() {
        return cos;
    }

    /** Returns {@code sin_cache}. */
    OnnxTensor sin() {
        return sin;
    }

    /** Fixes a graph's tensors for as long as the workspace is open. */
    BoundCall bind(OnnxGraph graph, Map<String, OnnxTensor> inputs, Map<String, OnnxTensor> outputs) {
        return new BoundCall(graph, inputs, outputs, arena);
    }

    /** Returns the environment the tensors belong to. */
    OnnxEnvironment environment() {
        return environment;
    }

    @Override
    public void close() {
        for (var tensor : stateTensors) {
            tensor.close();
        }
        idTensor.close();
        logitsTensor.close();
        lastIndexTensor.close();
        totalTensor.close();
        cos.close();
        sin.close();
        arena.close();
    }
}
