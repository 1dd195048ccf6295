package org.d3explorer.ui.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.d3explorer.ui.app.WindowFixture.onInterfaceThread;

import com.fasterxml.jackson.dataformat.csv.CsvMapper;
import com.fasterxml.jackson.dataformat.csv.CsvSchema;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import javafx.scene.Node;
import javafx.scene.control.ComboBox;
import javafx.scene.control.Slider;
import javafx.scene.control.TableView;
import javafx.scene.control.TextArea;
import javafx.scene.control.TextField;
import javafx.scene.control.ToggleButton;
import javafx.scene.input.KeyCode;
import javafx.scene.text.Text;
import org.d3explorer.depth.KvPolicy;
import org.d3explorer.trace.EndReason;
import org.d3explorer.trace.TokenRecord;
import org.d3explorer.trace.Trace;
import org.d3explorer.trace.TraceLibrary;
import org.d3explorer.trace.TraceReader;
import org.d3explorer.trace.TraceWriter;
import org.d3explorer.trace.export.ExportFormat;
import org.d3explorer.ui.explore.BranchRow;
import org.d3explorer.ui.explore.RunState;
import org.d3explorer.ui.text.Figures;
import org.d3explorer.ui.traces.Comparison;
import org.d3explorer.ui.traces.OpenTrace;
import org.d3explorer.ui.traces.OpenedTraceViewModel;
import org.d3explorer.ui.traces.TraceRow;
import org.d3explorer.ui.view.NllDifferenceView;
import org.d3explorer.ui.view.RunModel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.testfx.util.WaitForAsyncUtils;

class TracesWindowTest {
    private static final int TOKENS = 40;

    @TempDir
    private Path settings;

    @Test
    void everyRunIsKeptAsItWasAndFoundByItsWords() throws TimeoutException {
        try (var ui = ready()) {
            generate(ui, "The first prompt", 0.98);
            var tokens = List.copyOf(ui.run().tokens());
            var references = List.copyOf(ui.run().references());
            generate(ui, "Another question", 0.95);
            showTraces(ui, 2);
            assertThat(titles(ui)).containsExactly("Another question", "The first prompt");
            assertThat(onInterfaceThread(() -> rows(ui).getLast().depth())).isEqualTo("D³ α 0.98");

            ui.press(KeyCode.CONTROL, KeyCode.F);
            ui.robot.write("FIRST", 0);
            ui.await(() -> titles(ui).equals(List.of("The first prompt")));
            select(ui, 0);
            var trace = open(ui).trace();
            assertThat(trace.tokens()).isEqualTo(tokens);
            assertThat(trace.references()).isEqualTo(references);
            assertThat(trace.endReason()).isEqualTo(EndReason.MAX_NEW_TOKENS);

            ui.robot.write(" nowhere", 0);
            ui.await(() -> rows(ui).isEmpty());
            assertThat(ui.robot.lookup("No run matches").tryQuery()).isPresent();
        }
    }

    @Test
    void withoutRunsTheViewSaysWhereTheyComeFrom() throws TimeoutException {
        try (var ui = ready()) {
            showTraces(ui, 0);
            assertThat(ui.robot.lookup("No runs yet").tryQuery()).isPresent();
            assertThat(ui.robot.lookup("No run is open").tryQuery()).isPresent();
            assertThat(ui.node("#check", Node.class).isDisabled()).isTrue();
            assertThat(ui.node("#export", Node.class).isDisabled()).isTrue();
        }
    }

    @Test
    void titleTagsAndNotesAreWrittenAndSurviveARestart() throws TimeoutException {
        try (var ui = ready()) {
            generate(ui, "A prompt", 0.98);
            showTraces(ui, 1);
            select(ui, 0);
            onInterfaceThread(() -> table(ui).requestFocus());
            ui.press(KeyCode.F2);
            ui.robot.write("Baseline", 0);
            ui.press(KeyCode.ENTER);
            ui.await(() -> titles(ui).equals(List.of("Baseline")));
            onInterfaceThread(() -> ui.node("#traceTags", TextField.class).requestFocus());
            ui.robot.write("paper, alpha", 0);
            onInterfaceThread(() -> ui.node("#traceNotes", TextArea.class).requestFocus());
            ui.robot.write("for table 2", 0);
            ui.await(() -> rows(ui).getFirst().tags().equals("paper, alpha"));
        }
        try (var ui = ready()) {
            showTraces(ui, 1);
            var notes = onInterfaceThread(() -> rows(ui).getFirst().entry().notes());
            assertThat(notes.title()).isEqualTo("Baseline");
            assertThat(notes.tags()).containsExactly("paper", "alpha");
            assertThat(notes.notes()).isEqualTo("for table 2");
            onInterfaceThread(() -> ui.node("#traceSearch", TextField.class).setText("tag:paper"));
            ui.await(() -> titles(ui).equals(List.of("Baseline")));
        }
    }

    @Test
    void deletedRunsComeBackByButtonAndByKey() throws TimeoutException {
        try (var ui = ready()) {
            generate(ui, "One", 0.98);
            generate(ui, "Two", 0.98);
            showTraces(ui, 2);
            select(ui, 0);
            ui.robot.clickOn("#traceDelete");
            ui.await(() -> titles(ui).equals(List.of("One")));
            assertThat(ui.node("#undoBar", Node.class).isVisible()).isTrue();
            assertThat(ui.robot.lookup("Deleted “Two”").tryQuery()).isPresent();
            assertThat(ui.text("#replayTitle")).isEmpty();
            assertThat(ui.text("#replayPlace")).startsWith("0 of 0 tokens");
            select(ui, 0);
            onInterfaceThread(() -> table(ui).requestFocus());
            ui.press(KeyCode.DELETE);
            ui.await(() -> rows(ui).isEmpty());
            ui.press(KeyCode.CONTROL, KeyCode.Z);
            ui.await(() -> titles(ui).equals(List.of("One")));
            ui.robot.clickOn("#undo");
            ui.await(() -> titles(ui).equals(List.of("Two", "One")));
            assertThat(ui.node("#undoBar", Node.class).isVisible()).isFalse();
        }
    }

    @Test
    void aReplayShowsTheRecordedTokensAtTheirTimesAndTheScrubberGoesAnywhere() throws TimeoutException {
        try (var ui = ready()) {
            generate(ui, "A prompt", 0.98);
            showTraces(ui, 1);
            select(ui, 0);
            var trace = open(ui).trace();
            var replayed = opened(ui).replay().run();
            assertThat(replayed.tokens()).isEqualTo(trace.tokens());

            var slider = ui.node("#replayPosition", Slider.class);
            onInterfaceThread(() -> slider.setValue(7));
            ui.await(() -> replayed.tokens().size() == 7);
            assertThat(replayed.tokens()).isEqualTo(trace.tokens().subList(0, 7));
            assertThat(replayed.references()).isEmpty();
            assertThat(ui.text("#replayPlace")).startsWith("7 of " + TOKENS + " tokens");
            onInterfaceThread(() -> replayed.selectedTokenProperty().set(5));
            onInterfaceThread(() -> slider.setValue(20));
            ui.await(() -> replayed.tokens().size() == 20);
            assertThat(replayed.references()).hasSize(16);
            onInterfaceThread(() -> slider.setValue(6));
            ui.await(() -> replayed.tokens().size() == 6);
            assertThat(replayed.selectedTokenProperty().get()).isEqualTo(5);
            assertThat(replayed.endReasonProperty().get()).isNull();

            onInterfaceThread(() -> {
                @SuppressWarnings("unchecked")
                ComboBox<Double> speed = (ComboBox<Double>) ui.node("#replaySpeed", ComboBox.class);
                speed.setValue(16.0);
            });
            ui.press(KeyCode.F9);
            ui.await(() -> replayed.tokens().size() == TOKENS
                    && !opened(ui).replay().playingProperty().get());
            assertThat(replayed.tokens()).isEqualTo(trace.tokens());
            assertThat(replayed.references()).isEqualTo(trace.references());
            assertThat(replayed.changes()).isEqualTo(trace.changes());
            assertThat(replayed.endReasonProperty().get()).isEqualTo(EndReason.MAX_NEW_TOKENS);
        }
    }

    @Test
    void aReplayMarksWhereTheDecayWentTooFarAsTheRunDidAndNotBefore() throws TimeoutException {
        try (var ui = ready()) {
            onInterfaceThread(() -> ui.explore().driftLimitProperty().set(0.001));
            generate(ui, "A prompt", 0.9);
            int marked = ui.run().driftTokenProperty().get();
            assertThat(marked).isNotEqualTo(RunModel.NONE);
            showTraces(ui, 1);
            select(ui, 0);
            var replayed = opened(ui).replay().run();
            assertThat(replayed.driftTokenProperty().get()).isEqualTo(marked);
            onInterfaceThread(() -> ui.node("#replayPosition", Slider.class).setValue(marked - 1));
            ui.await(() -> replayed.tokens().size() == marked - 1);
            assertThat(replayed.driftTokenProperty().get()).isEqualTo(RunModel.NONE);
        }
    }

    @Test
    void reRunningARunWhoseAlphaWasChangedGivesTheSameTokens() throws TimeoutException {
        try (var ui = ready()) {
            ask(ui, "A prompt", 0.99);
            ui.press(KeyCode.F10);
            ui.await(() -> ui.run().tokens().size() == 1);
            onInterfaceThread(() -> ui.explore().depth().alphaProperty().set(0.95));
            ui.press(KeyCode.F10);
            ui.await(() -> ui.run().tokens().size() == 2);
            onInterfaceThread(() -> ui.explore().depth().kvPolicyProperty().set(KvPolicy.COPY));
            ui.press(KeyCode.F8);
            awaitEnd(ui);
            showTraces(ui, 1);
            assertThat(onInterfaceThread(() -> rows(ui).getFirst().depth())).endsWith("changed 2×");
            select(ui, 0);
            var recorded = open(ui).trace();
            assertThat(recorded.changes()).hasSize(3);
            check(ui);
            var comparison = opened(ui).comparisonProperty().get();
            assertThat(comparison).isNotNull();
            assertThat(comparison.sameTokens()).isTrue();
            assertThat(comparison.settings()).isEmpty();
            assertThat(ui.text("#checkVerdict")).isEqualTo("Same tokens: all " + TOKENS + " came out again");
            assertThat(ui.node("#comparison", Node.class).isVisible()).isTrue();
            ui.robot.clickOn("#comparisonClose");
            assertThat(ui.node("#comparison", Node.class).isVisible()).isFalse();
        }
    }

    @Test
    void reRunningARunThatWasTamperedWithNamesTheFirstDifference(@TempDir Path files)
            throws TimeoutException, IOException {
        try (var ui = ready()) {
            generate(ui, "A prompt", 0.9);
            showTraces(ui, 1);
            select(ui, 0);
            var trace = open(ui).trace();
            var last = trace.tokens().get(12);
            var other = last.candidates().stream()
                    .filter(candidate -> candidate.id() != last.id())
                    .findFirst()
                    .orElseThrow();
            var tokens = new ArrayList<>(trace.tokens().subList(0, 12));
            tokens.add(last.choosing(other));
            var tampered = files.resolve("tampered.d3trace.jsonl");
            try (var out = Files.newOutputStream(tampered)) {
                TraceWriter.writeJsonLines(
                        new Trace(trace.header(), trace.changes(), tokens, List.of(), EndReason.STOPPED), out);
            }
            onInterfaceThread(() -> ui.window.frame().open(tampered));
            ui.await(() -> open(ui).file().equals(tampered));
            check(ui);
            var comparison = opened(ui).comparisonProperty().get();
            assertThat(comparison).isNotNull();
            assertThat(comparison.sameTokens()).isFalse();
            assertThat(comparison.firstDifference()).isEqualTo(12);
            assertThat(ui.text("#checkVerdict")).startsWith("First difference at token 12");
        }
    }

    @Test
    void aCheckNeedsTheModelTheRunWasMadeWith(@TempDir Path files) throws TimeoutException, IOException {
        try (var ui = ready()) {
            generate(ui, "A prompt", 0.98);
            showTraces(ui, 1);
            select(ui, 0);
            var file = open(ui).file();
            var json = files.resolve("other.d3trace.json");
            onInterfaceThread(() -> opened(ui).export(ExportFormat.JSON, json));
            ui.await(() -> Files.exists(json));
            var hash = TraceReader.read(file).header().manifestSha256();
            Files.writeString(json, Files.readString(json).replace(hash, "f".repeat(64)));
            onInterfaceThread(() -> ui.window.frame().open(json));
            ui.await(() -> open(ui).file().equals(json));
            onInterfaceThread(() -> ui.notices.dismissAll());
            ui.press(KeyCode.CONTROL, KeyCode.R);
            ui.await(() -> !ui.notices.notices().isEmpty());
            var notice = ui.notices.notices().getFirst();
            assertThat(notice.cause()).contains("ffffffffffff");
            assertThat(notice.remedy()).startsWith("Load the run's model");
            assertThat(onInterfaceThread(() -> opened(ui).comparisonProperty().get()))
                    .isNull();
            assertThat(ui.state()).isEqualTo(RunState.READY);
        }
    }

    @Test
    void branchesAreKeptAsATreeAndEachCanBeShownAndChecked() throws TimeoutException {
        try (var ui = ready()) {
            generate(ui, "A prompt", 0.98);
            var root = List.copyOf(ui.run().tokens());
            branch(ui, 10);
            var first = List.copyOf(ui.run().tokens());
            branch(ui, 20);
            var second = List.copyOf(ui.run().tokens());
            branch(ui, 5);
            var third = List.copyOf(ui.run().tokens());
            showTraces(ui, 1);
            ui.await(() -> rows(ui).getFirst().entry().summary().branches() == 4);
            select(ui, 0);
            var trace = open(ui).trace();
            assertThat(ui.notices.notices()).isEmpty();
            assertThat(trace.branches()).hasSize(4);
            assertThat(trace.branches().stream().skip(1).map(b -> Objects.requireNonNull(b.fork())
                            .parent()))
                    .containsExactly(0, 1, 0);
            assertThat(trace.path(0).tokens()).isEqualTo(root);
            assertThat(trace.path(1).tokens()).isEqualTo(first);
            assertThat(trace.path(2).tokens()).isEqualTo(second);
            assertThat(trace.path(3).tokens()).isEqualTo(third);
            assertThat(opened(ui).replay().run().tokens()).isEqualTo(third);
            assertThat(onInterfaceThread(() ->
                            opened(ui).branches().stream().map(row -> row.id()).toList()))
                    .containsExactly(0, 1, 2, 3);
            onInterfaceThread(
                    () -> opened(ui).branchProperty().set(opened(ui).branches().get(2)));
            assertThat(opened(ui).replay().run().tokens()).isEqualTo(second);
            check(ui);
            var comparison = opened(ui).comparisonProperty().get();
            assertThat(comparison).isNotNull();
            assertThat(comparison.verdict()).startsWith("Same tokens: all " + (TOKENS - 21));
        }
    }

    @Test
    void twoRunsAreComparedTokenByToken() throws TimeoutException {
        try (var ui = ready()) {
            generate(ui, "A prompt", 0.999);
            generate(ui, "A prompt", 0.9);
            showTraces(ui, 2);
            onInterfaceThread(() -> table(ui).getSelectionModel().selectIndices(0, 1));
            ui.robot.clickOn("#traceCompare");
            ui.await(() -> opened(ui).comparisonProperty().get() != null);
            var comparison = opened(ui).comparisonProperty().get();
            assertThat(comparison).isNotNull();
            assertThat(comparison.settings()).anySatisfy(setting -> {
                assertThat(setting.field().name()).isEqualTo("DEPTH");
                assertThat(setting.left() + setting.right()).contains("0.9").contains("0.999");
            });
            assertThat(comparison.tokens()).hasSize(TOKENS);
            assertThat(ui.text("#comparisonDetails")).contains("NLL");
        }
    }

    @Test
    void eitherSideOfAComparisonMayBeAnyBranchAndOneRunsBranchesCanBeCompared() throws TimeoutException {
        try (var ui = ready()) {
            generate(ui, "A prompt", 0.98);
            branch(ui, 10);
            var branched = List.copyOf(ui.run().tokens());
            generate(ui, "A prompt", 0.98);
            showTraces(ui, 2);
            select(ui, 1);
            ui.robot.clickOn("#traceCompare");
            ui.await(() -> opened(ui).comparisonProperty().get() != null);
            assertThat(comparison(ui).firstDifference()).isEqualTo(10);
            assertThat(comparison(ui).right().path().tokens()).isEqualTo(branched);
            assertTextsOfARowStandOnOneLine(ui);

            onInterfaceThread(() -> table(ui).getSelectionModel().selectIndices(0, 1));
            ui.robot.clickOn("#traceCompare");
            ui.await(() -> comparison(ui).sameTokens());
            assertTextsOfARowStandOnOneLine(ui);
            assertThat(ui.node("#rightBranch", ComboBox.class).isVisible())
                    .as("the newer run has one branch")
                    .isFalse();
            onInterfaceThread(() -> {
                @SuppressWarnings("unchecked")
                ComboBox<BranchRow> left = (ComboBox<BranchRow>) ui.node("#leftBranch", ComboBox.class);
                left.setValue(left.getItems().get(1));
            });
            assertThat(comparison(ui).firstDifference()).isEqualTo(10);
            assertThat(comparison(ui).left().path().tokens()).isEqualTo(branched);
            assertThat(ui.text("#checkVerdict")).startsWith("First difference at token 10");
        }
    }

    @Test
    void noHeaderIsCutAtTheSmallestSize() throws TimeoutException {
        try (var ui = ready()) {
            generate(ui, "A prompt", 0.98);
            showTraces(ui, 1);
            for (double width : new double[] {1280, 1024}) {
                ui.resize(width, 700);
                assertThat(ui.cutHeaders("#tracesTable")).as("at %s px", width).isEmpty();
            }
        }
    }

    @Test
    void runsOfTheBundledModelAreFoundComparedRepeatedDeletedAndExported(@TempDir Path files)
            throws TimeoutException, IOException {
        try (var ui = WindowFixture.openOnBundledModels(settings)) {
            ui.awaitReady();
            generate(ui, "Why is the sky blue?", 0.999);
            var first = List.copyOf(ui.run().tokens());
            generate(ui, "Why is the sky blue?", 0.99);
            var second = List.copyOf(ui.run().tokens());
            generate(ui, "Name a colour.", 0.99);
            showTraces(ui, 3);
            onInterfaceThread(() -> ui.node("#traceSearch", TextField.class).setText("sky"));
            ui.await(() -> rows(ui).size() == 2);

            onInterfaceThread(() -> table(ui).getSelectionModel().selectIndices(0, 1));
            ui.robot.clickOn("#traceCompare");
            ui.await(() -> opened(ui).comparisonProperty().get() != null);
            assertDifferences(ui, first, second);

            select(ui, 0);
            check(ui);
            assertThat(comparison(ui).sameTokens()).isTrue();
            assertThat(ui.text("#checkVerdict")).isEqualTo("Same tokens: all " + TOKENS + " came out again");
            assertThat(ui.text("#comparisonDetails")).contains("equal to the last digit");

            ui.robot.clickOn("#traceDelete");
            ui.await(() -> rows(ui).size() == 1);
            ui.robot.clickOn("#undo");
            ui.await(() -> rows(ui).size() == 2);
            select(ui, 0);
            assertThat(open(ui).trace().tokens()).isEqualTo(second);

            var json = files.resolve("run.json");
            var csv = files.resolve("run.csv");
            onInterfaceThread(() -> opened(ui).export(ExportFormat.JSON, json));
            onInterfaceThread(() -> opened(ui).export(ExportFormat.CSV, csv));
            ui.await(() -> Files.exists(csv) && !opened(ui).exportingProperty().get());
            assertThat(TraceReader.read(json)).isEqualTo(open(ui).trace());
            try (var read = new CsvMapper()
                    .readerForMapOf(String.class)
                    .with(CsvSchema.emptySchema().withHeader())
                    .<Map<String, String>>readValues(csv.toFile())) {
                var rows = read.readAll();
                assertThat(rows).extracting(row -> row.get("text")).isEqualTo(texts(second));
                assertThat(rows)
                        .extracting(row -> Integer.valueOf(String.valueOf(row.get("depth"))))
                        .isEqualTo(second.stream().map(TokenRecord::depth).toList());
            }
        }
    }

    /** Every figure of the diff is computed again from the records. */
    private static void assertTextsOfARowStandOnOneLine(WindowFixture ui) {
        WaitForAsyncUtils.waitForFxEvents();
        onInterfaceThread(() -> {
            var tokens = ui.node("#comparedTokens", TableView.class);
            tokens.applyCss();
            tokens.layout();
            for (var row : tokens.lookupAll(".table-row-cell")) {
                var middles = row.lookupAll(".table-cell").stream()
                        .map(cell -> cell.lookup(".text"))
                        .filter(Text.class::isInstance)
                        .map(text -> Math.round(
                                text.localToScene(text.getBoundsInLocal()).getCenterY()))
                        .distinct()
                        .toList();
                assertThat(middles).hasSizeLessThan(2);
            }
        });
    }

    private static void assertDifferences(WindowFixture ui, List<TokenRecord> first, List<TokenRecord> second) {
        int common = 0;
        while (common < TOKENS && first.get(common).id() == second.get(common).id()) {
            common++;
        }
        assertThat(common).isBetween(1, TOKENS - 1);
        var comparison = comparison(ui);
        assertThat(comparison.firstDifference()).isEqualTo(common);
        assertThat(comparison.left().path().tokens()).as("the older run").isEqualTo(first);
        double greatest = 0;
        for (int i = 0; i < common; i++) {
            greatest = Math.max(
                    greatest, Math.abs(second.get(i).nll() - first.get(i).nll()));
        }
        assertThat(ui.text("#comparisonDetails"))
                .contains("of the first " + common + " tokens")
                .contains("at most " + Figures.fixed(greatest, 6) + " nats");
        int token = common - 1;
        var chart = ui.node(".comparison .chart-view", javafx.scene.Node.class);
        assertThat(chart.getId()).isEqualTo("chart-nll-difference");
        var view = (NllDifferenceView) chart.getParent();
        onInterfaceThread(() -> view.selectedTokenProperty().set(token));
        WaitForAsyncUtils.waitForFxEvents();
        assertThat(ui.node("#comparedTokens", TableView.class)
                        .getSelectionModel()
                        .getSelectedIndex())
                .isEqualTo(token);
        assertThat(onInterfaceThread(view::readout))
                .contains(String.format(
                        Locale.ROOT,
                        "difference %+.6f nats",
                        second.get(token).nll() - first.get(token).nll()));
    }

    private static List<String> texts(List<TokenRecord> tokens) {
        return tokens.stream().map(TokenRecord::text).toList();
    }

    private static Comparison comparison(WindowFixture ui) {
        return Objects.requireNonNull(
                onInterfaceThread(() -> opened(ui).comparisonProperty().get()));
    }

    @Test
    void exportsAppearAndWhatCannotBeWrittenIsReported(@TempDir Path files) throws TimeoutException {
        try (var ui = ready()) {
            generate(ui, "A prompt", 0.98);
            showTraces(ui, 1);
            select(ui, 0);
            for (var format : ExportFormat.values()) {
                var target = files.resolve("run." + format.extension());
                var written = format.isImage() ? files.resolve("run-depth." + format.extension()) : target;
                onInterfaceThread(() -> opened(ui).export(format, target));
                ui.await(() -> !opened(ui).exportingProperty().get());
                assertThat(written).isNotEmptyFile();
            }
            assertThat(TraceReader.read(files.resolve("run.json"))).isEqualTo(open(ui).trace());
            onInterfaceThread(() -> ui.notices.dismissAll());
            onInterfaceThread(() -> opened(ui).export(ExportFormat.PNG, files.resolve("run.png")));
            ui.await(() -> !ui.notices.notices().isEmpty());
            assertThat(ui.notices.notices().getFirst().cause()).contains("already exists");
        }
    }

    @Test
    void aFileThatIsNoTraceIsRefusedAndADamagedOneInTheLibraryIsNamed(@TempDir Path files)
            throws TimeoutException, IOException {
        var library = settings.resolve("traces");
        Files.createDirectories(library);
        Files.writeString(library.resolve("20260101-000000-000-aaaaaa" + TraceLibrary.EXTENSION), "not a trace");
        try (var ui = ready()) {
            ui.await(() -> ui.notices.notices().stream()
                    .anyMatch(notice -> notice.cause().contains("20260101-000000-000-aaaaaa")));
            onInterfaceThread(() -> ui.notices.dismissAll());
            var bad = files.resolve("bad.d3trace.json");
            Files.writeString(bad, "{}");
            onInterfaceThread(() -> ui.window.frame().open(bad));
            ui.await(() -> !ui.notices.notices().isEmpty());
            assertThat(ui.notices.notices().getFirst().cause()).contains("bad.d3trace.json");
            assertThat(ui.node("#tracesTable", TableView.class).getScene()).isNotNull();
        }
    }

    @Test
    void aRunThatEndsBeforeItsFirstTokenLeavesNothing() throws TimeoutException, IOException {
        try (var ui = ready()) {
            onInterfaceThread(() -> ui.explore().prompt().textProperty().set("word ".repeat(400)));
            ui.press(KeyCode.CONTROL, KeyCode.ENTER);
            ui.await(() -> !ui.notices.notices().isEmpty());
            ui.awaitReady();
            showTraces(ui, 0);
            try (var left = Files.list(settings.resolve("traces")).filter(Files::isRegularFile)) {
                assertThat(left).isEmpty();
            }
        }
    }

    private WindowFixture ready() throws TimeoutException {
        var ui = WindowFixture.open(settings, Optional.of(WindowFixture.TINY));
        ui.awaitReady();
        return ui;
    }

    private static void ask(WindowFixture ui, String prompt, double alpha) {
        onInterfaceThread(() -> {
            var explore = ui.explore();
            explore.prompt().textProperty().set(prompt);
            explore.ignoreEndTokensProperty().set(true);
            explore.referenceProperty().set(true);
            explore.depth().maxNewTokensProperty().set(TOKENS);
            explore.depth().alphaProperty().set(alpha);
            explore.depth().startProperty().set(0);
        });
    }

    private static void generate(WindowFixture ui, String prompt, double alpha) throws TimeoutException {
        ask(ui, prompt, alpha);
        ui.press(KeyCode.CONTROL, KeyCode.ENTER);
        awaitEnd(ui);
    }

    private static void branch(WindowFixture ui, int index) throws TimeoutException {
        var token = ui.run().tokens().get(index);
        var other = token.candidates().stream()
                .filter(candidate -> candidate.id() != token.id())
                .findFirst()
                .orElseThrow();
        onInterfaceThread(() -> ui.explore().branch(index, other));
        awaitEnd(ui);
        assertThat(ui.run().tokens().get(index).id()).isEqualTo(other.id());
    }

    private static void awaitEnd(WindowFixture ui) throws TimeoutException {
        ui.await(() -> ui.explore().stateProperty().get() == RunState.READY
                && ui.run().endReasonProperty().get() != null);
    }

    private static void showTraces(WindowFixture ui, int runs) throws TimeoutException {
        var button = onInterfaceThread(() -> ui.stage.getScene().getRoot().lookupAll(".navigation-button").stream()
                .map(ToggleButton.class::cast)
                .filter(candidate -> candidate.getText().equals("Traces"))
                .findFirst()
                .orElseThrow());
        ui.robot.clickOn(button);
        ui.await(() -> rows(ui).size() == runs);
    }

    private static List<TraceRow> rows(WindowFixture ui) {
        return ui.window.traces().list().rows();
    }

    private static List<String> titles(WindowFixture ui) {
        return onInterfaceThread(() -> rows(ui).stream().map(TraceRow::title).toList());
    }

    @SuppressWarnings("unchecked")
    private static TableView<TraceRow> table(WindowFixture ui) {
        return (TableView<TraceRow>) ui.node("#tracesTable", TableView.class);
    }

    private static void select(WindowFixture ui, int row) throws TimeoutException {
        var wanted = rows(ui).get(row).entry().file();
        var table = table(ui);
        onInterfaceThread(() -> table.getSelectionModel().clearAndSelect(row));
        ui.await(() ->
                opened(ui).openedProperty().get() != null && open(ui).file().equals(wanted));
        WaitForAsyncUtils.waitForFxEvents();
    }

    private static OpenedTraceViewModel opened(WindowFixture ui) {
        return ui.window.traces().opened();
    }

    private static OpenTrace open(WindowFixture ui) {
        return Objects.requireNonNull(
                onInterfaceThread(() -> opened(ui).openedProperty().get()));
    }

    private static void check(WindowFixture ui) throws TimeoutException {
        ui.press(KeyCode.CONTROL, KeyCode.R);
        ui.await(() -> !opened(ui).checkingProperty().get()
                && (opened(ui).comparisonProperty().get() != null
                        || !ui.notices.notices().isEmpty()));
    }
}
