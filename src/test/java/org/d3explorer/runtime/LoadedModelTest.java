package org.d3explorer.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CancellationException;
import org.d3explorer.bundle.BundleException;
import org.d3explorer.decoding.Cancellation;
import org.d3explorer.decoding.StepMeasurement;
import org.d3explorer.depth.KvPolicy;
import org.d3explorer.depth.LayerSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LoadedModelTest {
    @Test
    void holdsEverythingThatGeneratingNeeds() {
        try (var model = LoadedModel.open(TinyModel.FOLDER, new Device.Cpu(), TinyModel.THREADS);
                var sequence = model.stack().open(16)) {
            assertThat(model.manifest().name()).isEqualTo("tiny-random");
            assertThat(model.bundle().manifest()).isSameAs(model.manifest());
            assertThat(model.fallback()).isEmpty();
            var logits = sequence.step(
                    model.tokenizer().encode("the", false)[0],
                    LayerSet.all(4),
                    KvPolicy.BACKFILL,
                    new StepMeasurement(4));
            assertThat(logits).hasSize(model.tokenizer().vocabularySize());
        }
    }

    @Test
    void aFlippedBitIsRefusedBeforeAnythingIsLoaded(@TempDir Path folder) throws Exception {
        try (var files = Files.list(TinyModel.FOLDER)) {
            for (var file : files.toList()) {
                Files.copy(file, folder.resolve(file.getFileName()));
            }
        }
        var weights = folder.resolve("layer-01.data");
        var bytes = Files.readAllBytes(weights);
        bytes[1000] ^= 1;
        Files.write(weights, bytes);
        assertThatThrownBy(() -> LoadedModel.open(folder, new Device.Cpu(), TinyModel.THREADS))
                .isInstanceOf(BundleException.class)
                .hasMessageContaining("layer-01.data");
    }

    @Test
    void loadingEndsWhereItIsCancelled() {
        var cancellation = new Cancellation();
        cancellation.cancel();
        assertThatThrownBy(() -> LoadedModel.open(TinyModel.FOLDER, new Device.Cpu(), TinyModel.THREADS, cancellation))
                .isInstanceOf(CancellationException.class);
    }
}
