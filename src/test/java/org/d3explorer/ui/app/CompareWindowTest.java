package org.d3explorer.ui.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.d3explorer.ui.app.WindowFixture.onInterfaceThread;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;
import javafx.scene.control.Label;
import javafx.scene.control.TableView;
import javafx.scene.control.ToggleButton;
import javafx.scene.input.Clipboard;
import javafx.scene.input.KeyCode;
import javafx.scene.paint.Color;
import javafx.scene.shape.Shape;
import javafx.stage.Window;
import org.d3explorer.depth.Preset;
import org.d3explorer.depth.SkipOrder;
import org.d3explorer.evaluation.TeacherForcedToken;
import org.d3explorer.trace.RunStatistics;
import org.d3explorer.trace.TokenRecord;
import org.d3explorer.ui.compare.ColumnViewModel;
import org.d3explorer.ui.compare.CompareFigure;
import org.d3explorer.ui.compare.CompareMode;
import org.d3explorer.ui.compare.CompareState;
import org.d3explorer.ui.compare.CompareViewModel;
import org.d3explorer.ui.compare.ComparisonRow;
import org.d3explorer.ui.explore.RunState;
import org.d3explorer.ui.text.Figures;
import org.d3explorer.ui.view.ColorBar;
import org.d3explorer.ui.view.RunModel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.testfx.util.WaitForAsyncUtils;

class CompareWindowTest {
    private static final Path BUNDLED = Path.of("models", "smollm2-135m-instruct");

    /**
     * One row at a time and many rows at once round 8-bit activations differently, by up to 0.14 nats here where a token is
     * improbable; a row off would be several nats.
     */
    private static final double INT8_ROUNDING = 0.4;

    @TempDir
    private Path settings;

    @Test
    void bothComparisonsShowTheEnginesRecords() throws TimeoutException {
        try (var ui = open(WindowFixture.TINY, 40, true)) {
            var model = model(ui);
            ui.press(KeyCode.CONTROL, KeyCode.ENTER);
            awaitDone(ui);

            var full = model.fullDepth();
            assertThat(full.run().tokens()).hasSize(40).allMatch(token -> token.depth() == 4);
            assertFreeRunningRows(ui);
            assertDivergences(model);
            for (var column : model.columns()) {
                assertScoredOnTheReferencesTokens(full, column, 1e-4);
            }
            ui.press(KeyCode.CONTROL, KeyCode.J);
            assertThat(onInterfaceThread(() -> model.modeProperty().get())).isEqualTo(CompareMode.TEACHER_FORCED);
            assertTeacherForcedRows(ui);
            ui.press(KeyCode.CONTROL, KeyCode.SHIFT, KeyCode.C);
            var copied = onInterfaceThread(() -> Clipboard.getSystemClipboard().getString());
            assertThat(copied.lines()).hasSize(4).allMatch(line -> line.split("\t").length == 10);
            assertThat(copied).contains(CompareFigure.MEAN_KL.text(rows(ui).get(1)));
        }
    }

    @Test
    void theBundledModelsSpeedupsAreMeasuredOnRequest() throws TimeoutException {
        try (var ui = open(BUNDLED, 12, false)) {
            var model = model(ui);
            onInterfaceThread(
                    () -> model.columns().getFirst().depth().alphaProperty().set(0.9));
            ui.press(KeyCode.CONTROL, KeyCode.ENTER);
            awaitDone(ui);
            assertFreeRunningRows(ui);
            assertDivergences(model);
            model.columns()
                    .forEach(column -> assertScoredOnTheReferencesTokens(model.fullDepth(), column, INT8_ROUNDING));
            assertOutcomesNameWhatWasSkipped(ui);
            ui.press(KeyCode.CONTROL, KeyCode.J);
            assertTeacherForcedRows(ui);
            assertThat(ui.node("#divergenceBar", ColorBar.class).isVisible()).isTrue();
            assertThat(ui.node("#divergenceBar", ColorBar.class).getAccessibleText())
                    .isEqualTo("From 0 to ≥\u202f1 nats");
            assertThat(rows(ui))
                    .allMatch(row -> CompareFigure.MEASURED.text(row).equals(Figures.NONE));
            ui.press(KeyCode.CONTROL, KeyCode.M);
            ui.await(() -> model.columns().stream().allMatch(column -> column.speedup() != null));
            awaitDone(ui);
            for (int i = 0; i < model.columns().size(); i++) {
                assertThat(CompareFigure.MEASURED.text(rows(ui).get(i + 1)))
                        .isEqualTo(Figures.ratio(
                                Objects.requireNonNull(model.columns().get(i).speedup())
                                        .median()));
            }
        }
    }

    @Test
    void equalMeanDepthSetsTheOtherConfigurationsAndUndoBringsThemBack() throws TimeoutException {
        try (var ui = open(WindowFixture.TINY, 50, true)) {
            var model = model(ui);
            ui.press(KeyCode.CONTROL, KeyCode.N);
            onInterfaceThread(() -> {
                model.columns().get(0).depth().presetProperty().set(Preset.UNIFIED);
                model.columns().get(0).depth().constantDepthProperty().set(3);
                model.columns().get(1).depth().presetProperty().set(Preset.D3);
                model.columns().get(1).depth().alphaProperty().set(0.5);
                model.columns().get(2).depth().presetProperty().set(Preset.SKIPDECODE);
                model.columns().get(2).depth().minDepthProperty().set(4);
            });
            ui.press(KeyCode.CONTROL, KeyCode.E);
            assertThat(meanDepth(model, 0)).isEqualTo(3);
            assertThat(meanDepth(model, 1)).isCloseTo(3, within(0.5));
            assertThat(meanDepth(model, 2)).isCloseTo(3, within(0.5));
            ui.press(KeyCode.CONTROL, KeyCode.Z);
            assertThat(model.columns().get(1).depth().alphaProperty().get()).isEqualTo(0.5);
            assertThat(model.columns().get(2).depth().minDepthProperty().get()).isEqualTo(4);
            onInterfaceThread(() -> model.removeColumn(model.columns().get(0)));
            assertThat(rows(ui)).hasSize(3);
            ui.press(KeyCode.CONTROL, KeyCode.Z);
            assertThat(model.columns()).hasSize(3);
            assertThat(model.columns()
                            .getFirst()
                            .depth()
                            .constantDepthProperty()
                            .get())
                    .isEqualTo(3);
        }
    }

    @Test
    void meanDepthsAgreeOrTheViewSaysWhichCannot() throws TimeoutException {
        try (var ui = open(BUNDLED, 128, false)) {
            var model = model(ui);
            ui.press(KeyCode.CONTROL, KeyCode.N);
            ui.press(KeyCode.CONTROL, KeyCode.N);
            onInterfaceThread(() -> {
                model.columns().get(0).depth().alphaProperty().set(0.9971);
                model.columns().get(0).depth().startProperty().set(0);
            });
            double wanted = meanDepth(model, 0);
            ui.press(KeyCode.CONTROL, KeyCode.E);
            for (int i = 0; i < 4; i++) {
                assertThat(meanDepth(model, i)).isCloseTo(meanDepth(model, 0), within(0.05));
            }
            assertThat(meanDepth(model, 0)).isCloseTo(wanted, within(1.0)).isLessThan(30);
            assertThat(model.activityProperty().get())
                    .contains(Figures.fixed(meanDepth(model, 0), 2))
                    .contains("A had " + Figures.fixed(wanted, 2));

            onInterfaceThread(
                    () -> model.columns().get(1).depth().presetProperty().set(Preset.FULL));
            ui.press(KeyCode.CONTROL, KeyCode.E);
            assertThat(ui.notices.notices().getFirst().cause())
                    .contains("cannot be made equal")
                    .contains("B 30.00 (always all layers)");
        }
    }

    @Test
    void undoOfARemovedConfigurationBringsItsTextsAndFiguresBack() throws TimeoutException {
        try (var ui = open(WindowFixture.TINY, 30, true)) {
            var model = model(ui);
            ui.press(KeyCode.CONTROL, KeyCode.ENTER);
            awaitDone(ui);
            var removed = model.columns().getFirst();
            var before = rows(ui);
            var ids = removed.ids();
            assertThat(ids).hasSize(30);
            onInterfaceThread(() -> model.removeColumn(removed));
            assertThat(rows(ui)).hasSize(2);
            ui.press(KeyCode.CONTROL, KeyCode.Z);
            assertThat(rows(ui)).isEqualTo(before);
            assertThat(model.columns().getFirst().ids()).isEqualTo(ids);
            assertThat(outcome(ui, "A"))
                    .isEqualTo(removed.outcomeProperty().get())
                    .isNotEmpty();

            onInterfaceThread(() -> model.removeColumn(removed));
            ui.press(KeyCode.CONTROL, KeyCode.ENTER);
            awaitDone(ui);
            ui.press(KeyCode.CONTROL, KeyCode.Z);
            assertThat(model.columns()).contains(removed);
            assertThat(removed.ids()).as("compared with another text meanwhile").isEmpty();
        }
    }

    @Test
    void thePositionUnderThePointerAndTheSelectedOneAreTheSameInEveryText() throws TimeoutException {
        try (var ui = open(WindowFixture.TINY, 30, true)) {
            var model = model(ui);
            onInterfaceThread(() -> {
                model.columns().getFirst().depth().alphaProperty().set(0.5);
                model.columns().getFirst().depth().startProperty().set(0);
            });
            ui.press(KeyCode.CONTROL, KeyCode.ENTER);
            awaitDone(ui);
            onInterfaceThread(
                    () -> model.fullDepth().run().hoveredTokenProperty().set(7));
            assertThat(texts(model))
                    .allMatch(text -> text.hoveredTokenProperty().get() == 7);
            onInterfaceThread(() ->
                    model.columns().getLast().scored().hoveredTokenProperty().set(RunModel.NONE));
            assertThat(texts(model))
                    .allMatch(text -> text.hoveredTokenProperty().get() == RunModel.NONE);
            ui.press(KeyCode.CONTROL, KeyCode.N);
            onInterfaceThread(() ->
                    model.columns().getFirst().run().selectedTokenProperty().set(12));
            assertThat(model.fullDepth().run().selectedTokenProperty().get()).isEqualTo(12);
            assertThat(model.columns().getLast().run().selectedTokenProperty().get())
                    .as("has no text")
                    .isEqualTo(RunModel.NONE);
            int divergence =
                    model.columns().getFirst().run().driftTokenProperty().get();
            assertThat(divergence).isNotEqualTo(RunModel.NONE);
            ui.robot.clickOn(ui.node("#column-A .compare-outcome", Label.class));
            assertThat(model.fullDepth().run().selectedTokenProperty().get()).isEqualTo(divergence);
        }
    }

    @Test
    void theKeyGoesFromFirstDivergenceToFirstDivergenceAndRoundAgain() throws TimeoutException {
        try (var ui = open(WindowFixture.TINY, 30, true)) {
            var model = model(ui);
            ui.press(KeyCode.F7);
            assertThat(onInterfaceThread(() -> model.activityProperty().get())).startsWith("No text differs");
            onInterfaceThread(() -> {
                model.columns().getFirst().depth().alphaProperty().set(0.5);
                model.columns().getFirst().depth().startProperty().set(12);
                model.columns().getLast().depth().constantDepthProperty().set(2);
            });
            ui.press(KeyCode.CONTROL, KeyCode.ENTER);
            awaitDone(ui);
            var divergences = model.columns().stream()
                    .map(column -> column.run().driftTokenProperty().get())
                    .distinct()
                    .sorted()
                    .toList();
            assertThat(divergences).hasSize(2).doesNotContain(RunModel.NONE);
            for (int expected : List.of(divergences.getFirst(), divergences.getLast(), divergences.getFirst())) {
                ui.press(KeyCode.F7);
                assertThat(model.fullDepth().run().selectedTokenProperty().get())
                        .isEqualTo(expected);
            }
        }
    }

    @Test
    void theTableNamesTheSettingsAsTheyAreNow() throws TimeoutException {
        try (var ui = open(WindowFixture.TINY, 10, true)) {
            var unified = model(ui).columns().getLast().depth();
            for (int depth = 1; depth <= 3; depth++) {
                int layers = depth;
                onInterfaceThread(() -> unified.constantDepthProperty().set(layers));
                assertThat(rows(ui).getLast().name())
                        .isEqualTo("B · Unified skipping, " + layers + (layers == 1 ? " layer" : " layers"));
            }
        }
    }

    @Test
    void textsThatAreThereStayReadableWhenAConfigurationIsAdded() throws TimeoutException {
        try (var ui = open(WindowFixture.TINY, 10, true)) {
            ui.press(KeyCode.CONTROL, KeyCode.ENTER);
            awaitDone(ui);
            assertThat(model(ui)
                            .columns()
                            .getFirst()
                            .scored()
                            .endReasonProperty()
                            .get())
                    .as("nothing comes any more of full depth's text")
                    .isNotNull();
            ui.press(KeyCode.CONTROL, KeyCode.N);
            assertThat(emptyTextShown(ui, "#text-R")).isFalse();
            assertThat(emptyTextShown(ui, "#text-A")).isFalse();
            assertThat(emptyTextShown(ui, "#text-C")).isTrue();
        }
    }

    private static boolean emptyTextShown(WindowFixture ui, String column) {
        return onInterfaceThread(
                () -> ui.node(column + " #generated .text-muted", Label.class).isVisible());
    }

    @Test
    void theFurtherSettingsCanBeReadInBothThemes() throws TimeoutException {
        try (var ui = open(WindowFixture.TINY, 10, true)) {
            for (int theme = 0; theme < 2; theme++) {
                ui.robot.clickOn(ui.node("#column-A .toggle-button", ToggleButton.class));
                WaitForAsyncUtils.waitForFxEvents();
                double contrast = onInterfaceThread(() -> {
                    var root = Window.getWindows().stream()
                            .map(window -> window.getScene().getRoot())
                            .filter(candidate -> candidate.lookup(".popover") != null)
                            .findFirst()
                            .orElseThrow();
                    var ground = (Color) ((Shape) root.lookup(".border")).getFill();
                    var text = (Color) ((Label) root.lookup(".content .label")).getTextFill();
                    return Math.abs(ground.getBrightness() - text.getBrightness());
                });
                assertThat(contrast).isGreaterThan(0.5);
                ui.robot.clickOn(ui.node("#column-A .toggle-button", ToggleButton.class));
                ui.press(KeyCode.CONTROL, KeyCode.T);
            }
        }
    }

    @Test
    void aConfigurationThatFailsSaysSoInItsColumnAndTheOthersGoOn() throws TimeoutException {
        try (var ui =
                WindowFixture.open(settings, WindowFixture.TINY, engine -> new FailingEngine(engine, SkipOrder.EVEN))) {
            ui.awaitReady();
            showCompare(ui);
            var model = model(ui);
            ui.press(KeyCode.CONTROL, KeyCode.N);
            onInterfaceThread(() -> model.maxNewTokensProperty().set(20));
            onInterfaceThread(() -> model.ignoreEndTokensProperty().set(true));
            ui.press(KeyCode.CONTROL, KeyCode.ENTER);
            awaitDone(ui);
            assertThat(model.columns().get(1).failureProperty().get()).startsWith("Failed: layer 3 broke");
            assertThat(ui.node("#column-B .problem", Label.class).getScene()).isNotNull();
            assertThat(model.columns().get(1).run().tokens()).isEmpty();
            for (int i : new int[] {0, 2}) {
                assertThat(model.columns().get(i).ids()).hasSize(20);
                assertThat(model.columns().get(i).score()).isNotNull();
            }
            assertThat(model.columns().get(1).score()).isNull();
            assertThat(ui.notices.notices().getFirst().cause()).contains("layer 3 broke");
            assertThat(CompareFigure.MEAN_DEPTH.text(rows(ui).get(2))).isEqualTo(Figures.NONE);
        }
    }

    @Test
    void whatWasDoneBeforeAStopStaysAndTheOthersSayThatTheyWereNotRun() throws TimeoutException {
        try (var ui = open(BUNDLED, 200, true)) {
            var model = model(ui);
            ui.press(KeyCode.CONTROL, KeyCode.ENTER);
            ui.await(() -> model.fullDepth().run().tokens().size() > 5);
            assertThat(outcome(ui, "A")).startsWith("Waits");
            assertThat(onInterfaceThread(() -> model.progressProperty().get())).isPositive();
            ui.press(KeyCode.ESCAPE);
            awaitDone(ui);
            assertThat(outcome(ui, "R")).endsWith("; stopped");
            assertThat(outcome(ui, "A")).isEqualTo("Not run");
            ui.press(KeyCode.CONTROL, KeyCode.J);
            assertThat(outcome(ui, "B")).isEqualTo("Not scored on full depth's text");
            assertThat(CompareFigure.MEAN_DEPTH.text(rows(ui).getFirst())).isEqualTo("30.00");
        }
    }

    @Test
    void noHeaderOfTheTableIsCutAtTheSmallestSize() throws TimeoutException {
        try (var ui = open(WindowFixture.TINY, 20, true)) {
            ui.press(KeyCode.CONTROL, KeyCode.N);
            ui.press(KeyCode.CONTROL, KeyCode.N);
            ui.press(KeyCode.CONTROL, KeyCode.ENTER);
            awaitDone(ui);
            for (double width : new double[] {1280, 1024}) {
                ui.resize(width, 700);
                assertThat(ui.cutHeaders("#table")).as("at %s px", width).isEmpty();
            }
        }
    }

    @Test
    void arrowKeysChooseTheComparisonAndOneIsAlwaysChosen() throws TimeoutException {
        try (var ui = open(WindowFixture.TINY, 10, true)) {
            var forced = ui.node("#teacherForced", ToggleButton.class);
            ui.robot.clickOn("#freeRunning");
            ui.press(KeyCode.RIGHT);
            assertThat(forced.isSelected()).isTrue();
            assertThat(model(ui).modeProperty().get()).isEqualTo(CompareMode.TEACHER_FORCED);
            ui.robot.clickOn(forced);
            assertThat(forced.isSelected()).isTrue();
            assertThat(model(ui).modeProperty().get()).isEqualTo(CompareMode.TEACHER_FORCED);
        }
    }

    @Test
    void theEngineServesOneViewAtATimeAndEscapeStops() throws TimeoutException {
        try (var ui = open(WindowFixture.TINY, 200, true)) {
            var model = model(ui);
            onInterfaceThread(() -> ui.explore().step());
            ui.awaitTokens(1);
            ui.press(KeyCode.CONTROL, KeyCode.ENTER);
            assertThat(ui.notices.notices().getFirst().cause()).startsWith("The engine is busy");
            assertThat(model.fullDepth().run().tokens()).isEmpty();
            onInterfaceThread(() -> ui.explore().stop());
            ui.awaitReady();

            var states = new ArrayList<RunState>();
            onInterfaceThread(
                    () -> ui.explore().stateProperty().addListener((observable, before, now) -> states.add(now)));
            ui.press(KeyCode.CONTROL, KeyCode.ENTER);
            ui.press(KeyCode.ESCAPE);
            awaitDone(ui);
            assertThat(states.getFirst()).isEqualTo(RunState.LENT);
            ui.awaitReady();
        }
    }

    @Test
    void withoutAModelTheViewSaysWhatToDo() throws TimeoutException {
        try (var ui = WindowFixture.open(settings, Optional.empty())) {
            showCompare(ui);
            assertThat(ui.node("#noModelPane", javafx.scene.Node.class).isVisible())
                    .isTrue();
            ui.press(KeyCode.CONTROL, KeyCode.ENTER);
            assertThat(ui.notices.notices().getFirst().cause()).isEqualTo("No model is loaded");
        }
    }

    @Test
    void anEmptyPromptAndImpossibleSettingsAreNotices() throws TimeoutException {
        try (var ui = open(WindowFixture.TINY, 10, true)) {
            var model = model(ui);
            onInterfaceThread(
                    () -> model.columns().getFirst().depth().coreHeadProperty().set(9));
            ui.press(KeyCode.CONTROL, KeyCode.ENTER);
            assertThat(ui.notices.notices().getFirst().cause()).startsWith("A: core layers are 9");
            onInterfaceThread(() -> model.prompt().textProperty().set(" "));
            ui.press(KeyCode.CONTROL, KeyCode.ENTER);
            assertThat(ui.notices.notices().getFirst().cause()).isEqualTo("The prompt is empty");
            assertThat(onInterfaceThread(() -> model.stateProperty().get())).isEqualTo(CompareState.IDLE);
        }
    }

    private static void assertFreeRunningRows(WindowFixture ui) {
        var model = model(ui);
        for (int i = 0; i < model.columns().size(); i++) {
            var run = model.columns().get(i).run();
            var expected = RunStatistics.of(run.headerProperty().get(), run.tokens(), run.references());
            var row = rows(ui).get(i + 1);
            assertThat(run.references()).hasSameSizeAs(run.tokens());
            assertThat(CompareFigure.MEAN_DEPTH.text(row))
                    .isEqualTo(Figures.fixed(
                            run.tokens().stream()
                                    .skip(1)
                                    .mapToInt(TokenRecord::depth)
                                    .average()
                                    .orElseThrow(),
                            2));
            assertThat(CompareFigure.OPERATIONS.text(row)).isEqualTo(Figures.ratio(expected.operationsRatio()));
            assertThat(CompareFigure.IDEAL.text(row)).isEqualTo(Figures.ratio(expected.idealSpeedup()));
            assertThat(CompareFigure.PERPLEXITY.text(row)).isEqualTo(Figures.fixed(expected.perplexity(), 2));
            assertThat(CompareFigure.MEAN_KL.text(row))
                    .isEqualTo(Figures.fixed(expected.kl().mean(), 4));
            assertThat(CompareFigure.MAX_KL.text(row)).isEqualTo(Figures.fixed(expected.maxKl(), 3));
        }
        assertThat(CompareFigure.MEAN_KL.text(rows(ui).getFirst())).isEqualTo(Figures.NONE);
    }

    private static void assertTeacherForcedRows(WindowFixture ui) {
        var model = model(ui);
        for (int i = 0; i < model.columns().size(); i++) {
            var tokens = Objects.requireNonNull(model.columns().get(i).score()).tokens();
            var row = rows(ui).get(i + 1);
            double depth = tokens.stream()
                    .skip(1)
                    .mapToInt(token -> token.executed().size())
                    .average()
                    .orElseThrow();
            assertThat(CompareFigure.MEAN_DEPTH.text(row)).isEqualTo(Figures.fixed(depth, 2));
            assertThat(CompareFigure.OPERATIONS.text(row))
                    .isEqualTo(Figures.ratio(model.fullDepth().run().layers() / depth));
            assertThat(CompareFigure.MEAN_KL.text(row))
                    .isEqualTo(Figures.fixed(mean(tokens, TeacherForcedToken::kl), 4));
            assertThat(CompareFigure.MAX_KL.text(row))
                    .isEqualTo(Figures.fixed(
                            tokens.stream()
                                    .mapToDouble(TeacherForcedToken::kl)
                                    .max()
                                    .orElseThrow(),
                            3));
            assertThat(CompareFigure.PERPLEXITY.text(row))
                    .isEqualTo(Figures.fixed(Math.exp(mean(tokens, TeacherForcedToken::nll)), 2));
            double same = mean(tokens, token -> token.sameTop1() ? 1 : 0);
            assertThat(CompareFigure.TOP1.text(row)).isEqualTo(Figures.percent(same, 1));
            assertThat(outcome(ui, model.letter(model.columns().get(i))))
                    .startsWith("Same first choice at " + Math.round(same * tokens.size()) + " of " + tokens.size());
        }
    }

    private static double mean(List<TeacherForcedToken> tokens, ToDoubleFunction<TeacherForcedToken> value) {
        return tokens.stream().mapToDouble(value).average().orElseThrow();
    }

    /** The layers named are those that the record of the first different token lacks. */
    private static void assertOutcomesNameWhatWasSkipped(WindowFixture ui) {
        var model = model(ui);
        for (var column : model.columns()) {
            int at = column.run().driftTokenProperty().get();
            if (at == RunModel.NONE) {
                continue;
            }
            int ran = column.run().tokens().get(at).executed().size();
            var words = outcome(ui, model.letter(column));
            assertThat(words).startsWith("Differs from token " + at + " on");
            if (ran == 30) {
                assertThat(words).contains("no layer skipped there");
            } else {
                var layers = words.substring(words.indexOf('(') + 1, words.indexOf(')'));
                assertThat(words).contains("skipped there: " + (30 - ran) + " of 30 layers");
                assertThat(layersNamed(layers))
                        .hasSize(30 - ran)
                        .noneMatch(layer ->
                                column.run().tokens().get(at).executed().contains(layer));
            }
        }
    }

    private static List<Integer> layersNamed(String ranges) {
        var layers = new ArrayList<Integer>();
        for (var range : ranges.split(", ")) {
            var ends = range.split("–");
            for (int l = Integer.parseInt(ends[0]); l <= Integer.parseInt(ends[ends.length - 1]); l++) {
                layers.add(l);
            }
        }
        return layers;
    }

    private static String outcome(WindowFixture ui, String letter) {
        return ui.text("#column-" + letter + " .compare-outcome");
    }

    private static List<RunModel> texts(CompareViewModel model) {
        return Stream.concat(Stream.of(model.fullDepth()), model.columns().stream())
                .flatMap(column ->
                        column.isReference() ? Stream.of(column.run()) : Stream.of(column.run(), column.scored()))
                .toList();
    }

    private static void assertDivergences(CompareViewModel model) {
        var full = model.fullDepth().ids();
        for (var column : model.columns()) {
            int marked = column.run().driftTokenProperty().get();
            var ids = column.ids();
            int same = 0;
            while (same < Math.min(full.size(), ids.size()) && full.get(same).equals(ids.get(same))) {
                same++;
            }
            boolean equal = same == full.size() && same == ids.size();
            assertThat(marked).isEqualTo(equal ? RunModel.NONE : same);
        }
    }

    /** As far as the texts are the same, scoring has to find what the comparison while generating found. */
    private static void assertScoredOnTheReferencesTokens(
            ColumnViewModel full, ColumnViewModel column, double tolerance) {
        var score = Objects.requireNonNull(column.score());
        assertThat(score.tokens().stream().map(TeacherForcedToken::id)).isEqualTo(full.ids());
        int marked = column.run().driftTokenProperty().get();
        int same = marked == RunModel.NONE ? full.ids().size() : marked;
        assertThat(same).isPositive();
        for (int i = 0; i < same; i++) {
            var token = score.tokens().get(i);
            assertThat(token.executed()).isEqualTo(column.run().tokens().get(i).executed());
            assertThat(token.nll()).isCloseTo(column.run().tokens().get(i).nll(), within(tolerance));
            assertThat(token.kl()).isCloseTo(column.run().references().get(i).kl(), within(tolerance));
        }
    }

    private static double meanDepth(CompareViewModel model, int column) {
        return model.columns().get(column).depth().expectedMeanDepthProperty().get();
    }

    @SuppressWarnings("unchecked")
    private static List<ComparisonRow> rows(WindowFixture ui) {
        return List.copyOf(
                (List<ComparisonRow>) ui.node("#table", TableView.class).getItems());
    }

    private static CompareViewModel model(WindowFixture ui) {
        return ui.window.compare().model();
    }

    private WindowFixture open(Path bundle, int tokens, boolean ignoreEnd) throws TimeoutException {
        var ui = WindowFixture.open(settings, Optional.of(bundle));
        ui.awaitReady();
        showCompare(ui);
        onInterfaceThread(() -> {
            model(ui).maxNewTokensProperty().set(tokens);
            model(ui).ignoreEndTokensProperty().set(ignoreEnd);
        });
        return ui;
    }

    private static void showCompare(WindowFixture ui) {
        var button = ui.robot
                .lookup((javafx.scene.Node node) -> "view-compare.title".equals(node.getId()))
                .queryAs(ToggleButton.class);
        ui.robot.clickOn(button);
    }

    private static void awaitDone(WindowFixture ui) throws TimeoutException {
        ui.await(() -> model(ui).stateProperty().get() == CompareState.IDLE);
    }
}
