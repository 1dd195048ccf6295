package org.d3explorer.ui.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.d3explorer.ui.app.WindowFixture.onInterfaceThread;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeoutException;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.ComboBox;
import javafx.scene.control.Slider;
import javafx.scene.control.TableView;
import javafx.scene.input.KeyCode;
import org.d3explorer.depth.DepthSchedule;
import org.d3explorer.trace.Branch;
import org.d3explorer.trace.EndReason;
import org.d3explorer.trace.Fork;
import org.d3explorer.trace.ReferencePass;
import org.d3explorer.trace.TokenRecord;
import org.d3explorer.trace.Trace;
import org.d3explorer.trace.TraceLibrary;
import org.d3explorer.trace.TraceReader;
import org.d3explorer.ui.explore.BranchRow;
import org.d3explorer.ui.explore.RunState;
import org.d3explorer.ui.explore.StatusFigure;
import org.d3explorer.ui.text.Figures;
import org.d3explorer.ui.traces.OpenedTraceViewModel;
import org.d3explorer.ui.view.RunModel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Branches of a run of the model that comes with the program: made, left, gone back to, kept, and replayed. */
class BranchingWindowTest {
    private static final int TOKENS = 24;

    @TempDir
    private Path settings;

    @Test
    void branchesAreMadeShownAgainUndoneAndAllOfThemAreInTheTrace() throws TimeoutException, IOException {
        try (var ui = generated()) {
            var first = tokens(ui);
            assertThat(ui.node("#branchBar", Node.class).isVisible()).isFalse();
            assertThat(ui.node("#undo", Button.class).isDisabled()).isTrue();

            selectToken(ui, 8);
            ui.robot.clickOn(ui.robot.lookup("#candidates .button").nth(2).queryButton());
            awaitEnd(ui);
            var second = tokens(ui);
            assertThat(second.subList(0, 8)).isEqualTo(first.subList(0, 8));
            var alternative = first.get(8).candidates().get(2);
            assertThat(second.get(8)).isEqualTo(first.get(8).choosing(alternative));
            assertThat(second).hasSize(TOKENS);
            assertThat(shown(ui)).startsWith("Branch 2 of 2 · from token 8: ");
            assertThat(ui.node("#branchBar", Node.class).isVisible()).isTrue();

            focusSlider(ui);
            ui.press(KeyCode.CONTROL, KeyCode.Z);
            assertThat(tokens(ui)).isEqualTo(first);
            assertThat(shown(ui)).startsWith("Branch 1 of 2");
            assertFiguresAreOf(ui, first);
            ui.press(KeyCode.CONTROL, KeyCode.SHIFT, KeyCode.Z);
            assertThat(tokens(ui)).isEqualTo(second);
            ui.press(KeyCode.CONTROL, KeyCode.Z);

            onInterfaceThread(() -> {
                ui.explore().depth().startProperty().set(0);
                ui.explore().depth().alphaProperty().set(0.98);
            });
            selectToken(ui, 11);
            focusSlider(ui);
            ui.press(KeyCode.CONTROL, KeyCode.B);
            awaitEnd(ui);
            var third = tokens(ui);
            assertThat(third.subList(0, 12)).isEqualTo(first.subList(0, 12));
            assertThat(third.subList(12, TOKENS)).allSatisfy(token -> assertThat(token.executed())
                    .isEqualTo(Objects.requireNonNull(ui.run().changeAt(token.index()))
                            .configuration()
                            .executed(token.index(), 30)));
            assertThat(third.get(12).depth()).isLessThan(first.get(12).depth());
            assertThat(shown(ui)).isEqualTo("Branch 3 of 3 · from token 12: α 0.98");
            assertFiguresAreOf(ui, third);
            assertThat(ui.node("#redo", Button.class).isDisabled()).isTrue();

            focusSlider(ui);
            ui.press(KeyCode.SHIFT, KeyCode.F7);
            assertThat(tokens(ui)).isEqualTo(second);
            onInterfaceThread(() -> {
                var chooser = chooser(ui);
                chooser.setValue(chooser.getItems().getFirst());
            });
            assertThat(tokens(ui)).isEqualTo(first);
            ui.press(KeyCode.CONTROL, KeyCode.L);
            assertThat(ui.run().tokens()).isEmpty();
            assertThat(ui.node("#branchBar", Node.class).isVisible()).isFalse();
            ui.press(KeyCode.CONTROL, KeyCode.Z);
            assertThat(tokens(ui)).isEqualTo(first);
            ui.press(KeyCode.CONTROL, KeyCode.Z);
            assertThat(shown(ui)).startsWith("Branch 1 of 3");
            assertThat(ui.node("#undo", Button.class).isDisabled()).isTrue();
            ui.press(KeyCode.CONTROL, KeyCode.Y);
            assertThat(tokens(ui)).isEqualTo(third);
            ui.press(KeyCode.CONTROL, KeyCode.Y);
            assertThat(ui.run().tokens()).isEmpty();

            var kept = onlyTrace();
            assertThat(kept.branches()).hasSize(3);
            assertThat(kept.branch(1).fork()).isEqualTo(new Fork(0, 8, Fork.Reason.ALTERNATIVE_TOKEN));
            assertThat(kept.branch(2).fork()).isEqualTo(new Fork(0, 12, Fork.Reason.DEPTH));
            assertThat(kept.path(0).tokens()).isEqualTo(first);
            assertThat(kept.references()).hasSize(TOKENS);
            assertThat(kept.root().passes()).extracting(ReferencePass::tokens).containsExactly(16, 8);
            assertThat(kept.branch(2).passes()).extracting(ReferencePass::index).containsExactly(12);
            assertThat(kept.branches()).extracting(Branch::endReason).containsOnly(EndReason.MAX_NEW_TOKENS);
            assertThat(kept.path(1).tokens()).isEqualTo(second);
            assertThat(kept.path(2).tokens()).isEqualTo(third);
            assertThat(kept.branch(2).changes().getFirst().configuration().schedule())
                    .isEqualTo(new DepthSchedule.PowerLaw(0.98, 0));
            assertThat(ui.notices.notices()).isEmpty();
        }
    }

    @Test
    void theContextMenuMakesBranchesOfTheTokenUnderThePointer() throws TimeoutException, IOException {
        try (var ui = generated()) {
            var first = tokens(ui);
            var text = ui.node("#tokenText", Node.class);
            var corner = onInterfaceThread(() -> text.localToScreen(text.getBoundsInLocal()));
            for (int y = 60; ui.run().selectedTokenProperty().get() == RunModel.NONE; y += 6) {
                ui.press(KeyCode.ESCAPE);
                ui.robot.rightClickOn(corner.getMinX() + 30, corner.getMinY() + y);
            }
            int token = ui.run().selectedTokenProperty().get();
            ui.robot.clickOn("#continueDepth");
            awaitEnd(ui);
            assertThat(tokens(ui).subList(0, token + 1)).isEqualTo(first.subList(0, token + 1));
            assertThat(onlyTrace().branch(1).fork()).isEqualTo(new Fork(0, token + 1, Fork.Reason.DEPTH));

            selectToken(ui, token);
            ui.robot.rightClickOn(text);
            int now = ui.run().selectedTokenProperty().get();
            var before = tokens(ui);
            var other = before.get(now).candidates().get(1);
            ui.robot.type(KeyCode.UP, KeyCode.RIGHT, KeyCode.ENTER);
            awaitEnd(ui);
            assertThat(tokens(ui).get(now)).isEqualTo(before.get(now).choosing(other));
            assertThat(onlyTrace().branches()).hasSize(3);
        }
    }

    @Test
    void nothingGoesBackWhileTextIsGeneratedAndABranchStoppedBeforeItsFirstTokenIsNotKept()
            throws TimeoutException, IOException {
        try (var ui = generated()) {
            var first = tokens(ui);
            onInterfaceThread(() -> {
                ui.explore().continueFrom(4);
                ui.explore().pauseOrResume();
            });
            ui.await(() -> ui.explore().branches().rows().size() == 2);
            assertThat(tokens(ui)).isEqualTo(first.subList(0, 5));
            assertThat(shown(ui)).isEqualTo("Branch 2 of 2 · from token 5");
            assertThat(ui.node("#undo", Button.class).isDisabled()).isTrue();
            assertThat(ui.node("#branchChooser", ComboBox.class).isDisabled()).isTrue();
            onInterfaceThread(() -> ui.explore().branches().undo());
            assertThat(tokens(ui)).isEqualTo(first.subList(0, 5));
            ui.press(KeyCode.ESCAPE);
            ui.awaitReady();
            assertThat(tokens(ui)).isEqualTo(first);
            assertThat(ui.explore().branches().rows()).hasSize(1);
            assertThat(onlyTrace().branches()).hasSize(1);
        }
    }

    @Test
    void aBranchMadeWithOtherSettingsThanDepthBeginsATraceOfItsOwn() throws TimeoutException, IOException {
        try (var ui = generated()) {
            var first = tokens(ui);
            onInterfaceThread(() -> {
                ui.explore().referenceProperty().set(false);
                ui.explore().continueFrom(9);
            });
            awaitEnd(ui);
            assertThat(tokens(ui).subList(0, 10)).isEqualTo(first.subList(0, 10));
            assertThat(shown(ui)).startsWith("Branch 2 of 2 · from token 10");
            var kept = traces();
            assertThat(kept).hasSize(2).anySatisfy(trace -> assertThat(trace.branches())
                    .hasSize(1));
            var own = kept.stream()
                    .filter(trace -> trace.branches().size() == 2)
                    .findFirst()
                    .orElseThrow();
            assertThat(own.header().referenceChunk()).isZero();
            assertThat(own.root().tokens()).isEqualTo(first.subList(0, 10));
            assertThat(own.path(1).tokens()).isEqualTo(tokens(ui));
            focusSlider(ui);
            ui.press(KeyCode.CONTROL, KeyCode.Z);
            assertThat(tokens(ui)).isEqualTo(first);
            assertThat(ui.notices.notices()).isEmpty();
        }
    }

    @Test
    void aReplayHasTheTracesFiguresItsScrubberDrivesTheChartsAndItsLensIsTheRuns()
            throws TimeoutException, IOException {
        try (var ui = generated()) {
            onInterfaceThread(() ->
                    ui.explore().branch(6, ui.run().tokens().get(6).candidates().get(1)));
            awaitEnd(ui);
            ui.robot.clickOn(
                    onInterfaceThread(() -> ui.stage.getScene().getRoot().lookupAll(".navigation-button").stream()
                            .filter(button -> "view-traces.title".equals(button.getId()))
                            .findFirst()
                            .orElseThrow()));
            ui.await(() -> ui.window.traces().list().rows().size() == 1);
            onInterfaceThread(() ->
                    ui.node("#tracesTable", TableView.class).getSelectionModel().clearAndSelect(0));
            ui.await(() -> opened(ui).openedProperty().get() != null);
            var kept = onlyTrace();
            var path = kept.path(1);
            var statistics = path.statistics();
            assertThat(ui.text("#replayFigures"))
                    .contains(TOKENS + " tokens")
                    .contains("mean depth " + Figures.fixed(statistics.meanDepth(), 2) + " of 30")
                    .contains("perplexity " + Figures.fixed(statistics.perplexity(), 2))
                    .contains(Figures.withUnit(statistics.tokensPerSecond(), 1, "tok/s"));

            var replayed = opened(ui).replay().run();
            onInterfaceThread(() -> ui.node("#replayPosition", Slider.class).setValue(10));
            ui.await(() -> replayed.tokens().size() == 10);
            assertThat(replayed.tokens()).isEqualTo(path.tokens().subList(0, 10));
            assertThat(replayed.lastVisibleProperty().get()).isEqualTo(9);

            onInterfaceThread(() -> replayed.selectedTokenProperty().set(9));
            ui.await(() -> ui.robot.lookup("#lensCompute").tryQuery().isPresent());
            var lens = Objects.requireNonNull(
                    onInterfaceThread(() -> opened(ui).lens().serviceProperty().get()));
            var look = onInterfaceThread(() -> lens.look(9, share -> {}));
            assertThat(ui.state()).isEqualTo(RunState.LENT);
            var readings = look.join();
            ui.awaitReady();
            assertThat(readings).hasSize(31);
            var recorded = path.tokens().get(9).candidates().getFirst();
            assertThat(readings.getLast().top().id()).isEqualTo(recorded.id());
            assertThat(readings.getLast().top().logProbability()).isCloseTo(recorded.logProbability(), within(0.3));

            var compute = ui.robot.lookup("#lensCompute").queryButton();
            assertThat(compute.isVisible()).isTrue();
            onInterfaceThread(compute::fire);
            ui.await(() -> ui.explore().stateProperty().get() == RunState.READY && !compute.isVisible());
            assertThat(ui.notices.notices()).isEmpty();

            onInterfaceThread(() -> ui.window.explore().open(WindowFixture.TINY));
            ui.await(() -> Objects.requireNonNull(ui.explore().modelProperty().get())
                            .manifest()
                            .name()
                            .equals("tiny-random")
                    && ui.explore().stateProperty().get() == RunState.READY);
            assertThat(onInterfaceThread(
                            () -> opened(ui).lens().serviceProperty().get()))
                    .isNull();
            assertThat(onInterfaceThread(
                            () -> opened(ui).lens().reasonProperty().get()))
                    .contains("smollm2-135m-instruct")
                    .contains("tiny-random");
        }
    }

    /** Opens the window on the bundled model and generates a text of known length that is compared with full depth. */
    private WindowFixture generated() throws TimeoutException {
        var ui = WindowFixture.openOnBundledModels(settings);
        ui.awaitReady();
        onInterfaceThread(() -> {
            ui.explore().depth().maxNewTokensProperty().set(TOKENS);
            ui.explore().ignoreEndTokensProperty().set(true);
            ui.explore().referenceProperty().set(true);
        });
        ui.press(KeyCode.CONTROL, KeyCode.ENTER);
        awaitEnd(ui);
        return ui;
    }

    private static void assertFiguresAreOf(WindowFixture ui, List<TokenRecord> tokens) {
        var decoded = tokens.subList(1, tokens.size());
        double seconds =
                decoded.stream().mapToLong(token -> token.times().totalNanos()).sum() / 1e9;
        assertThat(ui.figure(StatusFigure.RATE)).isEqualTo(Figures.withUnit(decoded.size() / seconds, 1, "tok/s"));
        assertThat(ui.figure(StatusFigure.MEAN_DEPTH))
                .isEqualTo(Figures.fixed(
                        decoded.stream().mapToInt(TokenRecord::depth).average().orElseThrow(), 2));
        assertThat(ui.figure(StatusFigure.TTFT))
                .isEqualTo(Figures.withUnit(tokens.getFirst().times().totalNanos() / 1e6, 0, "ms"));
    }

    private Trace onlyTrace() throws IOException {
        var all = traces();
        assertThat(all).hasSize(1);
        return all.getFirst();
    }

    private List<Trace> traces() throws IOException {
        try (var files = Files.list(settings.resolve("traces"))) {
            return files.filter(file -> file.toString().endsWith(TraceLibrary.EXTENSION))
                    .map(TraceReader::read)
                    .toList();
        }
    }

    private static List<TokenRecord> tokens(WindowFixture ui) {
        return onInterfaceThread(() -> List.copyOf(ui.run().tokens()));
    }

    private static String shown(WindowFixture ui) {
        var row = Objects.requireNonNull(
                onInterfaceThread(() -> ui.explore().branches().shownProperty().get()));
        assertThat(onInterfaceThread(() -> chooser(ui).getValue())).isEqualTo(row);
        return row.text();
    }

    @SuppressWarnings("unchecked")
    private static ComboBox<BranchRow> chooser(WindowFixture ui) {
        return (ComboBox<BranchRow>) ui.node("#branchChooser", ComboBox.class);
    }

    private static void selectToken(WindowFixture ui, int token) throws TimeoutException {
        onInterfaceThread(() -> ui.run().selectedTokenProperty().set(token));
        ui.await(() -> ui.robot.lookup("#goOn").tryQuery().isPresent());
    }

    /** Gives the keyboard to what keeps no shortcut for itself. */
    private static void focusSlider(WindowFixture ui) {
        onInterfaceThread(() -> ui.node("#alphaSlider", Slider.class).requestFocus());
    }

    private static OpenedTraceViewModel opened(WindowFixture ui) {
        return ui.window.traces().opened();
    }

    private static void awaitEnd(WindowFixture ui) throws TimeoutException {
        ui.await(() -> ui.explore().stateProperty().get() == RunState.READY
                && ui.run().endReasonProperty().get() != null);
    }
}
