package org.d3explorer.importing;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.function.IntUnaryOperator;

/**
 * A weight matrix in its source file, [rows, columns] with outputs as rows, in Hugging Face's row order. A vector is
 * a matrix of one row.
 *
 * @param name as the source names it
 * @param format how the weights are stored
 * @param rows number of outputs
 * @param columns number of inputs, a multiple of the format's block
 * @param data the whole matrix as it lies in the file
 * @param rowInFile where a row stands in the file
 */
record WeightMatrix(
        String name, BlockFormat format, int rows, int columns, MemorySegment data, IntUnaryOperator rowInFile) {

    /** Returns a matrix whose rows stand in the file in order. */
    static WeightMatrix of(String name, BlockFormat format, int rows, int columns, MemorySegment data) {
        return new WeightMatrix(name, format, rows, columns, data, row -> row);
    }

    /** Returns the matrix with other rows: row i of the result is row {@code rowInFile(i)} of this. */
    WeightMatrix withRows(IntUnaryOperator order) {
        return new WeightMatrix(name, format, rows, columns, data, row -> rowInFile.applyAsInt(order.applyAsInt(row)));
    }

    /** Returns the size of the matrix in the file, in bytes. */
    long bytes() {
        return (long) rows * rowBytes();
    }

    /** Returns the size of a row in the file, in bytes. */
    int rowBytes() {
        return bytesOf(columns);
    }

    /** Returns the size of that many weights of a row in the file, in bytes. */
    int bytesOf(int weights) {
        return Math.toIntExact((long) weights / format.weights() * format.bytes());
    }

    /**
     * Copies part of a row as it is stored.
     *
     * @param row 0..rows−1
     * @param from first column, a multiple of the format's block
     * @param count columns, a multiple of the format's block
     * @param raw receives {@link #bytesOf} bytes
     */
    void read(int row, int from, int count, byte[] raw) {
        long at = (long) rowInFile.applyAsInt(row) * rowBytes() + bytesOf(from);
        MemorySegment.copy(data, ValueLayout.JAVA_BYTE, at, raw, 0, bytesOf(count));
    }

    /**
     * Turns part of a row into floats.
     *
     * @param row 0..rows−1
     * @param from first column, a multiple of the format's block
     * @param count columns, a multiple of the format's block
     * @param raw room for {@link #bytesOf} bytes
     * @param out receives the weights
     * @param to index of the first
     */
    void dequantize(int row, int from, int count, byte[] raw, float[] out, int to) {
        read(row, from, count, raw);
        for (int block = 0; block < count / format.weights(); block++) {
            format.dequantize(raw, block * format.bytes(), out, to + block * format.weights());
        }
    }
}
