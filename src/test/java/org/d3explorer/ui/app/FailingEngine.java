package org.d3explorer.ui.app;

import java.nio.file.Path;
import java.util.List;
import java.util.function.DoubleConsumer;
import org.d3explorer.decoding.Cancellation;
import org.d3explorer.decoding.LogitLens;
import org.d3explorer.decoding.RunControl;
import org.d3explorer.evaluation.TeacherForcedScore;
import org.d3explorer.trace.EndReason;
import org.d3explorer.trace.Trace;
import org.d3explorer.ui.explore.Completion;
import org.d3explorer.ui.explore.EngineService;
import org.d3explorer.ui.explore.GenerationRequest;
import org.d3explorer.ui.explore.LensRequest;
import org.d3explorer.ui.explore.MeasuredSpeedup;
import org.d3explorer.ui.explore.ModelInfo;
import org.d3explorer.ui.explore.RepeatRequest;
import org.d3explorer.ui.explore.RunEvents;
import org.d3explorer.ui.explore.SpeedupRequest;
import org.d3explorer.ui.explore.TeacherForcingRequest;

/** A real engine on which generations with one skip order fail. */
record FailingEngine(EngineService real, String order) implements EngineService {
    @Override
    public void generate(GenerationRequest request, RunControl control, RunEvents events) {
        if (request.configuration().order().name().equals(order)) {
            events.ended(EndReason.FAILED, new IllegalStateException("layer 3 broke"));
        } else {
            real.generate(request, control, events);
        }
    }

    @Override
    public void load(Path folder, Completion<ModelInfo> completion) {
        real.load(folder, completion);
    }

    @Override
    public void measure(
            SpeedupRequest request,
            DoubleConsumer progress,
            Cancellation cancellation,
            Completion<MeasuredSpeedup> completion) {
        real.measure(request, progress, cancellation, completion);
    }

    @Override
    public void repeat(
            RepeatRequest request, DoubleConsumer progress, Cancellation cancellation, Completion<Trace> completion) {
        real.repeat(request, progress, cancellation, completion);
    }

    @Override
    public void lens(
            LensRequest request,
            DoubleConsumer progress,
            Cancellation cancellation,
            Completion<List<LogitLens.LensRow>> completion) {
        real.lens(request, progress, cancellation, completion);
    }

    @Override
    public void score(
            TeacherForcingRequest request,
            DoubleConsumer progress,
            Cancellation cancellation,
            Completion<List<TeacherForcedScore>> completion) {
        real.score(request, progress, cancellation, completion);
    }

    @Override
    public void close() {
        real.close();
    }
}
