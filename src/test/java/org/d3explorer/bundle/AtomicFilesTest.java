package org.d3explorer.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AtomicFilesTest {
    @TempDir
    private Path folder;

    @Test
    void replacesAFile() throws IOException {
        var target = Files.writeString(folder.resolve("a.txt"), "old");

        AtomicFiles.write(target, out -> out.write(new byte[] {'n', 'e', 'w'}));

        assertThat(target).hasContent("new");
        assertThat(folder.toFile().list()).containsExactly("a.txt");
    }

    @Test
    void keepsTheOldFileWhenWritingFails() throws IOException {
        var target = Files.writeString(folder.resolve("a.txt"), "old");

        assertThatThrownBy(() -> AtomicFiles.write(target, out -> {
                    out.write(new byte[1 << 20]);
                    throw new IOException("No space left on device");
                }))
                .hasMessage("No space left on device");

        assertThat(target).hasContent("old");
        assertThat(folder.toFile().list()).containsExactly("a.txt");
    }

    @Test
    void makesAFolderWholeOrNotAtAll() throws IOException {
        AtomicFiles.writeFolder(folder.resolve("made"), inside -> Files.writeString(inside.resolve("x"), "1"));
        assertThatThrownBy(() -> AtomicFiles.writeFolder(folder.resolve("cancelled"), inside -> {
                    Files.writeString(
                            Files.createDirectory(inside.resolve("sub")).resolve("x"), "1");
                    throw new CancellationException();
                }))
                .isInstanceOf(CancellationException.class);
        assertThatThrownBy(() -> AtomicFiles.writeFolder(folder.resolve("made"), inside -> {}))
                .isInstanceOf(FileAlreadyExistsException.class);

        assertThat(folder.toFile().list()).containsExactly("made");
        assertThat(folder.resolve("made/x")).hasContent("1");
    }

    @Test
    void removesWhatAKilledProcessLeft() throws IOException {
        long now = System.currentTimeMillis();
        long own = ProcessHandle.current().pid();
        var dead = Files.createDirectory(folder.resolve(".model." + Integer.MAX_VALUE + "-" + now + "-1.d3tmp"));
        Files.writeString(dead.resolve("layer-00.data"), "half");
        Files.writeString(folder.resolve(".trace." + own + "-" + now + "-99999.d3tmp"), "of an earlier process");
        Files.writeString(folder.resolve(".other.d3tmp"), "not ours");
        var parent = ProcessHandle.current().parent().orElseThrow();
        var running = folder.resolve(".model." + parent.pid() + "-" + now + "-1.d3tmp");
        Files.writeString(running, "of a running process");
        var reused = folder.resolve(".model." + parent.pid() + "-1000-1.d3tmp");
        Files.writeString(reused, "of a process long gone whose id was used again");

        AtomicFiles.writeFolder(folder.resolve("made"), inside -> {
            assertThat(AtomicFiles.removeOrphans(folder)).isEqualTo(3);
            Files.writeString(inside.resolve("x"), "1");
        });

        assertThat(folder.toFile().list())
                .containsExactlyInAnyOrder(
                        "made", ".other.d3tmp", running.getFileName().toString());
        assertThat(AtomicFiles.removeOrphans(folder.resolve("none"))).isZero();
    }
}
