package org.d3explorer.runtime;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxTensorLike;
import ai.onnxruntime.OrtSession;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The few functions of ONNX Runtime's C API that its Java API does not offer as needed: a second reference to the
 * environment, and a run on arrays prepared once. The Java API converts ten names and makes a dozen objects per run, which
 * is half of what a layer costs besides its arithmetic. Both APIs share the same native objects.
 */
final class NativeApi {
    private static final Logger LOG = LoggerFactory.getLogger(NativeApi.class);
    private static final int API_VERSION = 1;

    /** Places in OrtApi version 1, which never change. */
    private static final int CREATE_ENV = 3;

    private static final int RUN = 9;
    private static final int LOGGING_LEVEL_ERROR = 3;
    private static final long POINTER = ValueLayout.ADDRESS.byteSize();

    private static final Optional<NativeApi> INSTANCE = find();

    private final MethodHandle createEnv;
    private final MethodHandle run;
    private final MethodHandle sessionHandle;
    private final MethodHandle tensorHandle;

    private NativeApi(MethodHandle createEnv, MethodHandle run, MethodHandle sessionHandle, MethodHandle tensorHandle) {
        this.createEnv = createEnv;
        this.run = run;
        this.sessionHandle = sessionHandle;
        this.tensorHandle = tensorHandle;
    }

    /**
     * Returns the functions, empty where the library's symbols or the Java API's handles are not to be had. To be called
     * once the environment exists.
     */
    static Optional<NativeApi> instance() {
        return INSTANCE;
    }

    private static Optional<NativeApi> find() {
        try {
            var base = SymbolLookup.loaderLookup().find("OrtGetApiBase");
            if (base.isEmpty()) {
                LOG.debug("OrtGetApiBase is not among the loaded libraries' symbols");
                return Optional.empty();
            }
            var linker = Linker.nativeLinker();
            var apiBase = (MemorySegment) linker.downcallHandle(base.get(), FunctionDescriptor.of(ValueLayout.ADDRESS))
                    .invokeExact();
            var getApi = apiBase.reinterpret(POINTER).get(ValueLayout.ADDRESS, 0);
            var api = (MemorySegment)
                    linker.downcallHandle(getApi, FunctionDescriptor.of(ValueLayout.ADDRESS, ValueLayout.JAVA_INT))
                            .invokeExact(API_VERSION);
            var functions = api.reinterpret(POINTER * (RUN + 1));
            var word = ValueLayout.JAVA_LONG;
            var createEnv = linker.downcallHandle(
                    functions.getAtIndex(ValueLayout.ADDRESS, CREATE_ENV),
                    FunctionDescriptor.of(word, ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.ADDRESS));
            var run = linker.downcallHandle(
                    functions.getAtIndex(ValueLayout.ADDRESS, RUN),
                    FunctionDescriptor.of(word, word, word, word, word, word, word, word, word));
            var lookup = MethodHandles.lookup();
            var sessionHandle = MethodHandles.privateLookupIn(OrtSession.class, lookup)
                    .findGetter(OrtSession.class, "nativeHandle", long.class);
            var tensorHandle = MethodHandles.privateLookupIn(OnnxTensorLike.class, lookup)
                    .findGetter(OnnxTensorLike.class, "nativeHandle", long.class)
                    .asType(MethodType.methodType(long.class, OnnxTensor.class));
            return Optional.of(new NativeApi(createEnv, run, sessionHandle, tensorHandle));
        } catch (Error e) {
            throw e;
        } catch (Throwable e) {
            LOG.debug("ONNX Runtime's C API cannot be used", e);
            return Optional.empty();
        }
    }

    /**
     * Counts one more reference to the existing environment; it is never released.
     *
     * @return whether that worked
     */
    boolean retainEnvironment() {
        try (var arena = Arena.ofConfined()) {
            var out = arena.allocate(ValueLayout.ADDRESS);
            return (long) createEnv.invokeExact(LOGGING_LEVEL_ERROR, arena.allocateFrom("d3explorer"), out) == 0;
        } catch (Throwable e) {
            throw rethrown(e);
        }
    }

    /** Returns the address of a session's native object. */
    long handle(OrtSession session) {
        try {
            return (long) sessionHandle.invokeExact(session);
        } catch (Throwable e) {
            throw rethrown(e);
        }
    }

    /** Returns the address of a tensor's native object. */
    long handle(OnnxTensor tensor) {
        try {
            return (long) tensorHandle.invokeExact(tensor);
        } catch (Throwable e) {
            throw rethrown(e);
        }
    }

    /**
     * Runs a session; every argument is an address or a count.
     *
     * @return whether it succeeded; the reason of a failure is to be had by running through the Java API
     */
    boolean run(
            long session,
            long inputNames,
            long inputs,
            long inputCount,
            long outputNames,
            long outputCount,
            long outputs) {
        try {
            return (long) run.invokeExact(
                            session, 0L, inputNames, inputs, inputCount, outputNames, outputCount, outputs)
                    == 0;
        } catch (Throwable e) {
            throw rethrown(e);
        }
    }

    private static RuntimeException rethrown(Throwable e) {
        if (e instanceof Error error) {
            throw error;
        }
        return e instanceof RuntimeException known ? known : new IllegalStateException(e);
    }
}
