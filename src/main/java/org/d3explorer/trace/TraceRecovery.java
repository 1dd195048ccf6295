package org.d3explorer.trace;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.d3explorer.bundle.AtomicFiles;

/** Turns the journals that killed processes left behind into traces. */
public final class TraceRecovery {
    private TraceRecovery() {}

    /**
     * What was found.
     *
     * @param recovered the traces made from journals
     * @param failures journals that could not be read; they stay where they are
     */
    public record Result(List<Path> recovered, List<TraceException> failures) {
        /** Copies the lists. */
        public Result {
            recovered = List.copyOf(recovered);
            failures = List.copyOf(failures);
        }
    }

    /**
     * Recovers all orphans of a folder and removes temporary files. Journals other processes are writing are left alone.
     *
     * @param folder with traces; nothing happens if it does not exist
     * @throws TraceException if the folder cannot be read
     */
    public static Result recover(Path folder) {
        var recovered = new ArrayList<Path>();
        var failures = new ArrayList<TraceException>();
        if (!Files.isDirectory(folder)) {
            return new Result(recovered, failures);
        }
        try {
            AtomicFiles.removeOrphans(folder);
            try (var journals = Files.newDirectoryStream(folder, "*" + Journal.SUFFIX)) {
                for (Path journal : journals) {
                    try {
                        recoverOne(journal).ifPresent(recovered::add);
                    } catch (TraceException e) {
                        failures.add(e);
                    }
                }
            }
        } catch (IOException e) {
            throw new TraceException(folder + ": cannot be searched for traces, " + TraceRecorder.reason(e), e);
        }
        return new Result(recovered, failures);
    }

    private static Optional<Path> recoverOne(Path journal) {
        if (Journal.isOwn(journal)) {
            return Optional.empty();
        }
        String name = journal.getFileName().toString();
        Path target = journal.resolveSibling(name.substring(0, name.length() - Journal.SUFFIX.length()));
        return TraceReader.guarded(journal, () -> {
            Optional<Trace> trace = Optional.empty();
            try (var channel = FileChannel.open(journal, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
                if (Journal.lock(channel) == null) {
                    return Optional.empty();
                }
                if (!Files.exists(target)) {
                    var in = new BufferedInputStream(Channels.newInputStream(channel));
                    trace = JsonLinesReader.readBeginning(journal, in);
                }
                if (trace.isPresent()) {
                    TraceRecorder.save(trace.get(), target);
                }
            }
            Files.deleteIfExists(journal);
            return trace.isPresent() ? Optional.of(target) : Optional.empty();
        });
    }
}
