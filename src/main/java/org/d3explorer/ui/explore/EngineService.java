package org.d3explorer.ui.explore;

import java.nio.file.Path;
import java.util.List;
import java.util.function.DoubleConsumer;
import org.d3explorer.decoding.Cancellation;
import org.d3explorer.decoding.LogitLens;
import org.d3explorer.decoding.RunControl;
import org.d3explorer.evaluation.TeacherForcedScore;
import org.d3explorer.trace.Trace;

/**
 * The engine as the window sees it: one model, one thread, one thing at a time, in the order asked for. Every method
 * returns at once, {@link #close} apart; what is passed in is called on the engine thread.
 */
public interface EngineService extends AutoCloseable {
    /**
     * Loads a bundle and warms it up; the model before it is closed first.
     *
     * @param folder the bundle
     * @param completion fails with a {@link org.d3explorer.depth.UserError} where the bundle cannot be used, and with
     *     {@link java.util.concurrent.CancellationException} where the engine is closed meanwhile; no model is loaded then
     */
    void load(Path folder, Completion<ModelInfo> completion);

    /**
     * Generates.
     *
     * @param request what to generate
     * @param control steers the run, from any thread
     * @param events told of everything; {@code ended} is always called, also where no model is loaded
     */
    void generate(GenerationRequest request, RunControl control, RunEvents events);

    /**
     * Measures what a finished run saves: the run and the same positions at full depth in turn, several times.
     *
     * @param request the run to repeat
     * @param progress receives 0..1
     * @param cancellation ends it early
     * @param completion fails with {@link java.util.concurrent.CancellationException} if cancelled
     */
    void measure(
            SpeedupRequest request,
            DoubleConsumer progress,
            Cancellation cancellation,
            Completion<MeasuredSpeedup> completion);

    /**
     * Runs a recorded run again in the same way, without a reference pass.
     *
     * @param request what to repeat
     * @param progress receives 0..1
     * @param cancellation ends it early
     * @param completion receives the repetition; fails with a {@link org.d3explorer.depth.UserError} where the model loaded
     *     is not the one the run was made with, and with {@link java.util.concurrent.CancellationException} if cancelled
     */
    void repeat(
            RepeatRequest request, DoubleConsumer progress, Cancellation cancellation, Completion<Trace> completion);

    /**
     * Looks into the forward pass that yielded a token.
     *
     * @param request which pass
     * @param progress receives 0..1
     * @param cancellation ends it early
     * @param completion receives the embedding, then each layer; fails with
     *     {@link java.util.concurrent.CancellationException} if cancelled
     */
    void lens(
            LensRequest request,
            DoubleConsumer progress,
            Cancellation cancellation,
            Completion<List<LogitLens.LensRow>> completion);

    /**
     * Scores a generated text under other configurations, each given the text's own tokens.
     *
     * @param request what to score
     * @param progress receives 0..1
     * @param cancellation ends it early
     * @param completion receives one score per configuration; fails with
     *     {@link java.util.concurrent.CancellationException} if cancelled
     */
    void score(
            TeacherForcingRequest request,
            DoubleConsumer progress,
            Cancellation cancellation,
            Completion<List<TeacherForcedScore>> completion);

    /**
     * Stops what runs, waits for the engine thread, and closes the model. Closing twice does nothing. What is asked for
     * afterwards is answered as if it had been stopped.
     */
    @Override
    void close();
}
