package org.d3explorer.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.d3explorer.trace.TraceLibrary.Entry;
import org.d3explorer.trace.TraceLibrary.Quota;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TraceLibraryTest {
    private final Path folder;
    private TraceLibrary library;

    TraceLibraryTest(@TempDir Path temporary) {
        folder = temporary.resolve("kept runs é");
        library = TraceLibrary.open(folder, Quota.DEFAULT);
    }

    private String keep(long seed) {
        Trace trace = new RandomTraces(seed).typical(12);
        try (var recorder = library.record(trace.header())) {
            TraceRecorderTest.record(trace, recorder);
        }
        return library.contents().entries().stream()
                .filter(entry -> entry.header().equals(trace.header()))
                .findFirst()
                .orElseThrow()
                .id();
    }

    @Test
    void aRecordedRunIsListedWithItsSummaryAndCanBeRead() {
        String id = keep(1);
        Trace trace = new RandomTraces(1).typical(12);
        assertThat(library.read(id)).isEqualTo(trace);
        Entry entry = library.contents().entries().getFirst();
        assertThat(entry.summary()).isEqualTo(TraceSummary.of(trace));
        assertThat(entry.notes()).isEqualTo(TraceNotes.NONE);
        assertThat(TraceLibrary.open(folder, Quota.DEFAULT).contents().entries())
                .containsExactly(entry);
    }

    @Test
    void theNewestComesFirst() {
        for (int seed = 1; seed <= 6; seed++) {
            keep(seed);
        }
        assertThat(library.contents().entries())
                .extracting(entry -> entry.header().startedAt())
                .hasSize(6)
                .isSortedAccordingTo(java.util.Comparator.reverseOrder());
    }

    @Test
    void titleTagsAndNotesAreFoundAndLeaveTheTraceUntouched() throws IOException {
        String id = keep(1);
        keep(2);
        byte[] before = Files.readAllBytes(folder.resolve(id + TraceLibrary.EXTENSION));
        var notes = new TraceNotes(
                "Where it breaks", List.of("paper", " figure 2 ", "paper"), "α too small\nfrom token 40");
        library.annotate(id, notes);
        assertThat(notes.tags()).containsExactly("paper", "figure 2");
        assertThat(Files.readAllBytes(folder.resolve(id + TraceLibrary.EXTENSION)))
                .isEqualTo(before);
        for (String query : List.of("breaks where", "TAG:paper", "token 40", "figure smollm2", "α")) {
            assertThat(library.search(query)).as(query).extracting(Entry::id).containsExactly(id);
        }
        assertThat(library.search("tag:pap")).isEmpty();
        assertThat(library.search("breaks nowhere")).isEmpty();
        assertThat(library.search("  ")).hasSize(2);
    }

    @Test
    void aDeletedRunComesBackWithItsNotes() {
        String id = keep(1);
        var notes = new TraceNotes("Mine", List.of(), "");
        library.annotate(id, notes);
        Entry before = library.contents().entries().getFirst();
        library.delete(id);
        assertThat(library.contents().entries()).isEmpty();
        assertThatThrownBy(() -> library.delete(id))
                .isInstanceOf(TraceException.class)
                .hasMessageContaining("no such trace");
        library.restore(id);
        assertThat(library.contents().entries()).hasSize(1);
        assertThat(library.contents().entries().getFirst().notes()).isEqualTo(notes);
        assertThat(library.contents().entries().getFirst().id()).isEqualTo(before.id());
    }

    @Test
    void theTrashIsEmptiedOnlyOfWhatIsOldEnough() {
        String id = keep(1);
        library.delete(id);
        assertThat(library.emptyTrash(Duration.ofDays(1))).isZero();
        assertThat(library.emptyTrash(Duration.ZERO)).isEqualTo(1);
        assertThatThrownBy(() -> library.restore(id)).isInstanceOf(TraceException.class);
    }

    @Test
    void theQuotaRemovesTheOldestRunsThatNobodyWroteAbout() {
        for (int seed = 1; seed <= 5; seed++) {
            keep(seed);
        }
        List<Entry> before = library.contents().entries();
        library.annotate(before.getLast().id(), new TraceNotes("keep", List.of(), ""));
        library = TraceLibrary.open(folder, new Quota(4, Long.MAX_VALUE));
        library.prune();
        assertThat(library.contents().entries())
                .extracting(Entry::id)
                .containsExactly(
                        before.get(0).id(), before.get(1).id(), before.get(4).id());
        library = TraceLibrary.open(folder, new Quota(100, 1));
        library.prune();
        assertThat(library.contents().entries())
                .extracting(Entry::id)
                .containsExactly(before.get(4).id());
    }

    @Test
    void aDamagedTraceIsReportedAndTheOthersAreListed() throws IOException {
        String id = keep(1);
        Files.writeString(folder.resolve("broken" + TraceLibrary.EXTENSION), "nonsense");
        var contents = library.contents();
        assertThat(contents.entries()).extracting(Entry::id).containsExactly(id);
        assertThat(contents.failures()).hasSize(1);
        assertThat(contents.failures().getFirst()).hasMessageContaining("broken");
    }

    @Test
    void damagedNotesAreKeptAsideWhenNewOnesAreWritten() throws IOException {
        String id = keep(1);
        Path file = folder.resolve(id + ".notes.json");
        Files.writeString(file, "{\"title\":");
        assertThat(library.contents().entries().getFirst().notes()).isEqualTo(TraceNotes.NONE);
        library.annotate(id, new TraceNotes("new", List.of(), ""));
        assertThat(library.contents().entries().getFirst().notes().title()).isEqualTo("new");
        assertThat(folder.resolve(id + ".notes.json.damaged")).hasContent("{\"title\":");
    }

    @Test
    void aRunWithMoreBranchesTakesThePlaceOfTheOldOneWithItsNotes() {
        String id = keep(1);
        var notes = new TraceNotes("Tree", List.of("a"), "");
        library.annotate(id, notes);
        Trace old = library.read(id);
        var recorder = library.extend(id);
        recorder.branch(new Fork(0, 4, Fork.Reason.ALTERNATIVE_TOKEN));
        recorder.token(
                old.tokens().get(4).choosing(old.tokens().get(4).candidates().get(1)));
        recorder.ended(EndReason.STOPPED, null);
        String next = library.supersede(id, recorder);
        assertThat(library.contents().entries()).hasSize(1);
        assertThat(library.contents().entries().getFirst().id()).isEqualTo(next).isNotEqualTo(id);
        assertThat(library.contents().entries().getFirst().notes()).isEqualTo(notes);
        assertThat(library.read(next).branches()).hasSize(2);
        library.restore(id);
        assertThat(library.read(id)).isEqualTo(old);
    }

    @Test
    void idsCannotLeaveTheFolder() {
        for (String id : List.of("../x", "a/b", "", "a\\b", "..")) {
            assertThatThrownBy(() -> library.read(id))
                    .isInstanceOf(TraceException.class)
                    .hasMessageContaining("trace id");
        }
    }
}
