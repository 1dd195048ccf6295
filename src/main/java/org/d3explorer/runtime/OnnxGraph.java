package org.d3explorer.runtime;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One loaded ONNX graph; owns its session. */
final class OnnxGraph implements AutoCloseable {
    private final String name;
    private final OrtSession session;

    private OnnxGraph(String name, OrtSession session) {
        this.name = name;
        this.session = session;
    }

    /**
     * Loads a graph and checks its signature.
     *
     * @param environment the process's environment
     * @param options how to run it
     * @param file the graph
     * @param inputs expected inputs by name, −1 for a free dimension
     * @param outputs expected outputs likewise
     * @throws EngineException if it cannot be loaded or has another signature
     */
    static OnnxGraph load(
            OnnxEnvironment environment,
            OrtSession.SessionOptions options,
            Path file,
            Map<String, long[]> inputs,
            Map<String, long[]> outputs) {
        var name = String.valueOf(file.getFileName());
        OrtSession session = null;
        ProcessExit.beginCall();
        try {
            session = environment.ort().createSession(file.toString(), options);
            check(name, "input", session.getInputInfo(), inputs);
            check(name, "output", session.getOutputInfo(), outputs);
            return new OnnxGraph(name, session);
        } catch (OrtException | EngineException e) {
            closeQuietly(session, e);
            throw e instanceof EngineException known ? known : EngineException.of("loading " + file, e);
        } finally {
            ProcessExit.endCall();
        }
    }

    /**
     * Loads a graph that was built in memory.
     *
     * @param name for messages
     * @param model serialized ONNX
     * @throws EngineException if it cannot be loaded
     */
    static OnnxGraph load(OnnxEnvironment environment, OrtSession.SessionOptions options, String name, byte[] model) {
        ProcessExit.beginCall();
        try {
            return new OnnxGraph(name, environment.ort().createSession(model, options));
        } catch (OrtException e) {
            throw EngineException.of("loading the " + name, e);
        } finally {
            ProcessExit.endCall();
        }
    }

    private static void closeQuietly(@Nullable OrtSession session, Exception failure) {
        if (session != null) {
            try {
                session.close();
            } catch (OrtException e) {
                failure.addSuppressed(e);
            }
        }
    }

    private static void check(String name, String kind, Map<String, NodeInfo> found, Map<String, long[]> expected) {
        if (!found.keySet().equals(expected.keySet())) {
            throw new EngineException(name + ": " + kind + "s are " + found.keySet() + ", expected " + expected.keySet()
                    + "; import the model again");
        }
        expected.forEach((value, shape) -> {
            var node = found.get(value);
            var actual = node != null && node.getInfo() instanceof TensorInfo tensor ? tensor.getShape() : new long[0];
            if (!matches(actual, shape)) {
                throw new EngineException(name + ": " + kind + " " + value + " has shape " + Arrays.toString(actual)
                        + ", expected " + Arrays.toString(shape) + " (-1 is free); import the model again");
            }
        });
    }

    private static boolean matches(long[] actual, long[] expected) {
        if (actual.length != expected.length) {
            return false;
        }
        for (int i = 0; i < actual.length; i++) {
            if (actual[i] != -1 && expected[i] != -1 && actual[i] != expected[i]) {
                return false;
            }
        }
        return true;
    }

    /** Returns the address of the native session. */
    long handle(NativeApi api) {
        return api.handle(session);
    }

    /**
     * Runs the graph into tensors that the caller owns.
     *
     * @param inputs every input by name
     * @param outputs every output by name
     * @throws EngineException if ONNX Runtime fails
     */
    void run(Map<String, OnnxTensor> inputs, Map<String, OnnxTensor> outputs) {
        ProcessExit.beginCall();
        try {
            session.run(inputs, outputs).close();
        } catch (OrtException e) {
            throw EngineException.of("running " + name, e);
        } finally {
            ProcessExit.endCall();
        }
    }

    @Override
    public void close() {
        ProcessExit.beginCall();
        try {
            session.close();
        } catch (OrtException e) {
            throw EngineException.of("closing " + name, e);
        } finally {
            ProcessExit.endCall();
        }
    }
}
