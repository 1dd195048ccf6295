package org.d3explorer.ui.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import javafx.application.Platform;
import javafx.scene.Node;
import javafx.scene.control.Label;
import javafx.scene.control.Labeled;
import javafx.scene.input.KeyCode;
import javafx.stage.Stage;
import javafx.stage.WindowEvent;
import org.d3explorer.runtime.Device;
import org.d3explorer.settings.SettingsStore;
import org.d3explorer.ui.explore.EngineService;
import org.d3explorer.ui.explore.ExploreViewModel;
import org.d3explorer.ui.explore.LoadedModelEngine;
import org.d3explorer.ui.explore.RunState;
import org.d3explorer.ui.explore.StatusFigure;
import org.d3explorer.ui.notice.NoticeCenter;
import org.d3explorer.ui.view.RunModel;
import org.testfx.api.FxRobot;
import org.testfx.api.FxToolkit;
import org.testfx.util.WaitForAsyncUtils;

/** A whole window over a real model, driven by a robot's keys and mouse. */
final class WindowFixture implements AutoCloseable {
    static final Path TINY = Path.of("models", "tiny-random");
    private static final long PATIENCE_SECONDS = 60;

    final FxRobot robot = new FxRobot();
    final NoticeCenter notices;
    final MainWindow window;
    final Stage stage;

    private WindowFixture(Stage stage, MainWindow window, NoticeCenter notices) {
        this.stage = stage;
        this.window = window;
        this.notices = notices;
    }

    /** Opens the window on one model, or on none. */
    static WindowFixture open(Path settingsFolder, Optional<Path> model) throws TimeoutException {
        return open(settingsFolder, List.of(), model, UnaryOperator.identity());
    }

    /**
     * Opens the window on one model.
     *
     * @param engine what to put in the place of the real engine, which it is given
     */
    static WindowFixture open(Path settingsFolder, Path model, UnaryOperator<EngineService> engine)
            throws TimeoutException {
        return open(settingsFolder, List.of(), Optional.of(model), engine);
    }

    /** Opens the window as a first start does: on what lies in the folders of models. */
    static WindowFixture openOnBundledModels(Path settingsFolder) throws TimeoutException {
        return open(settingsFolder, List.of(Path.of("models")), Optional.empty(), UnaryOperator.identity());
    }

    private static WindowFixture open(
            Path settingsFolder, List<Path> modelFolders, Optional<Path> model, UnaryOperator<EngineService> engine)
            throws TimeoutException {
        FxToolkit.registerPrimaryStage();
        var services = new ApplicationServices(
                settingsFolder,
                Files::write,
                modelFolders,
                model,
                settingsFolder.resolve("traces"),
                () -> engine.apply(new LoadedModelEngine(new Device.Cpu(), 0, "test")),
                close -> {});
        var notices = new NoticeCenter(Platform::runLater, Clock.systemUTC());
        return onInterfaceThread(() -> {
            var stage = new Stage();
            var window = new MainWindow(
                    stage, services, SettingsStore.open(settingsFolder, services.settingsWriter()), notices);
            window.show();
            return new WindowFixture(stage, window, notices);
        });
    }

    ExploreViewModel explore() {
        return window.explore().model();
    }

    RunModel run() {
        return explore().run();
    }

    RunState state() {
        return onInterfaceThread(() -> explore().stateProperty().get());
    }

    void awaitReady() throws TimeoutException {
        await(() -> explore().stateProperty().get() == RunState.READY);
    }

    void awaitTokens(int count) throws TimeoutException {
        await(() -> run().tokens().size() >= count);
    }

    /** Waits for a condition that is looked at on the interface thread. */
    void await(BooleanSupplier condition) throws TimeoutException {
        WaitForAsyncUtils.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS, () -> onInterfaceThread(condition::getAsBoolean));
        WaitForAsyncUtils.waitForFxEvents();
    }

    /** Gives the keyboard to a node that swallows no shortcut, then presses keys. */
    void press(KeyCode... keys) {
        robot.push(keys);
        WaitForAsyncUtils.waitForFxEvents();
    }

    <N extends Node> N node(String query, Class<N> type) {
        return Objects.requireNonNull(
                onInterfaceThread(() -> type.cast(stage.getScene().getRoot().lookup(query))), query);
    }

    String text(String query) {
        return onInterfaceThread(() -> ((Labeled) stage.getScene().getRoot().lookup(query)).getText());
    }

    /** Sets the window's size in px. */
    void resize(double width, double height) {
        onInterfaceThread(() -> {
            stage.setWidth(width);
            stage.setHeight(height);
        });
        WaitForAsyncUtils.waitForFxEvents();
    }

    /** Returns the headers of a table's columns that are cut, or do not lie within the table. */
    List<String> cutHeaders(String table) {
        return onInterfaceThread(() -> {
            var node = stage.getScene().getRoot().lookup(table);
            stage.getScene().getRoot().applyCss();
            stage.getScene().getRoot().layout();
            var right = node.localToScene(node.getBoundsInLocal()).getMaxX();
            var headers = node.lookupAll(".column-header .label").stream()
                    .filter(Label.class::isInstance)
                    .map(Label.class::cast)
                    .filter(label -> !label.getText().isEmpty())
                    .toList();
            assertThat(headers).hasSizeGreaterThan(5);
            return headers.stream()
                    .filter(label -> label.getWidth() < Math.floor(label.prefWidth(-1))
                            || label.localToScene(label.getBoundsInLocal()).getMaxX() > right)
                    .map(Label::getText)
                    .toList();
        });
    }

    String figure(StatusFigure figure) {
        return text("#figure-" + figure.name());
    }

    static <T> T onInterfaceThread(Supplier<T> work) {
        return WaitForAsyncUtils.waitForAsyncFx(PATIENCE_SECONDS * 1000, work::get);
    }

    static void onInterfaceThread(Runnable work) {
        onInterfaceThread(() -> {
            work.run();
            return true;
        });
    }

    /**
     * Closes the window as the window system does at the user's request.
     *
     * @return how long that took on the interface thread, in ns
     */
    long closeByWindowSystem() {
        return onInterfaceThread(() -> {
            long began = System.nanoTime();
            stage.fireEvent(new WindowEvent(stage, WindowEvent.WINDOW_CLOSE_REQUEST));
            return System.nanoTime() - began;
        });
    }

    @Override
    public void close() {
        onInterfaceThread(window::close);
    }
}
