package org.d3explorer.importing;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import org.d3explorer.importing.BlockwiseMatrix.Kind;
import org.jspecify.annotations.Nullable;

/** Adds products with weight matrices to a graph, in the precision of the bundle. */
final class MatrixProduct {
    private static final int BLOCK = BlockFormat.AFFINE_BLOCK;
    /** Products in 8-bit integers; other levels are up to 74 times slower. */
    private static final int ACCURACY_LEVEL = 4;

    private final GraphFile graph;
    private final Precision precision;
    private final ImportProgress progress;

    MatrixProduct(GraphFile graph, Precision precision, ImportProgress progress) {
        this.graph = graph;
        this.precision = precision;
        this.progress = progress;
    }

    /**
     * Where the parts of an 8-bit matrix stand that two graphs share.
     *
     * @param quantized the integers
     * @param scales the scales
     */
    record SharedBlocks(GraphFile.@Nullable Location quantized, GraphFile.@Nullable Location scales) {}

    /**
     * Adds output = input · weightsᵀ.
     *
     * @param name prefix of the initializers
     * @param input name of the activations [1, S, K]
     * @param parts matrices with K columns, whose outputs follow one another
     * @param output name of the result [1, S, N]
     * @throws IOException if writing fails
     */
    void add(String name, String input, List<WeightMatrix> parts, String output) throws IOException {
        switch (precision) {
            case FLOAT32 -> addFloat(name, input, parts, output);
            case INT8 -> addBlockwise(name, input, new BlockwiseMatrix(Kind.INT8, parts), output);
            case INT4 -> addBlockwise(name, input, new BlockwiseMatrix(Kind.INT4, parts), output);
        }
    }

    private void addFloat(String name, String input, List<WeightMatrix> parts, String output) throws IOException {
        long columns = parts.getFirst().columns();
        long rows = parts.stream().mapToLong(WeightMatrix::rows).sum();
        graph.initializer(
                name + ".weight",
                DataType.FLOAT,
                List.of(columns, rows),
                columns * rows * Float.BYTES,
                out -> FloatMatrix.writeTransposed(parts, out, progress));
        graph.node(GraphNode.onnx("MatMul").in(input, name + ".weight").out(output));
    }

    private void addBlockwise(String name, String input, BlockwiseMatrix matrix, String output) throws IOException {
        long rows = matrix.rows();
        long blocks = matrix.blocksPerRow();
        boolean eightBits = matrix.bytes() == rows * blocks * BLOCK;
        graph.initializer(
                name + ".quantized",
                DataType.UINT8,
                List.of(rows, blocks, (long) (eightBits ? BLOCK : BLOCK / 2)),
                matrix.bytes(),
                out -> matrix.write(out, progress));
        floats(name + ".scales", List.of(rows * blocks), matrix.scales());
        var corrections = matrix.corrections();
        var product = corrections == null ? output : name + "_symmetric";
        if (eightBits) {
            graph.initializer(
                    name + ".zero_points",
                    DataType.UINT8,
                    List.of(rows * blocks),
                    rows * blocks,
                    out -> out.write(matrix.zeroPoints()));
            graph.node(nBits(rows, blocks, 8)
                    .in(input, name + ".quantized", name + ".scales", name + ".zero_points")
                    .out(product));
        } else {
            graph.node(nBits(rows, blocks, 4)
                    .in(input, name + ".quantized", name + ".scales")
                    .out(product));
        }
        if (corrections != null) {
            addCorrection(name, input, blocks, rows, corrections, output);
        }
    }

    /**
     * Adds to the symmetric product the sums of the input's blocks times what each block of weights is short of. A
     * pooling is the one operator that sums blocks without a reshape; the mean's 1/32 is taken back in the weights,
     * exactly, since 32 is a power of two.
     */
    private void addCorrection(String name, String input, long blocks, long rows, float[] corrections, String output)
            throws IOException {
        var perMean = new float[corrections.length];
        for (int i = 0; i < perMean.length; i++) {
            perMean[i] = BLOCK * corrections[i];
        }
        floats(name + ".corrections", List.of(blocks, rows), perMean);
        graph.node(GraphNode.onnx("AveragePool")
                .in(input)
                .out(name + "_block_means")
                .with("kernel_shape", List.of((long) BLOCK))
                .with("strides", List.of((long) BLOCK)));
        graph.node(GraphNode.onnx("MatMul")
                .in(name + "_block_means", name + ".corrections")
                .out(name + "_correction"));
        graph.node(GraphNode.onnx("Add")
                .in(name + "_symmetric", name + "_correction")
                .out(output));
    }

    /** Adds an 8-bit embedding lookup and returns where its data stand, so that a tied head can use them. */
    SharedBlocks addLookup(String name, String ids, WeightMatrix matrix, String output) throws IOException {
        var blockwise = new BlockwiseMatrix(Kind.INT8_SYMMETRIC, List.of(matrix));
        long rows = blockwise.rows();
        var quantized = graph.initializer(
                name + ".quantized",
                DataType.UINT8,
                List.of(rows, (long) matrix.columns()),
                blockwise.bytes(),
                out -> blockwise.write(out, progress));
        var scales = floats(name + ".scales", List.of(rows, (long) blockwise.blocksPerRow()), blockwise.scales());
        graph.node(GraphNode.contrib("GatherBlockQuantized")
                .in(name + ".quantized", ids, name + ".scales")
                .out(output)
                .with("block_size", BLOCK)
                .with("bits", 8)
                .with("gather_axis", 0)
                .with("quantize_axis", 1));
        return new SharedBlocks(quantized, scales);
    }

    /** Adds the product with an 8-bit matrix that another graph's data file holds. */
    void addShared(String name, String input, WeightMatrix matrix, SharedBlocks shared, String output)
            throws IOException {
        long rows = matrix.rows();
        long blocks = matrix.columns() / BLOCK;
        if (shared.quantized() == null || shared.scales() == null) {
            addSymmetric(name, input, matrix, output);
            return;
        }
        graph.shared(
                name + ".quantized",
                DataType.UINT8,
                List.of(rows, blocks, (long) BLOCK),
                rows * blocks * BLOCK,
                shared.quantized());
        graph.shared(
                name + ".scales", DataType.FLOAT, List.of(rows * blocks), rows * blocks * Float.BYTES, shared.scales());
        graph.node(nBits(rows, blocks, 8)
                .in(input, name + ".quantized", name + ".scales")
                .out(output));
    }

    /** Adds the product with a matrix in 8 bits with zero point 128. */
    void addSymmetric(String name, String input, WeightMatrix matrix, String output) throws IOException {
        var blockwise = new BlockwiseMatrix(Kind.INT8_SYMMETRIC, List.of(matrix));
        long rows = blockwise.rows();
        long blocks = blockwise.blocksPerRow();
        graph.initializer(
                name + ".quantized",
                DataType.UINT8,
                List.of(rows, blocks, (long) BLOCK),
                blockwise.bytes(),
                out -> blockwise.write(out, progress));
        floats(name + ".scales", List.of(rows * blocks), blockwise.scales());
        graph.node(nBits(rows, blocks, 8)
                .in(input, name + ".quantized", name + ".scales")
                .out(output));
    }

    private GraphFile.@Nullable Location floats(String name, List<Long> dims, float[] values) throws IOException {
        return graph.initializer(
                name, DataType.FLOAT, dims, (long) values.length * Float.BYTES, out -> writeFloats(out, values));
    }

    private static GraphNode nBits(long rows, long blocks, int bits) {
        return GraphNode.contrib("MatMulNBits")
                .with("K", blocks * BLOCK)
                .with("N", rows)
                .with("bits", bits)
                .with("block_size", BLOCK)
                .with("accuracy_level", ACCURACY_LEVEL);
    }

    private static void writeFloats(OutputStream out, float[] values) throws IOException {
        var bytes = new byte[Math.min(values.length, 1 << 14) * Float.BYTES];
        int filled = 0;
        for (float value : values) {
            LittleEndian.putFloat32(bytes, filled, value);
            filled += Float.BYTES;
            if (filled == bytes.length) {
                out.write(bytes);
                filled = 0;
            }
        }
        out.write(bytes, 0, filled);
    }
}
