package org.d3explorer.runtime;

import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession.SessionOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/** Session options for the CPU and for CUDA, which is found out about by trying to add it. */
final class ExecutionProvider {
    static final String CPU = "CPU";
    private static final String CUDA = "CUDA:";

    private ExecutionProvider() {}

    /** Says whether the machine has an NVIDIA driver, without loading anything. */
    static boolean hasNvidiaDriver() {
        if (System.getProperty("os.name", "").toLowerCase(Locale.ROOT).contains("win")) {
            var root = Optional.ofNullable(System.getenv("SystemRoot")).orElse("C:\\Windows");
            return Files.exists(Path.of(root, "System32", "nvcuda.dll"));
        }
        return Files.exists(Path.of("/proc/driver/nvidia/version"))
                || Files.exists(Path.of("/dev/nvidiactl"))
                || Files.exists(Path.of("/usr/lib/wsl/lib/libcuda.so.1"));
    }

    /** Returns a CUDA device's name as {@code LayerStack.executionProvider} gives it. */
    static String name(Device.Cuda device) {
        return CUDA + device.index();
    }

    /** Returns options on the process's one thread pool and otherwise ONNX Runtime's own; the caller closes them. */
    static SessionOptions pooled() throws OrtException {
        var options = new SessionOptions();
        options.disablePerSessionThreads();
        return options;
    }

    /**
     * Returns options for one of many sessions on the CPU; the caller closes them. An arena and memory patterns for each
     * bring no speed and, once a long prompt has been prefilled, hold 1.4 GB where malloc holds 0.5.
     */
    static SessionOptions cpu() throws OrtException {
        var options = pooled();
        options.setMemoryPatternOptimization(false);
        options.setCPUArenaAllocator(false);
        return options;
    }

    /**
     * Returns options that run on CUDA what it can and the rest on the CPU; the caller closes them.
     *
     * @throws OrtException if the provider cannot be loaded
     */
    static SessionOptions cuda(Device.Cuda device) throws OrtException {
        var options = cpu();
        try {
            options.addCUDA(device.index());
            return options;
        } catch (OrtException e) {
            options.close();
            throw e;
        }
    }
}
