package org.d3explorer.importing;

import java.io.IOException;
import java.io.OutputStream;
import java.util.List;

/** Writes source matrices as 32-bit floats, in tiles, so that no matrix need fit into memory. */
final class FloatMatrix {
    /** A multiple of every format's block. */
    private static final int TILE_COLUMNS = 256;

    private FloatMatrix() {}

    /** Writes a matrix as it is, [rows, columns]. */
    static void write(WeightMatrix matrix, OutputStream out, ImportProgress progress) throws IOException {
        var raw = new byte[matrix.rowBytes()];
        var weights = new float[matrix.columns()];
        var bytes = new byte[matrix.columns() * Float.BYTES];
        for (int row = 0; row < matrix.rows(); row++) {
            matrix.dequantize(row, 0, matrix.columns(), raw, weights, 0);
            for (int i = 0; i < weights.length; i++) {
                LittleEndian.putFloat32(bytes, i * Float.BYTES, weights[i]);
            }
            out.write(bytes);
            progress.advance(matrix.rowBytes());
        }
    }

    /** Writes matrices of the same inputs, one below the other, transposed: [columns, all rows]. */
    static void writeTransposed(List<WeightMatrix> parts, OutputStream out, ImportProgress progress)
            throws IOException {
        int columns = parts.getFirst().columns();
        int rows = parts.stream().mapToInt(WeightMatrix::rows).sum();
        var tile = new float[Math.min(TILE_COLUMNS, columns) * rows];
        var weights = new float[TILE_COLUMNS];
        var bytes = new byte[rows * Float.BYTES];
        for (int from = 0; from < columns; from += TILE_COLUMNS) {
            int width = Math.min(TILE_COLUMNS, columns - from);
            int row = 0;
            for (var part : parts) {
                var raw = new byte[part.bytesOf(width)];
                for (int r = 0; r < part.rows(); r++, row++) {
                    part.dequantize(r, from, width, raw, weights, 0);
                    for (int c = 0; c < width; c++) {
                        tile[c * rows + row] = weights[c];
                    }
                    progress.advance(raw.length);
                }
            }
            for (int c = 0; c < width; c++) {
                for (int r = 0; r < rows; r++) {
                    LittleEndian.putFloat32(bytes, r * Float.BYTES, tile[c * rows + r]);
                }
                out.write(bytes);
            }
        }
    }
}
