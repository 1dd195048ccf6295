package org.d3explorer.runtime;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.nio.LongBuffer;

/** Tensors over native buffers, without a copy; the caller closes them. */
final class Tensors {
    private Tensors() {}

    /** Wraps the floats between the buffer's position and limit. */
    static OnnxTensor of(OnnxEnvironment environment, FloatBuffer buffer, long... shape) {
        try {
            return OnnxTensor.createTensor(environment.ort(), buffer, shape);
        } catch (OrtException e) {
            throw EngineException.of("making a tensor", e);
        }
    }

    /** Wraps 32-bit integers. */
    static OnnxTensor of(OnnxEnvironment environment, IntBuffer buffer, long... shape) {
        try {
            return OnnxTensor.createTensor(environment.ort(), buffer, shape);
        } catch (OrtException e) {
            throw EngineException.of("making a tensor", e);
        }
    }

    /** Wraps 64-bit integers. */
    static OnnxTensor of(OnnxEnvironment environment, LongBuffer buffer, long... shape) {
        try {
            return OnnxTensor.createTensor(environment.ort(), buffer, shape);
        } catch (OrtException e) {
            throw EngineException.of("making a tensor", e);
        }
    }

    /**
     * Returns rows of a [rows, width] buffer as a buffer of its own over the same memory.
     *
     * @param first index of the first row
     * @param rows number of rows
     */
    static FloatBuffer rows(FloatBuffer buffer, int first, int rows, int width) {
        return buffer.slice(first * width, rows * width);
    }
}
