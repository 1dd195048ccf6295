package org.d3explorer.runtime;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.util.Locale;

/**
 * Keeps ONNX Runtime from collecting telemetry. Its Linux builds do so from 1.29 on unless the environment variable
 * {@code ORT_DISABLE_TELEMETRY} is set: they write to the user's cache folder, and they match a regular expression
 * against the whole command line, which overflows the stack and ends the JVM where the class path is long.
 */
final class OnnxTelemetry {
    private static final String VARIABLE = "ORT_DISABLE_TELEMETRY";

    private OnnxTelemetry() {}

    /**
     * Sets the variable in this process's own environment; the native library is to be loaded afterwards.
     *
     * @throws EngineException if the C library refuses
     */
    static void disable() {
        if (System.getProperty("os.name", "").toLowerCase(Locale.ROOT).contains("win")
                || System.getenv(VARIABLE) != null) {
            return;
        }
        var linker = Linker.nativeLinker();
        var function = linker.defaultLookup().find("setenv");
        if (function.isEmpty()) {
            return;
        }
        var setenv = linker.downcallHandle(
                function.get(),
                FunctionDescriptor.of(
                        ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.ADDRESS, ValueLayout.JAVA_INT));
        try (var arena = Arena.ofConfined()) {
            int result = (int) setenv.invokeExact(arena.allocateFrom(VARIABLE), arena.allocateFrom("1"), 1);
            if (result != 0) {
                throw new EngineException("setting " + VARIABLE + " failed; set it before starting the program");
            }
        } catch (EngineException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException("setenv", e);
        }
    }
}
