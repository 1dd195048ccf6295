package org.d3explorer.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TraceRecorderTest {
    @TempDir
    Path folder;

    private final Trace trace = new RandomTraces(3).typical(40);

    private Path target() {
        return folder.resolve("run.d3trace.json.gz");
    }

    private Path journal() {
        return folder.resolve("run.d3trace.json.gz.journal");
    }

    /** Records as a run does: changes with the tokens they apply to, references in chunks behind them. */
    static void record(Trace trace, TraceRecorder recorder) {
        for (TokenRecord token : trace.tokens()) {
            trace.changes().stream()
                    .filter(change -> change.index() == token.index())
                    .forEach(recorder::depthChanged);
            recorder.token(token);
            for (ReferencePass pass : trace.root().passes()) {
                if (pass.index() + pass.tokens() == token.index() + 1) {
                    recorder.reference(
                            trace.references().subList(pass.index(), pass.index() + pass.tokens()), pass.nanos());
                }
            }
        }
        recorder.ended(
                java.util.Objects.requireNonNull(trace.endReason()),
                trace.root().failure());
    }

    @Test
    void theFinishedFileHoldsWhatWasRecordedAndNoJournalIsLeft() throws IOException {
        try (var recorder = TraceRecorder.begin(target(), trace.header())) {
            record(trace, recorder);
            assertThat(recorder.snapshot()).isEqualTo(trace);
            assertThat(recorder.finish()).isEqualTo(target().toAbsolutePath());
        }
        assertThat(TraceReader.read(target())).isEqualTo(trace);
        assertThat(filesLeft()).containsExactly("run.d3trace.json.gz");
    }

    @ParameterizedTest
    @CsvSource({"run.json.gz,1f 8b", "run.json,7b 22", "run,7b 22", "run.jsonl,7b 22"})
    void theNameOfTheFileSaysWhichFormItTakes(String name, String firstBytes) throws IOException {
        var file = folder.resolve(name);
        try (var recorder = TraceRecorder.begin(file, trace.header())) {
            record(trace, recorder);
        }
        assertThat(TraceReader.read(file)).isEqualTo(trace);
        var bytes = Files.readAllBytes(file);
        assertThat(HexFormat.ofDelimiter(" ").formatHex(bytes, 0, 2)).isEqualTo(firstBytes);
    }

    @Test
    void everythingReachesTheJournalWhileTheRunGoesOn() {
        try (var recorder = TraceRecorder.begin(target(), trace.header())) {
            record(trace, recorder);
            assertTimeoutPreemptively(Duration.ofSeconds(60), () -> {
                while (!Files.readString(journal()).contains("{\"end\":")) {
                    Thread.sleep(10);
                }
            });
            assertThat(TraceReader.guarded(journal(), () -> {
                        try (var in = TraceSource.open(journal())) {
                            return JsonLinesReader.readWhole(journal(), in);
                        }
                    }))
                    .isEqualTo(trace);
        }
    }

    @Test
    void aBranchIsKeptWithWhatItLeaves() {
        var fork = new Fork(Branch.ROOT, 5, Fork.Reason.ALTERNATIVE_TOKEN);
        TokenRecord other = trace.tokens()
                .get(5)
                .choosing(trace.tokens().get(5).candidates().get(2));
        try (var recorder = TraceRecorder.begin(target(), trace.header())) {
            record(trace, recorder);
            assertThat(recorder.branch(fork)).isEqualTo(1);
            recorder.token(other);
            recorder.ended(EndReason.STOPPED, null);
        }
        Trace read = TraceReader.read(target());
        assertThat(read.root()).isEqualTo(trace.root());
        assertThat(read.branch(1).fork()).isEqualTo(fork);
        assertThat(read.path(1).tokens()).hasSize(6).endsWith(other);

        Path longer = folder.resolve("longer.d3trace.json.gz");
        try (var recorder = TraceRecorder.extending(longer, read)) {
            assertThat(recorder.branch(new Fork(1, 6, Fork.Reason.DEPTH))).isEqualTo(2);
            recorder.depthChanged(new DepthChange(
                    6,
                    trace.changes().getFirst().configuration(),
                    trace.changes().getFirst().kvPolicy()));
            recorder.ended(EndReason.STOPPED, null);
        }
        assertThat(TraceReader.read(longer).branches())
                .hasSize(3)
                .startsWith(read.branches().toArray(new Branch[0]));
        assertThat(TraceReader.read(target())).isEqualTo(read);
    }

    @Test
    void anExistingFileIsNeverOverwritten() throws IOException {
        Files.writeString(target(), "mine");
        assertThatThrownBy(() -> TraceRecorder.begin(target(), trace.header()))
                .isInstanceOf(TraceException.class)
                .hasMessageContaining("already exists");
        assertThat(Files.readString(target())).isEqualTo("mine");
    }

    @Test
    void twoRunsCannotBeRecordedIntoOneFile() {
        try (var recorder = TraceRecorder.begin(target(), trace.header())) {
            assertThatThrownBy(() -> TraceRecorder.begin(target(), trace.header()))
                    .isInstanceOf(TraceException.class)
                    .hasMessageContaining("being recorded");
            record(trace, recorder);
        }
        assertThat(TraceReader.read(target())).isEqualTo(trace);
    }

    @Test
    void recordsOutOfOrderAreRefused() {
        try (var recorder = TraceRecorder.begin(target(), trace.header())) {
            recorder.depthChanged(trace.changes().getFirst());
            assertThatThrownBy(() -> recorder.token(trace.tokens().get(1)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("expected token 0");
        }
    }

    @Test
    void aFolderThatIsGoneStopsTheSavingButNotTheRun() throws IOException {
        Path gone = folder.resolve("gone").resolve("run.d3trace.json.gz");
        var recorder = TraceRecorder.begin(gone, trace.header());
        record(trace, recorder);
        Files.delete(gone.resolveSibling("run.d3trace.json.gz.journal"));
        Files.delete(gone.getParent());
        assertThatThrownBy(recorder::finish).isInstanceOf(TraceException.class).hasMessageContaining("cannot be saved");
        assertThat(recorder.snapshot()).isEqualTo(trace);
    }

    @Test
    void recoveryKeepsEveryWholeLineOfAJournalCutAtAnyByte() throws IOException {
        var small = new RandomTraces(4).typical(3);
        var out = new java.io.ByteArrayOutputStream();
        TraceWriter.writeJsonLines(small, out);
        byte[] whole = out.toByteArray();
        int before = 0;
        for (int length = 0; length <= whole.length; length += 7) {
            Files.write(journal(), java.util.Arrays.copyOf(whole, length));
            TraceRecovery.Result result = TraceRecovery.recover(folder);
            assertThat(result.failures()).isEmpty();
            assertThat(journal()).doesNotExist();
            if (!result.recovered().isEmpty()) {
                assertThat(result.recovered()).hasSize(1);
                int tokens = TraceReader.read(target()).tokens().size();
                assertThat(tokens).isGreaterThanOrEqualTo(before);
                before = tokens;
                Files.delete(target());
            }
        }
        assertThat(before).isEqualTo(3);
    }

    @Test
    void recoveryLeavesOutWhatALostDiskBlockReplaced() throws IOException {
        var out = new java.io.ByteArrayOutputStream();
        TraceWriter.writeJsonLines(trace, out);
        out.write(new byte[4096]);
        Files.write(journal(), out.toByteArray());
        assertThat(TraceRecovery.recover(folder).recovered()).containsExactly(target());
        assertThat(TraceReader.read(target())).isEqualTo(trace);
    }

    @Test
    void recoveryLeavesAloneWhatIsBeingRecordedAndWhatItCannotRead() throws IOException {
        Path foreign = folder.resolve("future.d3trace.json.gz.journal");
        Files.writeString(foreign, "{\"format\":\"d3trace\",\"schema_version\":9,\"header\":{}}\n");
        try (var recorder = TraceRecorder.begin(target(), trace.header())) {
            TraceRecovery.Result result = TraceRecovery.recover(folder);
            assertThat(result.recovered()).isEmpty();
            assertThat(result.failures()).hasSize(1);
            assertThat(result.failures().getFirst())
                    .hasMessageContaining("future")
                    .hasMessageContaining("newer");
            record(trace, recorder);
        }
        assertThat(foreign).exists();
        assertThat(TraceReader.read(target())).isEqualTo(trace);
    }

    private List<String> filesLeft() throws IOException {
        try (var files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }
}
