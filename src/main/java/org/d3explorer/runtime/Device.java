package org.d3explorer.runtime;

import java.util.Locale;

/** Where a model is asked to run. */
public sealed interface Device {
    /** CUDA where the machine has an NVIDIA driver, else the CPU. */
    record Auto() implements Device {
        @Override
        public String toString() {
            return "auto";
        }
    }

    /** The CPU. */
    record Cpu() implements Device {
        @Override
        public String toString() {
            return "cpu";
        }
    }

    /**
     * An NVIDIA GPU.
     *
     * @param index device number, ≥ 0
     */
    record Cuda(int index) implements Device {
        /** Checks the range. */
        public Cuda {
            if (index < 0) {
                throw new IllegalArgumentException("CUDA device is " + index + ", expected 0 or more");
            }
        }

        @Override
        public String toString() {
            return "cuda:" + index;
        }
    }

    /**
     * Reads {@code auto}, {@code cpu}, {@code cuda} or {@code cuda:n}.
     *
     * @param text in any case
     * @throws EngineException if it is none of them
     */
    static Device parse(String text) {
        var name = text.strip().toLowerCase(Locale.ROOT);
        if (name.equals("auto")) {
            return new Auto();
        }
        if (name.equals("cpu")) {
            return new Cpu();
        }
        if (name.equals("cuda")) {
            return new Cuda(0);
        }
        if (name.matches("cuda:\\d{1,3}")) {
            return new Cuda(Integer.parseInt(name.substring("cuda:".length())));
        }
        throw new EngineException("device is '" + text + "', expected auto, cpu, cuda or cuda:n");
    }
}
