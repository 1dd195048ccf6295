package org.d3explorer.ui.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.d3explorer.ui.app.WindowFixture.onInterfaceThread;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import javafx.scene.control.ComboBox;
import javafx.scene.control.Label;
import javafx.scene.control.Slider;
import javafx.scene.control.Spinner;
import javafx.scene.control.SplitPane;
import javafx.scene.control.TextArea;
import javafx.scene.control.TextField;
import javafx.scene.image.Image;
import javafx.scene.input.KeyCode;
import javafx.scene.layout.HBox;
import org.controlsfx.control.ToggleSwitch;
import org.d3explorer.depth.DepthSchedule;
import org.d3explorer.depth.Preset;
import org.d3explorer.settings.SettingsStore;
import org.d3explorer.trace.EndReason;
import org.d3explorer.trace.RunStatistics;
import org.d3explorer.trace.TokenRecord;
import org.d3explorer.ui.explore.RunState;
import org.d3explorer.ui.explore.StatusFigure;
import org.d3explorer.ui.text.Figures;
import org.d3explorer.ui.view.RunModel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.testfx.util.WaitForAsyncUtils;

class ExploreWindowTest {
    private static final int TOKENS = 60;

    @TempDir
    private Path settings;

    @Test
    void oneKeyGeneratesFromTheSamplePromptAndTheFiguresAreTheEnginesRecords() throws TimeoutException {
        try (var ui = ready()) {
            assertThat(ui.node("#prompt", TextArea.class).getText()).isNotBlank();
            askFor(ui, TOKENS);
            ui.press(KeyCode.CONTROL, KeyCode.ENTER);
            awaitEnd(ui);

            var tokens = List.copyOf(ui.run().tokens());
            assertThat(tokens).hasSize(TOKENS);
            var header = ui.run().headerProperty().get();
            assertThat(header).isNotNull();
            var expected = RunStatistics.of(header, tokens, ui.run().references());
            assertThat(ui.figure(StatusFigure.TOKENS)).isEqualTo("60");
            assertThat(ui.figure(StatusFigure.MEAN_DEPTH))
                    .isEqualTo(Figures.fixed(
                            tokens.stream()
                                    .skip(1)
                                    .mapToInt(TokenRecord::depth)
                                    .average()
                                    .orElseThrow(),
                            2));
            assertThat(ui.figure(StatusFigure.PERPLEXITY))
                    .isEqualTo(Figures.fixed(
                            Math.exp(tokens.stream()
                                    .mapToDouble(TokenRecord::nll)
                                    .average()
                                    .orElseThrow()),
                            2));
            assertThat(ui.figure(StatusFigure.PREFILL))
                    .isEqualTo(Figures.withUnit(expected.prefillTokensPerSecond(), 0, "tok/s"));
            assertThat(ui.figure(StatusFigure.TTFT))
                    .isEqualTo(Figures.withUnit(tokens.getFirst().times().totalNanos() / 1e6, 0, "ms"));
            assertThat(ui.figure(StatusFigure.RATE))
                    .isEqualTo(Figures.withUnit(expected.tokensPerSecond(), 1, "tok/s"));
            assertThat(ui.figure(StatusFigure.IDEAL)).isEqualTo(Figures.ratio(expected.idealSpeedup()));
            assertThat(ui.figure(StatusFigure.MEASURED)).isEqualTo(Figures.NONE);
            assertThat(ui.figure(StatusFigure.OF_IDEAL)).isEqualTo(Figures.NONE);
            assertThat(ui.run().references()).hasSize(TOKENS);
            assertThat(ui.text("#verdict"))
                    .contains(Figures.percent(expected.top1Agreement().mean(), 0))
                    .contains(Figures.fixed(expected.kl().mean(), 2));
        }
    }

    @Test
    void draggingAlphaInMidAnswerChangesTheDepthFromTheNextTokenOn() throws TimeoutException {
        try (var ui = ready()) {
            askFor(ui, TOKENS);
            type(ui, "#alphaField", "1");
            type(ui, "#start", "0");
            step(ui, 5);
            var slider = ui.node("#alphaSlider", Slider.class);
            ui.robot.drag(slider.lookup(".thumb")).dropBy(-slider.getWidth() * 0.7, 0);
            double alpha =
                    onInterfaceThread(() -> ui.explore().depth().alphaProperty().get());
            assertThat(alpha).isLessThan(0.99);
            assertThat(ui.text("#halfLife")).contains(Figures.fixed(Math.log(0.5) / Math.log(alpha), 1));
            ui.press(KeyCode.F8);
            awaitEnd(ui);

            var tokens = ui.run().tokens();
            assertThat(tokens.subList(0, 5)).allMatch(token -> token.depth() == 4);
            assertThat(tokens.subList(5, TOKENS)).allSatisfy(token -> assertThat(token.depth())
                    .isEqualTo(new DepthSchedule.PowerLaw(alpha, 0).depth(token.index(), 4, 2)));
            assertThat(tokens.getLast().depth()).isEqualTo(2);
            var last = ui.run().changes().getLast();
            assertThat(last.index()).isEqualTo(5);
            assertThat(last.configuration().schedule()).isEqualTo(new DepthSchedule.PowerLaw(alpha, 0));
        }
    }

    @Test
    void pauseStepAndStopAreKeysAndTheTextStays() throws TimeoutException {
        try (var ui = ready()) {
            askFor(ui, TOKENS);
            step(ui, 1);
            assertThat(ui.state()).isEqualTo(RunState.PAUSED);
            assertThat(ui.text("#pause")).isEqualTo("Resume");
            step(ui, 1);
            assertThat(ui.run().tokens()).hasSize(2);
            ui.press(KeyCode.ESCAPE);
            awaitEnd(ui);
            assertThat(ui.run().endReasonProperty().get()).isEqualTo(EndReason.STOPPED);
            assertThat(ui.run().tokens()).hasSize(2);
            ui.press(KeyCode.CONTROL, KeyCode.L);
            assertThat(ui.run().tokens()).isEmpty();
            assertThat(ui.figure(StatusFigure.TOKENS)).isEqualTo(Figures.NONE);
            onInterfaceThread(() -> ui.node("#alphaSlider", Slider.class).requestFocus());
            ui.press(KeyCode.CONTROL, KeyCode.Z);
            assertThat(ui.run().tokens()).hasSize(2);
            assertThat(ui.figure(StatusFigure.TOKENS)).isEqualTo("2");
        }
    }

    @Test
    void aClickSelectsATokenAndAnotherCandidateMakesABranch() throws TimeoutException {
        try (var ui = ready()) {
            askFor(ui, 20);
            ui.press(KeyCode.CONTROL, KeyCode.ENTER);
            awaitEnd(ui);
            var text = ui.node("#tokenText", javafx.scene.Node.class);
            var bounds = onInterfaceThread(() -> text.localToScreen(text.getBoundsInLocal()));
            for (int y = 20; y < 120 && ui.run().selectedTokenProperty().get() == RunModel.NONE; y += 12) {
                ui.robot.clickOn(bounds.getMinX() + 20, bounds.getMinY() + y);
            }
            assertThat(ui.run().selectedTokenProperty().get()).isBetween(0, 19);

            var before = List.copyOf(ui.run().tokens());
            var other = before.get(7).candidates().get(1);
            onInterfaceThread(() -> ui.explore().branch(7, other));
            awaitEnd(ui);
            var after = ui.run().tokens();
            assertThat(after.subList(0, 7)).isEqualTo(before.subList(0, 7));
            assertThat(after.get(7).id()).isEqualTo(other.id());
            assertThat(after.get(7).nll()).isEqualTo(-other.logProbability());
            assertThat(after).hasSize(20);
            assertThat(after).extracting(TokenRecord::index).isSorted().doesNotHaveDuplicates();
        }
    }

    @Test
    void whoIsFasterThanTheModelLoadsIsServedAsSoonAsItIsThere() throws TimeoutException {
        try (var ui = WindowFixture.open(settings, Optional.of(WindowFixture.TINY))) {
            ui.press(KeyCode.CONTROL, KeyCode.ENTER);
            awaitEnd(ui);
            assertThat(ui.run().tokens()).isNotEmpty();
        }
    }

    @Test
    void theInspectorShowsTheLensOfTheSelectedToken() throws TimeoutException {
        try (var ui = ready()) {
            askFor(ui, 12);
            ui.press(KeyCode.CONTROL, KeyCode.ENTER);
            awaitEnd(ui);
            onInterfaceThread(() -> ui.run().selectedTokenProperty().set(5));
            var token = ui.run().tokens().get(5);
            var readings = onInterfaceThread(() -> ui.explore().lens().look(5, share -> {}))
                    .join();
            assertThat(readings).hasSize(5);
            var last = readings.getLast().top();
            assertThat(last.id()).isEqualTo(token.candidates().getFirst().id());
            assertThat(last.logProbability())
                    .isCloseTo(token.candidates().getFirst().logProbability(), within(1e-4));
        }
    }

    @Test
    void theSpeedupIsMeasuredOnDemand() throws TimeoutException {
        try (var ui = ready()) {
            askFor(ui, TOKENS);
            ui.press(KeyCode.CONTROL, KeyCode.ENTER);
            awaitEnd(ui);
            ui.robot.clickOn("#measure");
            ui.await(() -> ui.explore().stateProperty().get() == RunState.READY
                    && !ui.explore()
                            .status()
                            .valueProperty(StatusFigure.MEASURED)
                            .get()
                            .equals(Figures.NONE));
            assertThat(ui.figure(StatusFigure.MEASURED)).matches("\\d+\\.\\d\\d×");
            assertThat(number(ui, StatusFigure.OF_IDEAL))
                    .isCloseTo(100 * number(ui, StatusFigure.MEASURED) / number(ui, StatusFigure.IDEAL), within(2.0));
            assertThat(ui.explore().status().measuredDetails()).contains("5 repetitions");
            for (var figure : StatusFigure.values()) {
                var value = ui.node("#figure-" + figure.name(), Label.class);
                assertThat(value.getWidth())
                        .as("width of %s beside a long message", figure)
                        .isGreaterThanOrEqualTo(Math.floor(onInterfaceThread(() -> value.prefWidth(-1))));
            }
        }
    }

    private static double number(WindowFixture ui, StatusFigure figure) {
        return Double.parseDouble(ui.figure(figure).replaceAll("[^0-9.]", ""));
    }

    /** Returns whether the window is dark now. */
    private static boolean changeThemePromptAndAlpha(WindowFixture ui) throws TimeoutException {
        ui.press(KeyCode.CONTROL, KeyCode.T);
        onInterfaceThread(() -> ui.node("#prompt", TextArea.class).setText("Once upon a time"));
        type(ui, "#alphaField", "0.95");
        return isDark(ui);
    }

    @Test
    void themePromptAndDepthAreRemembered() throws TimeoutException {
        boolean dark;
        try (var ui = ready()) {
            dark = changeThemePromptAndAlpha(ui);
        }
        try (var ui = ready()) {
            assertThat(isDark(ui)).isEqualTo(dark);
            assertThat(ui.node("#prompt", TextArea.class).getText()).isEqualTo("Once upon a time");
            assertThat(ui.node("#alphaField", TextField.class).getText()).isEqualTo("0.95");
            ui.press(KeyCode.CONTROL, KeyCode.T);
            assertThat(isDark(ui)).isNotEqualTo(dark);
        }
    }

    @Test
    void whatIsSetStaysSetHoweverLongTheWindowIsOpen() throws TimeoutException {
        try (var ui = ready()) {
            System.gc();
            onInterfaceThread(() ->
                    ui.node("#startUnit", ComboBox.class).getSelectionModel().select(1));
            assertThat(ui.explore().depth().startInPercentProperty().get()).isTrue();
            System.gc();
            onInterfaceThread(() ->
                    ui.node("#startUnit", ComboBox.class).getSelectionModel().select(0));
            assertThat(ui.explore().depth().startInPercentProperty().get()).isFalse();
        }
    }

    @Test
    void aPrescribedNumberOfCoreLayersStandsInThePlaceOfTheField() throws TimeoutException {
        try (var ui = ready()) {
            onInterfaceThread(() -> ui.explore().depth().presetProperty().set(Preset.SKIPDECODE));
            WaitForAsyncUtils.waitForFxEvents();
            assertThat(ui.node("#coreHead", Spinner.class).isVisible()).isFalse();
            assertThat(ui.node("#corePane", HBox.class).getChildren())
                    .filteredOn(node -> node.isVisible() && node.getStyleClass().contains("fixed-figure"))
                    .extracting(node -> ((Label) node).getText())
                    .containsExactly("1");
            onInterfaceThread(() -> ui.explore().depth().presetProperty().set(Preset.D3));
            assertThat(ui.node("#coreHead", Spinner.class).isVisible()).isTrue();
        }
    }

    @Test
    void aShortcutActsOnceWhicheverFieldHasTheFocus() throws TimeoutException {
        try (var ui = ready()) {
            onInterfaceThread(() -> ui.explore().depth().coreHeadProperty().set(31));
            onInterfaceThread(() -> ui.node("#coreTail", Spinner.class).requestFocus());
            ui.press(KeyCode.CONTROL, KeyCode.ENTER);
            assertThat(ui.notices.notices()).singleElement().satisfies(notice -> {
                assertThat(notice.cause()).contains("31");
                assertThat(notice.count()).isEqualTo(1);
            });
            ui.press(KeyCode.CONTROL, KeyCode.ENTER);
            assertThat(ui.notices.notices().getFirst().count()).isEqualTo(2);
        }
    }

    @Test
    void tabLeavesThePromptAndWhatIsNoAlphaIsSaid() throws TimeoutException {
        try (var ui = ready()) {
            var prompt = ui.node("#prompt", TextArea.class);
            var text = prompt.getText();
            onInterfaceThread(prompt::requestFocus);
            ui.press(KeyCode.TAB);
            assertThat(prompt.isFocused()).isFalse();
            assertThat(prompt.getText()).isEqualTo(text);

            var alpha = ui.text("#halfLife");
            var before = ui.node("#alphaField", TextField.class).getText();
            type(ui, "#alphaField", "2");
            assertThat(ui.node("#alphaField", TextField.class).getText()).isEqualTo(before);
            assertThat(ui.text("#halfLife")).contains("“2”").contains(before).isNotEqualTo(alpha);
        }
    }

    @Test
    void thePanelsAreAsWideAfterEveryStart() throws TimeoutException {
        var first = dividers();
        for (int start = 2; start <= 3; start++) {
            assertThat(dividers())
                    .as("start %d", start)
                    .usingElementComparator(closeTo(0.001))
                    .isEqualTo(first);
        }
    }

    private List<Double> dividers() throws TimeoutException {
        try (var ui = WindowFixture.open(settings, Optional.empty())) {
            WaitForAsyncUtils.waitForFxEvents();
            var split = ui.node("#split", SplitPane.class);
            return onInterfaceThread(() -> split.getDividers().stream()
                    .map(SplitPane.Divider::getPosition)
                    .toList());
        }
    }

    private static Comparator<Double> closeTo(double tolerance) {
        return (a, b) -> Math.abs(a - b) <= tolerance ? 0 : Double.compare(a, b);
    }

    @Test
    void theWindowHasItsIconAtEverySize() throws TimeoutException {
        try (var ui = WindowFixture.open(settings, Optional.empty())) {
            assertThat(ui.stage.getIcons())
                    .allMatch(image -> !image.isError() && image.getWidth() == image.getHeight())
                    .extracting(Image::getWidth)
                    .containsExactly(16.0, 32.0, 64.0, 128.0, 256.0);
        }
    }

    @Test
    void aProgramThatIsKilledForgetsNothingThatHasStoodForAMoment(@TempDir Path copy)
            throws IOException, TimeoutException {
        boolean dark;
        try (var ui = ready()) {
            dark = changeThemePromptAndAlpha(ui);
            var file = settings.resolve(SettingsStore.FILE_NAME);
            ui.await(() -> hasAlpha(file, "0.95"));
            Files.copy(file, copy.resolve(SettingsStore.FILE_NAME));
        }
        try (var ui = WindowFixture.open(copy, Optional.of(WindowFixture.TINY))) {
            ui.awaitReady();
            assertThat(isDark(ui)).isEqualTo(dark);
            assertThat(ui.node("#prompt", TextArea.class).getText()).isEqualTo("Once upon a time");
            assertThat(ui.node("#alphaField", TextField.class).getText()).isEqualTo("0.95");
        }
    }

    private static boolean hasAlpha(Path file, String alpha) {
        try {
            return Files.exists(file) && Files.readString(file).contains("\"alpha\" : " + alpha);
        } catch (IOException e) {
            return false;
        }
    }

    @Test
    void aDamagedBundleIsNamedAndTheDetailsCanBeCopied(@TempDir Path copies) throws IOException, TimeoutException {
        var damaged = copies.resolve("damaged");
        Files.createDirectory(damaged);
        try (var files = Files.list(WindowFixture.TINY)) {
            for (var file : files.toList()) {
                Files.copy(file, damaged.resolve(file.getFileName()));
            }
        }
        var data = Files.readAllBytes(damaged.resolve("layer-02.data"));
        data[100] ^= 1;
        Files.write(damaged.resolve("layer-02.data"), data);
        try (var ui = WindowFixture.open(settings, Optional.of(damaged))) {
            ui.await(() -> !ui.notices.notices().isEmpty());
            var notice = ui.notices.notices().getFirst();
            assertThat(notice.cause()).contains("layer-02.data");
            assertThat(ui.state()).isEqualTo(RunState.NO_MODEL);
            assertThat(ui.node("#noModelPane", javafx.scene.Node.class).isVisible())
                    .isTrue();
            ui.robot.clickOn("Copy");
            assertThat(ui.robot.lookup("Copied").tryQuery()).isPresent();
            assertThat(notice.toText()).contains("layer-02.data").contains("BundleException");
            onInterfaceThread(() -> ui.window.explore().open(WindowFixture.TINY));
            ui.awaitReady();
        }
    }

    @Test
    void withoutAModelTheWindowSaysWhatToDoAndCtrlEnterExplains() throws TimeoutException {
        try (var ui = WindowFixture.open(settings, Optional.empty())) {
            assertThat(ui.state()).isEqualTo(RunState.NO_MODEL);
            assertThat(ui.node("#openModelLarge", javafx.scene.Node.class).isVisible())
                    .isTrue();
            ui.press(KeyCode.CONTROL, KeyCode.ENTER);
            ui.await(() -> !ui.notices.notices().isEmpty());
            assertThat(ui.notices.notices().getFirst().cause()).isEqualTo("No model is loaded");
        }
    }

    @Test
    void aPromptLongerThanTheContextIsRefusedWithNumbersAndTheRunBeforeStays() throws TimeoutException {
        try (var ui = ready()) {
            askFor(ui, 10);
            ui.press(KeyCode.CONTROL, KeyCode.ENTER);
            awaitEnd(ui);
            onInterfaceThread(() -> ui.node("#prompt", TextArea.class).setText("word ".repeat(400)));
            ui.press(KeyCode.CONTROL, KeyCode.ENTER);
            ui.await(() -> !ui.notices.notices().isEmpty());
            assertThat(ui.notices.notices().getFirst().cause()).contains("256");
            ui.awaitReady();
        }
    }

    private WindowFixture ready() throws TimeoutException {
        var ui = WindowFixture.open(settings, Optional.of(WindowFixture.TINY));
        ui.awaitReady();
        return ui;
    }

    private static void awaitEnd(WindowFixture ui) throws TimeoutException {
        ui.await(() -> ui.explore().stateProperty().get() == RunState.READY
                && ui.run().endReasonProperty().get() != null);
    }

    /** Sets max tokens and passes over end tokens, so that the length is known. */
    private static void askFor(WindowFixture ui, int tokens) throws TimeoutException {
        type(ui, "#maxNewTokens", Integer.toString(tokens));
        var toggle = ui.node("#ignoreEnd", ToggleSwitch.class);
        onInterfaceThread(() -> toggle.setSelected(true));
    }

    private static void step(WindowFixture ui, int times) throws TimeoutException {
        for (int i = 0; i < times; i++) {
            int before = ui.run().tokens().size();
            ui.press(KeyCode.F10);
            ui.awaitTokens(before + 1);
        }
    }

    private static void type(WindowFixture ui, String query, String text) throws TimeoutException {
        var node = ui.node(query, javafx.scene.Node.class);
        var field = node instanceof Spinner<?> spinner ? spinner.getEditor() : (TextField) node;
        onInterfaceThread(() -> {
            field.requestFocus();
            field.selectAll();
        });
        ui.await(field::isFocused);
        ui.robot.write(text, 0);
        ui.await(() -> field.getText().equals(text));
        ui.press(KeyCode.ENTER);
    }

    private static boolean isDark(WindowFixture ui) {
        return onInterfaceThread(
                () -> ui.stage.getScene().getRoot().getPseudoClassStates().contains(Theme.DARK_CLASS));
    }
}
