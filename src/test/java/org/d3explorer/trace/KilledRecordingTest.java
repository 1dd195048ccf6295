package org.d3explorer.trace;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Kills a recording process without warning; {@code -Dd3.kills=100} for more than the usual 20 times. */
class KilledRecordingTest {
    @TempDir
    Path folder;

    @Test
    void everyFileOpensAfterAKillAtAnyMoment() throws IOException, InterruptedException {
        int kills = Integer.getInteger("d3.kills", 20);
        var random = new SplittableRandom(11);
        for (int kill = 0; kill < kills; kill++) {
            Path runs = Files.createDirectory(folder.resolve("kill-" + kill));
            Set<String> finished = recordAndKill(runs, kill, random);

            TraceRecovery.Result result = TraceRecovery.recover(runs);
            assertThat(result.failures()).isEmpty();
            int left = 0;
            try (var files = Files.list(runs)) {
                for (Path file : (Iterable<Path>) files::iterator) {
                    assertThat(file.toString()).endsWith(".d3trace.json.gz");
                    Trace trace = TraceReader.read(file);
                    if (finished.remove(file.getFileName().toString())) {
                        assertThat(trace.endReason()).isEqualTo(EndReason.MAX_NEW_TOKENS);
                    }
                    left++;
                }
            }
            assertThat(left).isPositive();
            assertThat(finished).as("finished runs that are gone").isEmpty();
        }
    }

    /** Returns the runs that the child said were finished. */
    private static Set<String> recordAndKill(Path runs, int seed, SplittableRandom random)
            throws IOException, InterruptedException {
        var child = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        RecordingChild.class.getName(),
                        runs.toString(),
                        Integer.toString(seed),
                        Integer.toString(random.nextInt(2, 60)),
                        Integer.toString(random.nextInt(0, 3)))
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        var finished = new HashSet<String>();
        int lines = random.nextInt(1, 300);
        try (var out = new BufferedReader(new InputStreamReader(child.getInputStream(), StandardCharsets.UTF_8))) {
            for (int i = 0; i < lines; i++) {
                note(out.readLine(), finished);
            }
            TimeUnit.MICROSECONDS.sleep(random.nextInt(20_000));
            // Unlike the process itself, its handle leaves the output open for reading.
            child.toHandle().destroyForcibly();
            child.waitFor();
            String line = out.readLine();
            while (line != null) {
                note(line, finished);
                line = out.readLine();
            }
        }
        return finished;
    }

    private static void note(String line, Set<String> finished) {
        assertThat(line).isNotNull();
        if (line.endsWith(" finished")) {
            finished.add(line.substring(0, line.indexOf(' ')));
        }
    }
}
