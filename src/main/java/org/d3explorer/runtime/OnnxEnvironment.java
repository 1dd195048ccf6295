package org.d3explorer.runtime;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The process's one ONNX Runtime environment with its one thread pool. A pool per session would be one per layer, and
 * their spinning threads starve one another: 20 times slower.
 *
 * @param ort the environment
 * @param threads number of threads that compute, the calling one included
 */
record OnnxEnvironment(OrtEnvironment ort, int threads) {
    private static final Logger LOG = LoggerFactory.getLogger(OnnxEnvironment.class);

    private static @Nullable OnnxEnvironment instance;

    /**
     * Returns the environment, made by the first call. The pool keeps its size for the life of the process.
     *
     * @param threads number of threads; 0 for the number of physical cores
     * @throws EngineException if the native library cannot be loaded
     */
    static synchronized OnnxEnvironment get(int threads) {
        int wanted = threads == 0 ? PhysicalCores.available() : threads;
        var current = instance;
        if (current == null) {
            current = create(wanted);
            instance = current;
        } else if (threads != 0 && current.threads != threads) {
            LOG.warn(
                    "The thread pool already has {} threads; {} take effect at the next start",
                    current.threads,
                    threads);
        }
        return current;
    }

    private static OnnxEnvironment create(int threads) {
        if (threads < 1) {
            throw new EngineException("threads is " + threads + ", expected 1 or more, or 0 for the default");
        }
        OnnxTelemetry.disable();
        NativeLibrary.prepare();
        try (var options = new OrtEnvironment.ThreadingOptions()) {
            options.setGlobalIntraOpNumThreads(threads);
            options.setGlobalInterOpNumThreads(1);
            options.setGlobalSpinControl(true);
            var ort = OrtEnvironment.getEnvironment(OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR, "d3explorer", options);
            ort.setTelemetry(false);
            ProcessExit.guard();
            return new OnnxEnvironment(ort, threads);
        } catch (OrtException | UnsatisfiedLinkError | ExceptionInInitializerError | IllegalStateException e) {
            throw EngineException.of("starting", e);
        }
    }
}
