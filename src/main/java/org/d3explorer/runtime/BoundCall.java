package org.d3explorer.runtime;

import ai.onnxruntime.OnnxTensor;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;

/** A graph with its input and output tensors fixed, so that each run costs as little as ONNX Runtime allows. */
final class BoundCall {
    private final OnnxGraph graph;
    private final Map<String, OnnxTensor> inputs;
    private final Map<String, OnnxTensor> outputs;
    private final Optional<NativeApi> api;
    private final long session;
    private final long inputNames;
    private final long inputValues;
    private final long outputNames;
    private final long outputValues;

    /**
     * Binds the tensors.
     *
     * @param inputs every input by name; open for as long as this is used
     * @param outputs every output by name; likewise
     * @param arena owns the arrays of names and addresses
     */
    BoundCall(OnnxGraph graph, Map<String, OnnxTensor> inputs, Map<String, OnnxTensor> outputs, Arena arena) {
        this.graph = graph;
        this.inputs = inputs;
        this.outputs = outputs;
        api = NativeApi.instance();
        session = api.map(graph::handle).orElse(0L);
        inputNames = names(inputs.keySet(), arena);
        inputValues = values(inputs.values(), arena);
        outputNames = names(outputs.keySet(), arena);
        outputValues = values(outputs.values(), arena);
    }

    private static long names(Collection<String> names, Arena arena) {
        var array = arena.allocate(ValueLayout.ADDRESS, names.size());
        int i = 0;
        for (var name : names) {
            array.setAtIndex(ValueLayout.ADDRESS, i++, arena.allocateFrom(name));
        }
        return array.address();
    }

    private long values(Collection<OnnxTensor> tensors, Arena arena) {
        if (api.isEmpty()) {
            return MemorySegment.NULL.address();
        }
        var array = arena.allocate(ValueLayout.JAVA_LONG, tensors.size());
        int i = 0;
        for (var tensor : tensors) {
            array.setAtIndex(ValueLayout.JAVA_LONG, i++, api.get().handle(tensor));
        }
        return array.address();
    }

    /**
     * Runs the graph.
     *
     * @throws EngineException if ONNX Runtime fails
     */
    void run() {
        if (api.isEmpty() || !runNatively(api.get())) {
            graph.run(inputs, outputs);
        }
    }

    private boolean runNatively(NativeApi functions) {
        ProcessExit.beginCall();
        try {
            return functions.run(
                    session, inputNames, inputValues, inputs.size(), outputNames, outputs.size(), outputValues);
        } finally {
            ProcessExit.endCall();
        }
    }
}
