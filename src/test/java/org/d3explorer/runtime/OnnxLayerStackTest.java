package org.d3explorer.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.d3explorer.bundle.Manifest;
import org.d3explorer.decoding.StepMeasurement;
import org.d3explorer.depth.KvPolicy;
import org.d3explorer.depth.LayerSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OnnxLayerStackTest {
    private static final LayerSet ALL = LayerSet.all(4);

    @Test
    void tellsWhatItRuns() {
        try (var stack = TinyModel.open()) {
            assertThat(stack.shape().layers()).isEqualTo(4);
            assertThat(stack.shape().hiddenSize()).isEqualTo(32);
            assertThat(stack.shape().vocabularySize()).isEqualTo(320);
            assertThat(stack.shape().contextLength()).isEqualTo(256);
            assertThat(stack.executionProvider()).isEqualTo("CPU");
            assertThat(stack.threads()).isPositive();
        }
    }

    @Test
    void closingWaitsForTheCallInProgressAndEndsTheNext() throws Exception {
        var stack = TinyModel.open();
        var sequence = stack.open(TinyModel.CAPACITY);
        var running = new CountDownLatch(1);
        var run = CompletableFuture.runAsync(() -> {
            var measurement = new StepMeasurement(4);
            while (true) {
                sequence.step(5, ALL, KvPolicy.BACKFILL, measurement);
                sequence.truncate(0);
                running.countDown();
            }
        });
        assertThat(running.await(30, TimeUnit.SECONDS)).isTrue();
        stack.close();
        assertThatThrownBy(() -> run.get(30, TimeUnit.SECONDS))
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(IllegalStateException.class)
                .hasMessageContaining("closed");
        assertThatCode(stack::close).doesNotThrowAnyException();
        assertThatCode(sequence::close).doesNotThrowAnyException();
    }

    @Test
    void aClosedSequenceRefusesToRun() {
        try (var stack = TinyModel.open()) {
            var sequence = stack.open(4);
            sequence.close();
            sequence.close();
            assertThatThrownBy(() -> sequence.step(5, ALL, KvPolicy.BACKFILL, new StepMeasurement(4)))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("closed");
        }
    }

    @Test
    void aCapacityBeyondTheContextIsRefused() {
        try (var stack = TinyModel.open()) {
            assertThatThrownBy(() -> stack.open(257))
                    .isInstanceOf(EngineException.class)
                    .hasMessageContaining("257")
                    .hasMessageContaining("1..256");
        }
    }

    @Test
    void aGraphOfAnotherShapeIsRefusedWithBothShapes() {
        var manifest = TinyModel.with(TinyModel.config(48, 256, null));
        assertThatThrownBy(() -> TinyModel.open(manifest))
                .isInstanceOf(EngineException.class)
                .hasMessageContaining("embed.onnx: output hidden")
                .hasMessageContaining("[1, -1, 32]")
                .hasMessageContaining("[1, -1, 48]");
    }

    @Test
    void aDamagedGraphIsRefusedByName(@TempDir Path folder) throws Exception {
        try (var files = Files.list(TinyModel.FOLDER)) {
            for (var file : files.toList()) {
                Files.copy(file, folder.resolve(file.getFileName()));
            }
        }
        Files.write(folder.resolve("layer-02.onnx"), new byte[] {1, 2, 3});
        assertThatThrownBy(() -> OnnxLayerStack.open(folder, TinyModel.manifest(), new Device.Cpu(), 2))
                .isInstanceOf(EngineException.class)
                .hasMessageContaining("layer-02.onnx")
                .extracting(Throwable::getMessage)
                .asString()
                .doesNotContain("\n");
    }

    @Test
    void aModelBeyondTheMemoryIsRefusedWithNumbers() {
        var m = TinyModel.manifest();
        var huge = new Manifest(
                m.schemaVersion(),
                m.name(),
                m.source(),
                m.config(),
                m.precision(),
                m.tokenizer(),
                m.graphs(),
                List.of(new Manifest.FileEntry("layer-00.data", 1L << 50, "")),
                m.d3());
        assertThatThrownBy(() -> TinyModel.open(huge))
                .isInstanceOf(EngineException.class)
                .hasMessageContaining("tiny-random needs about 1073741")
                .hasMessageContaining("are available");
    }

    @Test
    void aCudaDeviceThatIsNotThereFallsBackToTheCpuAndSaysWhy() {
        try (var stack =
                OnnxLayerStack.open(TinyModel.FOLDER, TinyModel.manifest(), new Device.Cuda(63), TinyModel.THREADS)) {
            assertThat(stack.executionProvider()).isEqualTo("CPU");
            assertThat(stack.fallback().orElseThrow())
                    .startsWith("Running on the CPU, not CUDA: ")
                    .doesNotContain("\n");
        }
    }

    @Test
    void aFailureOfTheRuntimeIsOneLineThatNamesTheGraph() {
        try (var stack = TinyModel.open();
                var arena = Arena.ofConfined();
                var wrong = Tensors.of(stack.environment(), NativeMemory.floats(arena, 16), 1, 1, 16)) {
            var call = new BoundCall(
                    stack.head(),
                    Map.of("hidden", wrong),
                    Map.of("logits", stack.workspace().logitsTensor()),
                    arena);
            assertThatThrownBy(call::run)
                    .isInstanceOf(EngineException.class)
                    .hasMessageContaining("running head.onnx")
                    .extracting(Throwable::getMessage)
                    .asString()
                    .doesNotContain("\n");
        }
    }

    @Test
    void layersRunThroughThePreparedNativeCall() {
        try (var stack = TinyModel.open()) {
            assertThat(stack.threads()).isPositive();
            assertThat(NativeApi.instance()).isPresent();
        }
    }
}
