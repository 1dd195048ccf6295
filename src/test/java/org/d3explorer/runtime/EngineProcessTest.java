package org.d3explorer.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What only a process of its own can show: that ending during a run is safe, and where the native library lands. The
 * child's command line is as long as a class path gets, which ONNX Runtime's telemetry would not survive.
 */
class EngineProcessTest {
    private static final long PATIENCE_SECONDS = 120;

    private record Outcome(int exitCode, String output) {}

    private static Process start(Path home) throws IOException {
        var classPath = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        var builder = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-XX:-CreateCoredumpOnCrash",
                "-XX:ErrorFile=" + home.resolve("crash.log"),
                "-Duser.home=" + home,
                "-cp",
                classPath,
                ExitDuringRun.class.getName());
        builder.environment().put("XDG_CACHE_HOME", home.resolve("cache").toString());
        builder.environment().put("LOCALAPPDATA", home.resolve("cache").toString());
        builder.environment().remove("ORT_DISABLE_TELEMETRY");
        builder.redirectErrorStream(true);
        builder.redirectOutput(Files.createTempFile(home, "child", ".log").toFile());
        return builder.start();
    }

    private static Outcome finish(Process process, Path home) throws IOException, InterruptedException {
        boolean ended = process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
        if (!ended) {
            process.destroyForcibly();
        }
        var output = new StringBuilder();
        try (var logs = Files.newDirectoryStream(home, "child*.log")) {
            for (var log : logs) {
                output.append(Files.readString(log));
            }
        }
        return new Outcome(ended ? process.exitValue() : -1, output.toString());
    }

    private static List<Path> libraries(Path home) throws IOException {
        try (var files = Files.walk(home)) {
            return files.filter(f -> f.getFileName().toString().equals(System.mapLibraryName("onnxruntime")))
                    .toList();
        }
    }

    private static void assertEndedAsAsked(Outcome outcome) {
        assertThat(outcome.exitCode()).as(outcome.output()).isEqualTo(ExitDuringRun.EXIT_CODE);
    }

    @Test
    void twoInstancesExtractOneLibraryAndEndSafelyDuringARun(@TempDir Path home) throws Exception {
        var first = start(home);
        var second = start(home);
        assertEndedAsAsked(finish(first, home));
        assertEndedAsAsked(finish(second, home));
        var libraries = libraries(home);
        assertThat(libraries).hasSize(1);

        long size = Files.size(libraries.getFirst());
        try (var file = new RandomAccessFile(libraries.getFirst().toFile(), "rw")) {
            file.setLength(size / 2);
        }
        assertEndedAsAsked(finish(start(home), home));
        assertThat(libraries(home)).hasSize(1);
        assertThat(Files.size(libraries.getFirst())).isEqualTo(size);
        try (var siblings = Files.list(libraries.getFirst().getParent())) {
            assertThat(siblings.map(f -> f.getFileName().toString())).noneMatch(name -> name.endsWith(".d3tmp"));
        }
    }

    @Test
    void anUnusableCacheFolderLeavesExtractionToOnnxRuntime(@TempDir Path home) throws Exception {
        Files.createFile(home.resolve("cache"));
        Files.createFile(home.resolve("Library"));
        assertEndedAsAsked(finish(start(home), home));
    }
}
