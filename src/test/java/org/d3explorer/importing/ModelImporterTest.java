package org.d3explorer.importing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.stream.Stream;
import org.d3explorer.bundle.Bundle;
import org.d3explorer.bundle.Manifest.RopeScaling;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ModelImporterTest {
    private static final int HIDDEN = 32;

    private Path folder;
    private Path source;

    @BeforeEach
    void makeFolders(@TempDir Path temporary) throws IOException {
        folder = Files.createDirectory(temporary.resolve("models"));
        source = temporary.resolve("Tiny-Random-F32.gguf");
    }

    @Test
    void theRecipeGivesTheCommittedTinyBundleBitForBit() throws IOException {
        TinyBundleRecipe.write(folder.resolve("tiny"));

        assertSameFiles(Path.of("models/tiny-random"), folder.resolve("tiny"), List.of());
    }

    @Test
    void aGgufFileOfTheSameWeightsGivesTheSameGraphs() throws IOException {
        try (var tiny = new TinyLlama()) {
            Files.write(source, GgufFixtures.tiny(tiny).build());
        }

        var bundle = importAs("made", Precision.FLOAT32);

        assertThat(bundle.manifest().name()).isEqualTo("tiny-random");
        assertThat(bundle.manifest().source().license()).isEqualTo("apache-2.0");
        assertSameFiles(Path.of("models/tiny-random"), bundle.folder(), List.of("manifest.json"));
    }

    @ParameterizedTest
    @EnumSource(Precision.class)
    void importingTwiceGivesTheSameBytes(Precision precision) throws IOException {
        Files.write(source, GgufFixtures.quantised(BlockFormat.Q4_1, 3).build());

        var first = importAs("first", precision);
        var second = importAs("second", precision);

        assertSameFiles(first.folder(), second.folder(), List.of());
        assertThat(first.manifestSha256()).isEqualTo(second.manifestSha256());
        assertThat(Bundle.open(first.folder()).manifest().precision()).isEqualTo(precision.text());
    }

    @ParameterizedTest
    @CsvSource({"Q4_0, INT8", "Q4_0, INT4", "Q4_1, INT8", "Q4_1, INT4", "Q5_0, INT8", "Q8_0, INT8", "Q8_0, INT4"})
    void quantisedGraphsComputeWhatTheFloatGraphsCompute(BlockFormat format, Precision precision) throws Exception {
        Files.write(source, GgufFixtures.quantised(format, 4).build());

        var exact = runLayer(importAs("float", Precision.FLOAT32));
        var quantised = runLayer(importAs("quantised", precision));

        double difference = 0;
        double size = 0;
        for (int i = 0; i < exact.length; i++) {
            difference += Math.pow(exact[i] - quantised[i], 2);
            size += Math.pow(exact[i], 2);
        }
        boolean requantised = format == BlockFormat.Q8_0 && precision == Precision.INT4;
        assertThat(Math.sqrt(difference / size)).isLessThan(requantised ? 0.2 : 0.01);
    }

    @Test
    void readsAnUntiedHead() throws IOException {
        var file = GgufFixtures.minimal();
        file.tensor("output.weight", 0, new byte[HIDDEN * 6 * Float.BYTES], HIDDEN, 6);
        Files.write(source, file.build());

        assertThat(importAs("float", Precision.FLOAT32).manifest().config().tieWordEmbeddings())
                .isFalse();
        assertThat(Bundle.open(importAs("int8", Precision.INT8).folder())
                        .manifest()
                        .graphs()
                        .head())
                .isEqualTo("head.onnx");
    }

    @Test
    void derivesTheHeadDimensionWhereTheFileHasNone() throws IOException {
        var file = GgufFixtures.minimal();
        file.pairs.remove("llama.attention.key_length");
        file.pairs.remove("llama.attention.value_length");
        Files.write(source, file.build());

        assertThat(importAs("made", Precision.FLOAT32).manifest().config().headDim())
                .isEqualTo(16);
    }

    @Test
    void readsLinearRopeScaling() throws IOException {
        var file = GgufFixtures.minimal();
        file.text("llama.rope.scaling.type", "linear").number("llama.rope.scaling.factor", 4);
        Files.write(source, file.build());

        var scaling = importAs("made", Precision.FLOAT32).manifest().config().ropeScaling();

        assertThat(scaling).isEqualTo(new RopeScaling("linear", 4, null, null, null));
    }

    @Test
    void findsTheLlama3ScalingBehindTheDivisors() {
        // What convert_hf_to_gguf.py writes for Llama 3.1 8B (factor 8, 1, 4, 8192, base 500000, 64 frequencies).
        var divisors = new float[64];
        for (int i = 0; i < 64; i++) {
            double wavelength = 2 * Math.PI * Math.pow(500000, i / 64.0);
            double smooth = (8192 / wavelength - 1) / 3;
            divisors[i] = (float) (wavelength < 2048 ? 1 : wavelength > 8192 ? 8 : 1 / ((1 - smooth) / 8 + smooth));
        }

        var scaling = RopeFactors.scaling(divisors, 500000).orElseThrow();

        assertThat(scaling.ropeType()).isEqualTo("llama3");
        assertThat(scaling.factor()).isEqualTo(8);
        assertThat(scaling.originalMaxPositionEmbeddings()).isEqualTo(8192);
        divisors[40] *= 1.5f;
        assertThat(RopeFactors.scaling(divisors, 500000)).isEmpty();
    }

    @Test
    void reportsEveryStageAndReachesItsEnd() throws IOException {
        Files.write(source, GgufFixtures.minimal().build());
        Map<ImportListener.Stage, Long> done = new HashMap<>();
        Map<ImportListener.Stage, Long> totals = new HashMap<>();

        ModelImporter.importModel(source, folder.resolve("out"), Precision.FLOAT32, (stage, now, total) -> {
            assertThat(now).isBetween(done.getOrDefault(stage, 0L), total);
            done.put(stage, now);
            totals.put(stage, total);
        });

        assertThat(done).isEqualTo(totals).containsOnlyKeys(ImportListener.Stage.values());
        assertThat(totals.get(ImportListener.Stage.HASHING)).isEqualTo(Files.size(source));
    }

    @ParameterizedTest
    @EnumSource(ImportListener.Stage.class)
    void cancelLeavesNothing(ImportListener.Stage when) throws IOException {
        Files.write(source, GgufFixtures.minimal().build());
        var target = folder.resolve("new/deeper/out");
        var listener = new ImportListener() {
            private boolean cancelled;

            @Override
            public void progress(Stage stage, long done, long total) {
                cancelled |= stage == when;
            }

            @Override
            public boolean isCancelled() {
                return cancelled;
            }
        };

        assertThatThrownBy(() -> ModelImporter.importModel(source, target, Precision.INT8, listener))
                .isInstanceOf(CancellationException.class);

        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void refusesAnExistingTarget() throws IOException {
        Files.write(source, GgufFixtures.minimal().build());
        var target = Files.createDirectory(folder.resolve("out"));

        assertThatThrownBy(() -> ModelImporter.importModel(source, target, Precision.INT8, ImportListener.NONE))
                .isInstanceOf(ImportException.class)
                .hasMessageContaining("an existing file or folder");
        assertThat(target).isEmptyDirectory();
    }

    @Test
    void refusesWhatDoesNotFitOnTheDisk() {
        var estimate = new ImportEstimate(30, 1, Long.MAX_VALUE, 1);

        assertThatThrownBy(() -> estimate.requireRoom(folder))
                .isInstanceOf(ImportException.class)
                .hasMessageContaining("free disk space");
    }

    @Test
    void refusesWhatDoesNotFitIntoMemory() {
        var estimate = new ImportEstimate(30, 1, 1, Long.MAX_VALUE);

        assertThatThrownBy(() -> estimate.requireRoom(folder))
                .isInstanceOf(ImportException.class)
                .hasMessageContaining("-Xmx");
    }

    @ParameterizedTest
    @EnumSource(Precision.class)
    void theEstimateCoversTheBundle(Precision precision) throws IOException {
        Files.write(source, GgufFixtures.quantised(BlockFormat.Q4_1, 5).build());

        var estimate = ModelImporter.estimate(source, precision);
        var bundle = importAs("made", precision);

        long bytes = 0;
        try (Stream<Path> files = Files.list(bundle.folder())) {
            for (var file : files.toList()) {
                bytes += Files.size(file);
            }
        }
        assertThat(estimate.bundleBytes()).isGreaterThanOrEqualTo(bytes);
        assertThat(estimate.layers()).isEqualTo(1);
    }

    private Bundle importAs(String name, Precision precision) {
        return ModelImporter.importModel(source, folder.resolve(name), precision, ImportListener.NONE);
    }

    private static float[] runLayer(Bundle bundle) throws OrtException {
        var environment = OrtEnvironment.getEnvironment();
        int rows = 5;
        int capacity = 8;
        var random = new Random(6);
        var hidden = new float[rows * HIDDEN];
        for (int i = 0; i < hidden.length; i++) {
            hidden[i] = (float) random.nextGaussian();
        }
        List<OnnxTensor> owned = new ArrayList<>();
        try (var session =
                environment.createSession(bundle.file("layer-00.onnx").toString())) {
            Map<String, OnnxTensor> inputs = new HashMap<>();
            inputs.put("hidden", floats(environment, hidden, 1, rows, HIDDEN));
            inputs.put("past_key", floats(environment, new float[capacity * 16], 1, 1, capacity, 16));
            inputs.put("past_value", floats(environment, new float[capacity * 16], 1, 1, capacity, 16));
            inputs.put("cos_cache", floats(environment, rotary(capacity, true), capacity, 8));
            inputs.put("sin_cache", floats(environment, rotary(capacity, false), capacity, 8));
            inputs.put(
                    "seqlens_k",
                    OnnxTensor.createTensor(environment, IntBuffer.wrap(new int[] {rows - 1}), new long[] {1}));
            inputs.put(
                    "total_sequence_length",
                    OnnxTensor.createTensor(environment, IntBuffer.wrap(new int[] {rows}), new long[] {}));
            owned.addAll(inputs.values());
            try (var result = session.run(inputs)) {
                var out = (OnnxTensor) result.get("hidden_out").orElseThrow();
                var values = new float[rows * HIDDEN];
                out.getFloatBuffer().get(values);
                return values;
            }
        } finally {
            owned.forEach(OnnxTensor::close);
        }
    }

    private static float[] rotary(int capacity, boolean cosine) {
        var table = new float[capacity * 8];
        for (int i = 0; i < table.length; i++) {
            int position = i / 8;
            double angle = position * Math.pow(10000, -(i % 8) / 8.0);
            table[i] = (float) (cosine ? Math.cos(angle) : Math.sin(angle));
        }
        return table;
    }

    private static OnnxTensor floats(OrtEnvironment environment, float[] values, long... shape) throws OrtException {
        return OnnxTensor.createTensor(environment, FloatBuffer.wrap(values), shape);
    }

    private static void assertSameFiles(Path expected, Path found, List<String> except) throws IOException {
        try (var files = Files.list(expected)) {
            for (var file : files.toList()) {
                var name = file.getFileName().toString();
                if (!except.contains(name)) {
                    assertThat(found.resolve(name)).hasSameBinaryContentAs(file);
                }
            }
        }
        assertThat(found.toFile().list()).hasSameSizeAs(expected.toFile().list());
    }
}
