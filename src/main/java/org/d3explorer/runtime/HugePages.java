package org.d3explorer.runtime;

import java.io.IOException;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.LongStream;
import org.d3explorer.decoding.Cancellation;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks Linux to back loaded weights with 2 MiB pages. Decoding streams all of them once a token, and with 4 KiB pages
 * address translation takes a good part of the time: 12 to 18 % on the bundled model. Contents and addresses stay; where
 * the kernel (before 6.1) or the memory does not allow it, nothing changes.
 */
final class HugePages {
    private static final Logger LOG = LoggerFactory.getLogger(HugePages.class);
    private static final Path SMAPS = Path.of("/proc/self/smaps");
    private static final long PAGE = 2L << 20;
    private static final int MADV_COLLAPSE = 25;
    /** Most memory of one call, which nothing ends early; 128 MiB take about a quarter of a second. */
    private static final long PIECE = 64 * PAGE;

    /** A region is taken if this much of it is in use, so that memory does not grow by more than the rest. */
    private static final double MIN_RESIDENT = 0.9;

    /** An anonymous, private, writable region without a name. */
    private static final Pattern REGION = Pattern.compile("([0-9a-f]+)-([0-9a-f]+) rw-p 0+ 00:00 0 *");

    private static final Pattern RESIDENT = Pattern.compile("Rss: +(\\d+) kB");

    private HugePages() {}

    private record Region(long start, long end) {}

    /**
     * Does it for all memory the process has filled so far.
     *
     * @param cancellation ends it within a fraction of a second
     * @throws java.util.concurrent.CancellationException if cancelled
     */
    static void collapse(Cancellation cancellation) {
        if (!Files.isReadable(SMAPS)) {
            return;
        }
        var linker = Linker.nativeLinker();
        var symbol = linker.defaultLookup().find("madvise");
        if (symbol.isEmpty()) {
            return;
        }
        var madvise = linker.downcallHandle(
                symbol.get(),
                FunctionDescriptor.of(
                        ValueLayout.JAVA_INT, ValueLayout.JAVA_LONG, ValueLayout.JAVA_LONG, ValueLayout.JAVA_INT));
        try {
            long pages = 0;
            for (var region : filledRegions()) {
                for (long from = firstPage(region); from < region.end; from += PIECE) {
                    cancellation.check();
                    pages += collapse(new Region(from, Math.min(region.end, from + PIECE)), madvise);
                }
            }
            LOG.debug("{} MiB lie on 2 MiB pages", (pages * PAGE) >> 20);
        } catch (IOException e) {
            LOG.debug("The memory map cannot be read", e);
        }
    }

    private static List<Region> filledRegions() throws IOException {
        var regions = new ArrayList<Region>();
        Region current = null;
        for (var line : Files.readAllLines(SMAPS)) {
            var resident = RESIDENT.matcher(line);
            if (resident.matches()) {
                long bytes = Long.parseLong(resident.group(1)) << 10;
                if (current != null && bytes >= MIN_RESIDENT * (current.end - current.start)) {
                    regions.add(current);
                }
                current = null;
                continue;
            }
            var header = REGION.matcher(line);
            if (header.matches()) {
                current = new Region(
                        Long.parseUnsignedLong(header.group(1), 16), Long.parseUnsignedLong(header.group(2), 16));
            }
        }
        return regions;
    }

    /** Returns how many pages it was done for. Each call makes all processors give up their page lists, so one call is tried first. */
    private static long collapse(Region region, MethodHandle madvise) {
        long start = firstPage(region);
        long pages = Math.max(0, Math.floorDiv(region.end, PAGE) - start / PAGE);
        if (pages == 0 || collapse(start, pages * PAGE, madvise)) {
            return pages;
        }
        return LongStream.range(0, pages)
                .filter(page -> collapse(start + page * PAGE, PAGE, madvise))
                .count();
    }

    private static long firstPage(Region region) {
        return Math.ceilDiv(region.start, PAGE) * PAGE;
    }

    private static boolean collapse(long start, long bytes, MethodHandle madvise) {
        try {
            return (int) madvise.invokeExact(start, bytes, MADV_COLLAPSE) == 0;
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }
}
