package org.d3explorer.trace;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Kills a recording process without warning, 100 times. */
class KilledRecordingTest {
    private static final int KILLS = 100;
    /** Starting a process takes a processor, recording hardly any. */
    private static final int AT_ONCE = 4;
    /** One process of so many lives long enough to have written tokens more than a second before it is killed. */
    private static final int LONG_LIVED = 25;

    private static final long MOST_LOST_NANOS = TimeUnit.SECONDS.toNanos(1);

    @TempDir
    Path folder;

    /** Starts a child: its classes come from an archive, which halves what starting costs. */
    private List<String> command = List.of();

    /** What the child said until it was killed: per run the arrival of each token, and which runs were finished. */
    private static final class Heard {
        final Map<String, List<Long>> tokens = new HashMap<>();
        final Set<String> finished = new HashSet<>();

        void note(String line) {
            assertThat(line).as("the child wrote until it was killed").isNotNull();
            var name = line.substring(0, line.indexOf(' '));
            if (line.endsWith(" finished")) {
                finished.add(name);
            } else {
                tokens.computeIfAbsent(name, first -> new ArrayList<>()).add(System.nanoTime());
            }
        }
    }

    @Test
    void everyFileOpensAfterAKillAtAnyMomentAndLostAtMostTheLastSecond()
            throws IOException, InterruptedException, ExecutionException {
        command = command();
        var random = new SplittableRandom(11);
        int olderThanASecond = 0;
        try (var pool = Executors.newFixedThreadPool(AT_ONCE)) {
            var kills = new ArrayList<Future<Integer>>();
            for (int kill = 0; kill < KILLS; kill++) {
                var own = random.split();
                int number = kill;
                var runs = Files.createDirectory(folder.resolve("kill-" + kill));
                kills.add(pool.submit(() -> killAndCheck(runs, number, own)));
            }
            for (var kill : kills) {
                olderThanASecond += kill.get();
            }
        }
        assertThat(olderThanASecond)
                .as("tokens handed over more than a second before the kill")
                .isGreaterThan(KILLS);
    }

    /** Returns how many tokens had to be there because they were handed over more than a second before the kill. */
    private int killAndCheck(Path runs, int number, SplittableRandom random) throws IOException, InterruptedException {
        var heard = new Heard();
        long killed = recordAndKill(runs, number, random, heard);
        TraceRecovery.Result result = TraceRecovery.recover(runs);
        assertThat(result.failures()).isEmpty();
        var recovered = new HashMap<String, Trace>();
        try (var files = Files.list(runs)) {
            for (Path file : (Iterable<Path>) files::iterator) {
                assertThat(file.toString()).matches(".*\\.d3trace\\.(json\\.gz|json|jsonl)");
                recovered.put(file.getFileName().toString(), TraceReader.read(file));
            }
        }
        assertThat(recovered.keySet()).as("finished runs").containsAll(heard.finished);
        recovered.forEach((name, trace) -> {
            if (heard.finished.contains(name)) {
                assertThat(trace.endReason()).as(name).isEqualTo(EndReason.MAX_NEW_TOKENS);
            }
        });
        int due = 0;
        for (var run : heard.tokens.entrySet()) {
            int old = (int) run.getValue().stream()
                    .filter(arrival -> arrival < killed - MOST_LOST_NANOS)
                    .count();
            var trace = recovered.get(run.getKey());
            assertThat(trace == null ? 0 : trace.tokens().size())
                    .as("tokens of %s", run.getKey())
                    .isGreaterThanOrEqualTo(old);
            due += old;
        }
        return due;
    }

    /** Returns when the child was killed. */
    private long recordAndKill(Path runs, int number, SplittableRandom random, Heard heard)
            throws IOException, InterruptedException {
        boolean longLived = number % LONG_LIVED == 0;
        var child = start(runs, number, longLived ? 1000 : random.nextInt(2, 60), longLived ? 2 : random.nextInt(0, 3));
        int lines = longLived ? random.nextInt(600, 900) : random.nextInt(1, 200);
        try (var out = new BufferedReader(new InputStreamReader(child.getInputStream(), StandardCharsets.UTF_8))) {
            for (int i = 0; i < lines; i++) {
                heard.note(out.readLine());
            }
            TimeUnit.MICROSECONDS.sleep(random.nextInt(20_000));
            long killed = System.nanoTime();
            // Unlike the process itself, its handle leaves the output open for reading.
            child.toHandle().destroyForcibly();
            child.waitFor();
            String line = out.readLine();
            while (line != null) {
                heard.note(line);
                line = out.readLine();
            }
            return killed;
        }
    }

    private Process start(Path runs, Object... arguments) throws IOException {
        var line = new ArrayList<>(command);
        line.add(RecordingChild.class.getName());
        line.add(runs.toString());
        Stream.of(arguments).map(String::valueOf).forEach(line::add);
        return new ProcessBuilder(line)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    /** Records one run in a process that ends by itself and leaves an archive of its classes, which have to lie in jars. */
    private List<String> command() throws IOException, InterruptedException {
        var jars = Files.createDirectory(folder.resolve("jars"));
        var classPath = new ArrayList<String>();
        for (var entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
            if (Files.isDirectory(Path.of(entry))) {
                var jar = jars.resolve(classPath.size() + ".jar").toString();
                ToolProvider.findFirst("jar")
                        .orElseThrow()
                        .run(System.out, System.err, "--create", "--no-compress", "--file", jar, "-C", entry, ".");
                classPath.add(jar);
            } else {
                classPath.add(entry);
            }
        }
        var java = List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                String.join(File.pathSeparator, classPath));
        var archive = jars.resolve("classes.jsa");
        command = Stream.concat(java.stream(), Stream.of("-XX:ArchiveClassesAtExit=" + archive))
                .toList();
        var child = start(Files.createDirectory(folder.resolve("archived")), 0, 20, 0, 1);
        child.getInputStream().readAllBytes();
        assertThat(child.waitFor()).isZero();
        return Stream.concat(java.stream(), Stream.of("-XX:SharedArchiveFile=" + archive))
                .toList();
    }
}
