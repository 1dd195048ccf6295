package org.d3explorer.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SettingsSaverTest {
    private static final Setting<Integer> COUNT = Setting.of("count", 0);
    private static final Setting<Long> SEED = Setting.of("seed", 0L);
    private static final Duration SOON = Duration.ofMillis(1);
    private static final Duration NEVER = Duration.ofDays(1);
    private static final long PATIENCE_SECONDS = 60;

    @TempDir
    private Path folder;

    private final LinkedBlockingQueue<Integer> written = new LinkedBlockingQueue<>();

    @Test
    void aChangeReachesTheFileWithoutClosing() throws IOException, InterruptedException {
        var store = SettingsStore.open(folder, this::write);
        try (var _ = new SettingsSaver(store, SOON, NEVER, SettingsSaverTest::unexpected)) {
            store.set(COUNT, 7);
            assertThat(nextWritten()).isEqualTo(7);
            assertThat(SettingsStore.open(folder, Files::write).get(COUNT)).isEqualTo(7);
            store.set(COUNT, 8);
            assertThat(nextWritten()).isEqualTo(8);
        }
        assertThat(written).isEmpty();
    }

    @Test
    void whatKeepsChangingIsSavedNowAndThenAndLastOfAllOnClosing() throws IOException, InterruptedException {
        var store = SettingsStore.open(folder, this::write);
        try (var _ = new SettingsSaver(store, NEVER, Duration.ofMillis(50), SettingsSaverTest::unexpected)) {
            int value = 0;
            while (written.size() < 2) {
                store.set(COUNT, ++value);
                Thread.sleep(1);
            }
            assertThat(written).hasSizeLessThan(value);
            store.set(COUNT, -1);
        }
        assertThat(new ArrayList<>(written).getLast()).isEqualTo(-1);
    }

    @Test
    void nothingIsWrittenWhereNothingChanged() throws IOException {
        var store = SettingsStore.open(folder, this::write);
        store.set(COUNT, 3);
        store.set(SEED, 5L);
        store.save();
        store.save();
        store.set(COUNT, 3);
        store.save();
        var again = SettingsStore.open(folder, this::write);
        try (var _ = new SettingsSaver(again, SOON, SOON, SettingsSaverTest::unexpected)) {
            again.set(COUNT, 3);
            again.set(SEED, 5L);
        }
        assertThat(written).containsExactly(3);
    }

    @Test
    void valuesCanBeReadAndChangedWhileTheDiskIsSlow() throws IOException, InterruptedException {
        var writing = new CountDownLatch(1);
        var goOn = new CountDownLatch(1);
        var store = SettingsStore.open(folder, (target, content) -> {
            writing.countDown();
            await(goOn);
            write(target, content);
        });
        try (var _ = new SettingsSaver(store, SOON, SOON, SettingsSaverTest::unexpected)) {
            store.set(COUNT, 1);
            assertThat(writing.await(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
            store.set(COUNT, 2);
            assertThat(store.get(COUNT)).isEqualTo(2);
            assertThat(written).isEmpty();
            goOn.countDown();
        }
        assertThat(written).containsExactly(1, 2);
    }

    @Test
    void failingIsToldOnceAndTriedAgainAtTheNextChange() throws IOException, InterruptedException {
        var full = new LinkedBlockingQueue<String>(List.of("full", "full", "full"));
        var failures = Collections.synchronizedList(new ArrayList<String>());
        var tried = new LinkedBlockingQueue<Integer>();
        var store = SettingsStore.open(folder, (target, content) -> {
            tried.add(content.length);
            if (full.poll() != null) {
                throw new IOException("disk full");
            }
            write(target, content);
        });
        try (var _ = new SettingsSaver(store, SOON, SOON, e -> failures.add(e.getMessage()))) {
            for (int value = 1; value <= 4; value++) {
                store.set(COUNT, value);
                assertThat(tried.poll(PATIENCE_SECONDS, TimeUnit.SECONDS)).isNotNull();
            }
            assertThat(nextWritten()).isEqualTo(4);
        }
        assertThat(failures).containsExactly("disk full");
    }

    private Integer nextWritten() throws InterruptedException {
        var next = written.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
        assertThat(next).isNotNull();
        return next;
    }

    private void write(Path target, byte[] content) throws IOException {
        Files.write(target, content);
        written.add(SettingsStore.open(folder, Files::write).get(COUNT));
    }

    private static void await(CountDownLatch latch) throws IOException {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    private static void unexpected(IOException failure) {
        throw new IllegalStateException(failure);
    }
}
