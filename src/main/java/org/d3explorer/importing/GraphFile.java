package org.d3explorer.importing;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.google.protobuf.ByteString;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.d3explorer.bundle.Manifest.FileEntry;
import org.jspecify.annotations.Nullable;

/**
 * One ONNX graph being written: {@code name.onnx}, and {@code name.data} for initializers over 1 KiB. The bytes depend
 * on the calls alone.
 */
final class GraphFile implements AutoCloseable {
    private static final int OPSET = 21;
    private static final int IR_VERSION = 10;
    private static final int MAX_INLINE_BYTES = 1024;
    private static final int PAGE_FROM_BYTES = 65536;
    private static final int PAGE_BYTES = 4096;
    private static final int CACHE_LINE_BYTES = 64;

    private final Path folder;
    private final String name;
    private final GraphProto.Builder graph = GraphProto.newBuilder();
    private @Nullable HashingFile data;

    GraphFile(Path folder, String name) {
        this.folder = folder;
        this.name = name;
        graph.setName(name);
    }

    /** Writes an initializer's content front to back. */
    @FunctionalInterface
    interface Content {
        void write(OutputStream out) throws IOException;
    }

    /**
     * Where an initializer stands.
     *
     * @param file name of the file
     * @param offset in bytes
     */
    record Location(String file, long offset) {}

    /** Declares an input; a dimension is a {@link Long} or a symbol's name. */
    void input(String port, DataType type, List<?> dims) {
        graph.addInput(port(port, type, dims));
    }

    /** Declares an output; a dimension is a {@link Long} or a symbol's name. */
    void output(String port, DataType type, List<?> dims) {
        graph.addOutput(port(port, type, dims));
    }

    /** Adds a node; nodes stand in the order of their data. */
    void node(GraphNode node) {
        graph.addNode(node.build());
    }

    /**
     * Adds an initializer.
     *
     * @param tensor its name
     * @param type its element type
     * @param dims its shape
     * @param bytes its size
     * @param content writes exactly that many bytes, little-endian
     * @return where it stands, if outside the graph
     * @throws IOException if writing fails
     */
    @Nullable
    Location initializer(String tensor, DataType type, List<Long> dims, long bytes, Content content)
            throws IOException {
        if (bytes <= MAX_INLINE_BYTES) {
            var inline = new ByteArrayOutputStream();
            content.write(inline);
            requireWritten(tensor, inline.size(), bytes);
            graph.addInitializer(tensor(tensor, type, dims).setRawData(ByteString.copyFrom(inline.toByteArray())));
            return null;
        }
        var out = data();
        out.align(bytes >= PAGE_FROM_BYTES ? PAGE_BYTES : CACHE_LINE_BYTES);
        var location = new Location(name + ".data", out.size());
        content.write(out);
        requireWritten(tensor, out.size() - location.offset(), bytes);
        shared(tensor, type, dims, bytes, location);
        return location;
    }

    /** Adds an initializer whose content another graph's data file holds. */
    void shared(String tensor, DataType type, List<Long> dims, long bytes, Location location) {
        graph.addInitializer(tensor(tensor, type, dims)
                .setDataLocation(TensorProto.DataLocation.EXTERNAL)
                .addExternalData(entry("location", location.file()))
                .addExternalData(entry("offset", String.valueOf(location.offset())))
                .addExternalData(entry("length", String.valueOf(bytes))));
    }

    /** Writes the graph and returns the entries of its files. */
    List<FileEntry> finish() throws IOException {
        var model = ModelProto.newBuilder()
                .setIrVersion(IR_VERSION)
                .setProducerName("d3-explorer")
                .addOpsetImport(OperatorSetIdProto.newBuilder().setDomain("").setVersion(OPSET))
                .addOpsetImport(OperatorSetIdProto.newBuilder()
                        .setDomain("com.microsoft")
                        .setVersion(1))
                .setGraph(graph)
                .build();
        List<FileEntry> entries = new ArrayList<>();
        if (data != null) {
            entries.add(data.finish());
        }
        entries.add(HashingFile.write(folder.resolve(name + ".onnx"), model.toByteArray()));
        return entries;
    }

    @Override
    public void close() throws IOException {
        if (data != null) {
            data.close();
        }
    }

    private HashingFile data() throws IOException {
        var open = data;
        if (open == null) {
            open = new HashingFile(folder.resolve(name + ".data"));
            data = open;
        }
        return open;
    }

    private static void requireWritten(String tensor, long written, long bytes) {
        if (written != bytes) {
            throw new IllegalStateException(tensor + " has " + written + " bytes, announced were " + bytes);
        }
    }

    private static TensorProto.Builder tensor(String name, DataType type, List<Long> dims) {
        return TensorProto.newBuilder()
                .setName(name)
                .setDataType(type.getNumber())
                .addAllDims(dims);
    }

    private static StringStringEntryProto entry(String key, String value) {
        return StringStringEntryProto.newBuilder().setKey(key).setValue(value).build();
    }

    private static ValueInfoProto port(String name, DataType type, List<?> dims) {
        var shape = TensorShapeProto.newBuilder();
        for (var dim : dims) {
            if (dim instanceof Long size) {
                shape.addDimBuilder().setDimValue(size);
            } else {
                shape.addDimBuilder().setDimParam(dim.toString());
            }
        }
        return ValueInfoProto.newBuilder()
                .setName(name)
                .setType(TypeProto.newBuilder()
                        .setTensorType(TypeProto.Tensor.newBuilder()
                                .setElemType(type.getNumber())
                                .setShape(shape)))
                .build();
    }
}
