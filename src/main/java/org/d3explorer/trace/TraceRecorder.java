package org.d3explorer.trace;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.d3explorer.bundle.AtomicFiles;
import org.jspecify.annotations.Nullable;

/**
 * Records a run. While it goes on, everything is appended to a journal beside the target within half a second, so that
 * a killed process loses no more; {@link #finish} turns it into the one immutable file. Journals left behind are turned
 * into traces by {@link TraceRecovery}. Records may come from any thread and never wait for the disk.
 */
public final class TraceRecorder implements AutoCloseable {
    private final Path target;
    private final Journal journal;
    private final TraceAssembler assembler;
    private boolean finished;

    private TraceRecorder(Path target, RunHeader header) {
        this.target = target.toAbsolutePath();
        assembler = new TraceAssembler(header);
        requireAbsent(this.target);
        try {
            Files.createDirectories(Objects.requireNonNull(this.target.getParent()));
            journal = new Journal(this.target.resolveSibling(this.target.getFileName() + Journal.SUFFIX));
        } catch (FileAlreadyExistsException e) {
            throw new TraceException(
                    e.getFile() + ": already exists, another run is being recorded there; choose another file", e);
        } catch (IOException e) {
            throw new TraceException(target + ": cannot be recorded, " + reason(e), e);
        }
        journal.append(lines -> lines.header(header));
    }

    /**
     * Begins to record a run with one branch, the root.
     *
     * @param target the file it becomes; must not exist. Its name says which form it takes: {@code .gz}
     *     gzip-compressed JSON, {@code .jsonl} JSON Lines, any other name plain JSON
     * @param header what the run is made of and on
     * @throws TraceException if the target exists or its journal cannot be made
     */
    public static TraceRecorder begin(Path target, RunHeader header) {
        var recorder = new TraceRecorder(target, header);
        recorder.beginBranch(Branch.ROOT, null);
        return recorder;
    }

    /**
     * Begins a file that holds a finished trace and goes on with more branches; the finished one stays as it is.
     *
     * @param target the file it becomes; must not exist
     * @param trace what to begin with
     * @throws TraceException if the target exists or its journal cannot be made
     */
    public static TraceRecorder extending(Path target, Trace trace) {
        var recorder = new TraceRecorder(target, trace.header());
        for (Branch branch : trace.branches()) {
            recorder.beginBranch(branch.id(), branch.fork());
            branch.changes().forEach(recorder::depthChanged);
            branch.tokens().forEach(recorder::token);
            branch.references().forEach(recorder::addReference);
            branch.passes().forEach(recorder::addPass);
            if (branch.endReason() != null) {
                recorder.ended(branch.endReason(), branch.failure());
            }
        }
        return recorder;
    }

    /**
     * Begins another branch; what follows belongs to it.
     *
     * @param fork where and why it leaves its parent
     * @return the branch's id
     */
    public synchronized int branch(Fork fork) {
        int id = assembler.nextId();
        beginBranch(id, fork);
        return id;
    }

    /** Records a depth configuration in force from {@code change.index()} on. */
    public synchronized void depthChanged(DepthChange change) {
        assembler.change(change);
        journal.append(lines -> lines.change(change));
    }

    /** Records the next token. */
    public synchronized void token(TokenRecord token) {
        assembler.token(token);
        journal.append(lines -> lines.token(token));
    }

    /**
     * Records a reference pass.
     *
     * @param records what it found, ascending by index
     * @param nanos what it took
     */
    public synchronized void reference(List<ReferenceRecord> records, long nanos) {
        records.forEach(this::addReference);
        ReferencePass.of(records, nanos).ifPresent(this::addPass);
    }

    /**
     * Records why the branch ended.
     *
     * @param failure one line of cause where the reason is {@link EndReason#FAILED}, else null
     */
    public synchronized void ended(EndReason reason, @Nullable String failure) {
        assembler.end(reason, failure);
        journal.append(lines -> lines.end(reason, failure));
    }

    /** Returns what has been recorded so far. */
    public synchronized Trace snapshot() {
        return assembler.build();
    }

    /** Returns why the journal is not being written any more (disk full, folder gone), if so; the run may go on. */
    public Optional<TraceException> failure() {
        return journal.failure()
                .map(cause -> new TraceException(
                        journal.file() + ": recording stopped, " + reason(cause)
                                + "; the run is kept in memory until it is saved",
                        cause));
    }

    /** Returns the file this becomes. */
    public Path target() {
        return target;
    }

    /**
     * Writes the file and removes the journal. Waits for the disk; nothing may be recorded afterwards.
     *
     * @return the file
     * @throws TraceException if it cannot be written; the journal then stays
     */
    public synchronized Path finish() {
        if (finished) {
            return target;
        }
        finished = true;
        try {
            journal.close();
            requireAbsent(target);
            save(assembler.build(), target);
            Files.deleteIfExists(journal.file());
            return target;
        } catch (IOException e) {
            throw new TraceException(target + ": the trace cannot be saved, " + reason(e), e);
        }
    }

    /** Gives the recording up, so that nothing of it is kept; for a run that ended before its first token. */
    public synchronized void discard() {
        if (finished) {
            return;
        }
        finished = true;
        try {
            journal.close();
            Files.deleteIfExists(journal.file());
        } catch (IOException e) {
            throw new TraceException(journal.file() + ": cannot be removed, " + reason(e), e);
        }
    }

    /** Finishes, if neither {@link #finish} nor {@link #discard} was called. */
    @Override
    public void close() {
        finish();
    }

    /** Writes a trace, in the form that the target's name asks for, so that the file is whole or absent. */
    static void save(Trace trace, Path target) throws IOException {
        AtomicFiles.write(target, out -> TraceWriter.write(trace, target, out));
    }

    static String reason(Exception e) {
        return e instanceof NoSuchFileException
                ? "no such folder"
                : Objects.requireNonNullElse(e.getMessage(), e.getClass().getSimpleName());
    }

    private synchronized void beginBranch(int id, @Nullable Fork fork) {
        assembler.branch(id, fork);
        journal.append(lines -> lines.branch(id, fork));
    }

    private synchronized void addReference(ReferenceRecord reference) {
        assembler.reference(reference);
        journal.append(lines -> lines.reference(reference));
    }

    private synchronized void addPass(ReferencePass pass) {
        assembler.pass(pass);
        journal.append(lines -> lines.pass(pass));
    }

    private static void requireAbsent(Path target) {
        if (Files.exists(target)) {
            throw new TraceException(
                    target + ": already exists, traces are never overwritten; choose another file", null);
        }
    }
}
