package org.d3explorer.ui.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SingleInstanceTest {
    @TempDir
    private Path parent;

    @Test
    void aSecondStartFindsTheFolderTakenAndBringsTheFirstUp() throws IOException, InterruptedException {
        var folder = parent.resolve("settings");
        var shown = new Semaphore(0);
        try (var first = SingleInstance.acquire(folder).orElseThrow()) {
            first.listen(shown::release);
            assertThat(SingleInstance.acquire(folder)).isEmpty();
            assertThat(SingleInstance.askToShow(folder)).isTrue();
            assertThat(shown.tryAcquire(10, TimeUnit.SECONDS)).isTrue();
        }
        SingleInstance.acquire(folder).orElseThrow().close();
    }

    @Test
    void aSecondProgramGetsAFolderOfItsOwn() throws IOException {
        var folder = parent.resolve("settings");
        try (var first = SingleInstance.acquire(folder).orElseThrow();
                var second = SingleInstance.acquireAnother(folder).orElseThrow();
                var third = SingleInstance.acquireAnother(folder).orElseThrow()) {
            assertThat(first.folder()).isEqualTo(folder);
            assertThat(second.folder()).isEqualTo(parent.resolve("settings-2"));
            assertThat(third.folder()).isEqualTo(parent.resolve("settings-3"));
        }
    }

    @Test
    void whatAKilledProgramLeftBehindDoesNotStopTheNext() throws IOException {
        var folder = parent.resolve("settings");
        Files.createDirectories(folder);
        Files.writeString(folder.resolve("instance.lock"), "");
        Files.writeString(folder.resolve("instance.address"), "1 abc");
        assertThat(SingleInstance.askToShow(folder)).isFalse();
        SingleInstance.acquire(folder).orElseThrow().close();
    }
}
