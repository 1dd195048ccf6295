package org.d3explorer.runtime;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.d3explorer.bundle.Manifest;
import org.d3explorer.bundle.Manifest.LlamaConfig;

/** Estimates what a model or a sequence needs and refuses with numbers what the machine does not have. */
final class Memory {
    private static final Path MEMINFO = Path.of("/proc/meminfo");
    private static final String AVAILABLE = "MemAvailable:";
    private static final long KIBI = 1024;
    private static final double MEBI = 1024.0 * 1024.0;

    /** What a session takes besides its weights: graph, kernels, arenas; measured about 1 MiB. */
    private static final long SESSION_BYTES = 1 << 20;

    private Memory() {}

    /**
     * Returns the bytes a loaded bundle takes: every file once, since kernels pack their weights and the files' own
     * pages can be dropped, each session's own share, RoPE tables and logits.
     */
    static long ofModel(Manifest manifest) {
        var config = manifest.config();
        long files =
                manifest.files().stream().mapToLong(Manifest.FileEntry::size).sum();
        long rope = (long) config.maxPositionEmbeddings() * config.headDim() * Float.BYTES;
        return files + rope + (config.numHiddenLayers() + 2) * SESSION_BYTES;
    }

    /**
     * Returns the bytes of a sequence's keys and values.
     *
     * @param capacity positions
     */
    static long ofSequence(LlamaConfig config, int capacity) {
        return 2L * config.numHiddenLayers() * config.numKeyValueHeads() * config.headDim() * capacity * Float.BYTES;
    }

    /**
     * Refuses what does not fit.
     *
     * @param what is to be allocated, e.g. {@code the model}
     * @param bytes it needs
     * @param advice what to do instead
     * @throws EngineException if less is available
     */
    static void require(String what, long bytes, String advice) {
        long available = available();
        if (bytes > available) {
            throw tooMuch(what, bytes, available, advice);
        }
    }

    /** Returns the refusal. */
    static EngineException tooMuch(String what, long bytes, long available, String advice) {
        return new EngineException(String.format(
                Locale.ROOT,
                "%s needs about %.0f MiB of memory, and %.0f MiB are available; %s",
                what,
                bytes / MEBI,
                available / MEBI,
                advice));
    }

    /** Returns the bytes that can be allocated without swapping, within a container's limit where there is one. */
    static long available() {
        var system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        long limit = system.getTotalMemorySize();
        try {
            if (Files.isReadable(MEMINFO)) {
                return Math.min(limit, linuxAvailable());
            }
        } catch (IOException | NumberFormatException e) {
            return system.getFreeMemorySize();
        }
        return system.getFreeMemorySize();
    }

    private static long linuxAvailable() throws IOException {
        return Files.readAllLines(MEMINFO).stream()
                .filter(line -> line.startsWith(AVAILABLE))
                .mapToLong(line -> Long.parseLong(line.substring(AVAILABLE.length())
                                .replace("kB", "")
                                .strip())
                        * KIBI)
                .findFirst()
                .orElse(Long.MAX_VALUE);
    }
}
