package org.d3explorer.runtime;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;

/** Counts the physical cores this process may use: the default number of threads, since SMT siblings share one FPU. */
final class PhysicalCores {
    private static final Path CPUS = Path.of("/sys/devices/system/cpu");
    private static final Path STATUS = Path.of("/proc/self/status");
    private static final String ALLOWED = "Cpus_allowed_list:";

    private PhysicalCores() {}

    /**
     * Returns the number of physical cores, at least one and never more than the processors the JVM was given. Where
     * the operating system does not tell (other than Linux), that number of processors.
     */
    static int available() {
        int processors = Runtime.getRuntime().availableProcessors();
        try {
            int cores = allowedCores();
            return cores == 0 ? processors : Math.min(processors, cores);
        } catch (IOException | NumberFormatException e) {
            return processors;
        }
    }

    private static int allowedCores() throws IOException {
        if (!Files.isReadable(STATUS)) {
            return 0;
        }
        var allowed = Files.readAllLines(STATUS).stream()
                .filter(line -> line.startsWith(ALLOWED))
                .findFirst()
                .map(line -> line.substring(ALLOWED.length()).strip());
        if (allowed.isEmpty()) {
            return 0;
        }
        var cores = new HashSet<String>();
        for (var range : allowed.get().split(",")) {
            var ends = range.split("-");
            int last = Integer.parseInt(ends[ends.length - 1]);
            for (int cpu = Integer.parseInt(ends[0]); cpu <= last; cpu++) {
                var siblings = CPUS.resolve("cpu" + cpu + "/topology/thread_siblings_list");
                if (!Files.isReadable(siblings)) {
                    return 0;
                }
                cores.add(Files.readString(siblings).strip());
            }
        }
        return cores.size();
    }
}
