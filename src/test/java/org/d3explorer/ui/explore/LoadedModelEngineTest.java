package org.d3explorer.ui.explore;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.d3explorer.decoding.Cancellation;
import org.d3explorer.decoding.RunControl;
import org.d3explorer.depth.DepthConfiguration;
import org.d3explorer.depth.DepthSchedule;
import org.d3explorer.depth.KvPolicy;
import org.d3explorer.depth.LayerRoles;
import org.d3explorer.depth.SkipOrder;
import org.d3explorer.runtime.Device;
import org.d3explorer.trace.EndReason;
import org.d3explorer.trace.RunHeader;
import org.d3explorer.trace.Sampling;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class LoadedModelEngineTest {
    private static final Path TINY = Path.of("models", "tiny-random");
    private static final long PATIENCE_SECONDS = 60;

    @Test
    void closingEndsALoadThatHasBegunOrWaits() throws Exception {
        var engine = new LoadedModelEngine(new Device.Cpu(), 0, "test");
        var loads = new ArrayList<CompletableFuture<@Nullable Throwable>>();
        for (int i = 0; i < 20; i++) {
            loads.add(load(engine));
        }
        engine.close();
        assertThat(loads).allMatch(CompletableFuture::isDone);
        assertThat(loads.getLast().get()).isInstanceOf(CancellationException.class);
    }

    @Test
    void whatAViewAsksForAfterClosingIsAnsweredAsIfStopped() throws Exception {
        var engine = new LoadedModelEngine(new Device.Cpu(), 0, "test");
        assertThat(load(engine).get(PATIENCE_SECONDS, TimeUnit.SECONDS)).isNull();
        engine.close();
        engine.close();
        assertThat(load(engine).get()).isInstanceOf(CancellationException.class);
        var lens = new CompletableFuture<@Nullable Throwable>();
        engine.lens(
                new LensRequest(List.of(1), List.of(), 4),
                share -> {},
                new Cancellation(),
                (rows, failure) -> lens.complete(failure));
        assertThat(lens.get()).isInstanceOf(CancellationException.class);
        var ended = new CompletableFuture<EndReason>();
        engine.generate(request(), new RunControl(), new RunEvents() {
            @Override
            public void began(RunHeader header) {
                ended.completeExceptionally(new AssertionError("a closed engine began a run"));
            }

            @Override
            public void ended(EndReason reason, @Nullable Throwable failure) {
                ended.complete(reason);
            }
        });
        assertThat(ended.get()).isEqualTo(EndReason.STOPPED);
    }

    private static CompletableFuture<@Nullable Throwable> load(EngineService engine) {
        var done = new CompletableFuture<@Nullable Throwable>();
        engine.load(TINY, (info, failure) -> done.complete(failure));
        return done;
    }

    private static GenerationRequest request() {
        var roles = new LayerRoles(1, 1);
        return new GenerationRequest(
                "a",
                false,
                new DepthConfiguration(new DepthSchedule.Full(), roles, SkipOrder.middleOut(roles, 4)),
                KvPolicy.BACKFILL,
                Sampling.greedy(),
                4,
                true,
                0,
                List.of());
    }
}
