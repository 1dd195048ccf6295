package org.d3explorer.ui.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.d3explorer.ui.app.WindowFixture.onInterfaceThread;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.ref.WeakReference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.d3explorer.settings.SettingsStore;
import org.d3explorer.trace.TraceLibrary;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.testfx.util.WaitForAsyncUtils;

/**
 * Closes the window while the engine is in the middle of something. {@code -Dd3explorer.closings=200} does so that many
 * times and prints how long each took and what memory is in use; the order of moments and delays is the same every time.
 */
class ClosingWindowTest {
    private static final String COUNT_PROPERTY = "d3explorer.closings";
    private static final Path BUNDLED = Path.of("models", "smollm2-135m-instruct");
    private static final int MEMORY_EVERY = 50;

    /** What belongs to a window and ends with it. */
    private static final Set<String> THREADS = Set.of("engine", "settings", "trace-journal");

    /** Every window that was closed, so long as something keeps it. */
    private final List<WeakReference<MainWindow>> closed = new ArrayList<>();

    @TempDir
    private Path settings;

    @Test
    void whateverTheEngineIsDoingClosingEndsItAndLosesNothing() throws TimeoutException, IOException {
        var moments = ClosingMoment.values();
        int count = Integer.getInteger(COUNT_PROPERTY, moments.length);
        var times = new ArrayList<Double>();
        for (int i = 0; i < count; i++) {
            var moment = moments[i % moments.length];
            times.add(close(moment, new Random(i)) / 1e6);
            if (Integer.getInteger(COUNT_PROPERTY) != null) {
                print(i + 1, moment, times);
            }
        }
        assertThat(SettingsStore.open(settings, Files::write).problems()).isEmpty();
        assertClosedWindowsAreForgotten();
    }

    /** The toolkit and this test's stack may hold on to the window of a moment ago, not to those before it. */
    private void assertClosedWindowsAreForgotten() throws TimeoutException {
        closed.removeLast();
        WaitForAsyncUtils.waitFor(30, TimeUnit.SECONDS, () -> {
            System.gc();
            return closed.stream().allMatch(window -> window.get() == null);
        });
    }

    private long close(ClosingMoment moment, Random random) throws TimeoutException, IOException {
        var before = traces();
        var ui = WindowFixture.open(settings, Optional.of(BUNDLED));
        moment.reach(ui, random);
        int shown = onInterfaceThread(() -> ui.run().tokens().size());
        long nanos = ui.closeByWindowSystem();
        closed.add(new WeakReference<>(ui.window));

        assertThat(ui.stage.isShowing()).isFalse();
        assertThat(ui.notices.notices())
                .as("notices after closing in %s", moment)
                .isEmpty();
        assertThreadsEnd(moment);
        assertTraceIsWhole(moment, before, shown);
        return nanos;
    }

    /** An executor says that it has terminated a moment before its thread is gone. */
    private static void assertThreadsEnd(ClosingMoment moment) {
        for (var thread : Thread.getAllStackTraces().keySet()) {
            if (THREADS.contains(thread.getName())) {
                try {
                    assertThat(thread.join(Duration.ofSeconds(30)))
                            .as("end of thread %s after closing in %s", thread.getName(), moment)
                            .isTrue();
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            }
        }
    }

    /** Every run of which a token was seen is kept, with all the tokens that were; nothing half written lies about. */
    private void assertTraceIsWhole(ClosingMoment moment, Set<String> before, int shown) throws IOException {
        var added = new HashSet<>(traces());
        added.removeAll(before);
        assertThat(added).allMatch(name -> name.endsWith(TraceLibrary.EXTENSION));
        if (shown > 0) {
            assertThat(added).as("traces after closing in %s", moment).hasSize(1);
        }
        var library = TraceLibrary.open(folder(), TraceLibrary.Quota.DEFAULT);
        assertThat(library.contents().failures()).isEmpty();
        for (var name : added) {
            var trace = library.read(TraceLibrary.id(folder().resolve(name)));
            assertThat(trace.tokens()).hasSizeGreaterThanOrEqualTo(Math.max(1, shown));
            assertThat(trace.endReason()).isNotNull();
        }
    }

    private Path folder() {
        return settings.resolve("traces");
    }

    private Set<String> traces() throws IOException {
        if (!Files.isDirectory(folder())) {
            return Set.of();
        }
        try (var files = Files.list(folder())) {
            return files.filter(Files::isRegularFile)
                    .map(file -> file.getFileName().toString())
                    .collect(Collectors.toSet());
        }
    }

    private static void print(int closings, ClosingMoment moment, List<Double> millis) throws IOException {
        System.out.printf("%3d %-20s %6.0f ms%n", closings, moment, millis.getLast());
        if (closings % MEMORY_EVERY == 0) {
            System.gc();
            System.gc();
            var heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage();
            var resident = Files.readAllLines(Path.of("/proc/self/status")).stream()
                    .filter(line -> line.startsWith("VmRSS:"))
                    .findFirst()
                    .orElse("VmRSS: unknown");
            var sorted = millis.stream().sorted().toList();
            System.out.printf(
                    "after %d: median %.0f ms, longest %.0f ms; %s, heap used %d of %d MiB, %d threads%n",
                    closings,
                    sorted.get(sorted.size() / 2),
                    Collections.max(sorted),
                    resident.replaceAll("\\s+", " "),
                    heap.getUsed() >> 20,
                    heap.getCommitted() >> 20,
                    Thread.activeCount());
            System.out.println(Arrays.toString(ClosingMoment.values()) + " longest of each: " + longest(millis));
        }
    }

    private static List<Long> longest(List<Double> millis) {
        int moments = ClosingMoment.values().length;
        var longest = new ArrayList<Long>();
        for (int m = 0; m < moments; m++) {
            double most = 0;
            for (int i = m; i < millis.size(); i += moments) {
                most = Math.max(most, millis.get(i));
            }
            longest.add(Math.round(most));
        }
        return longest;
    }
}
