package org.d3explorer.ui.app;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import javafx.beans.property.ObjectProperty;
import javafx.scene.Scene;
import javafx.stage.Stage;
import org.d3explorer.settings.SettingsSaver;
import org.d3explorer.settings.SettingsStore;
import org.d3explorer.ui.compare.CompareView;
import org.d3explorer.ui.explore.ExploreView;
import org.d3explorer.ui.explore.KeptRuns;
import org.d3explorer.ui.navigation.AppView;
import org.d3explorer.ui.notice.Notice.Severity;
import org.d3explorer.ui.notice.NoticeCenter;
import org.d3explorer.ui.text.Texts;
import org.d3explorer.ui.traces.TracesView;
import org.d3explorer.ui.view.Ticker;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The window: its views, theme, place, and what has to happen when it closes. */
final class MainWindow {
    private static final Logger LOG = LoggerFactory.getLogger(MainWindow.class);
    private static final Duration REMEMBER_EVERY = Duration.ofSeconds(1);
    /** Whoever drags or types has settings change all the time; they are saved once that pauses. */
    private static final Duration SAVE_AFTER = Duration.ofSeconds(2);

    private static final Duration SAVE_WITHIN = Duration.ofSeconds(30);

    private final Stage stage;
    private final SettingsStore settings;
    private final ExploreView explore;
    private final TracesView traces;
    private final CompareView compare;
    private final MainController frame;
    private final List<AppView> views;
    private final ObjectProperty<Theme> theme;
    private final SettingsSaver saver;
    private final Ticker remembering = new Ticker(() -> REMEMBER_EVERY, this::remember);
    private boolean closed;

    /**
     * Builds the window without showing it.
     *
     * @param stage to build it in
     * @param services what the window works with
     * @param settings remembers
     * @param notices tells the user
     */
    MainWindow(Stage stage, ApplicationServices services, SettingsStore settings, NoticeCenter notices) {
        this.stage = stage;
        this.settings = settings;
        saver = new SettingsSaver(
                settings,
                SAVE_AFTER,
                SAVE_WITHIN,
                failure -> notices.failed(new SettingsFolderException(settings.folder(), failure)));
        var kept = new KeptRuns(services.traces(), settings, notices);
        explore = new ExploreView(
                services.engine().get(), settings, notices, kept, services.modelFolders(), services.model());
        compare = new CompareView(explore.model(), settings, notices);
        traces = new TracesView(kept, explore.model(), settings, notices);
        views = List.of(explore, compare, traces);
        frame = MainController.load(notices, views);
        // In its final size from the first layout on: panels that a resize leaves as wide as they are keep what that
        // gave them.
        var place = settings.get(AppSettings.PLACE);
        var scene =
                new Scene(frame.root(), place.size().getWidth(), place.size().getHeight());
        scene.getStylesheets().setAll(stylesheet("bridge.css"), stylesheet("explorer.css"));
        theme = Theme.install(scene, settings.get(AppSettings.THEME));
        frame.install(scene, theme, () -> SettingsDialog.show(stage, settings, theme, explore.model()));
        stage.setScene(scene);
        stage.setTitle(Texts.get("main.title"));
        AppIcon.put(stage);
        place.restore(stage);
        stage.setOnCloseRequest(event -> close());
        settings.problems()
                .forEach(problem -> notices.show(Severity.WARNING, problem, Texts.get("notice.settings.remedy")));
    }

    private static String stylesheet(String name) {
        return Objects.requireNonNull(MainWindow.class.getResource("/org/d3explorer/ui/" + name))
                .toExternalForm();
    }

    /** Shows the window, and begins to load the model. */
    void show() {
        explore.begin();
        stage.show();
        remembering.start();
    }

    /** Returns the main view. */
    ExploreView explore() {
        return explore;
    }

    /** Returns the view that compares configurations. */
    CompareView compare() {
        return compare;
    }

    /** Returns the view of kept runs. */
    TracesView traces() {
        return traces;
    }

    /** Returns what is around the views. */
    MainController frame() {
        return frame;
    }

    /** Brings the window to the front. */
    void bringUp() {
        stage.setIconified(false);
        stage.toFront();
        stage.requestFocus();
    }

    private void remember() {
        settings.set(AppSettings.THEME, theme.get());
        settings.set(AppSettings.PLACE, WindowPlace.of(stage, settings.get(AppSettings.PLACE)));
        views.forEach(AppView::remember);
    }

    /**
     * Saves what is remembered and closes the views, the one with the engine first, so that nothing is at work in it any
     * more. Closing twice does nothing.
     */
    void close() {
        if (closed) {
            return;
        }
        closed = true;
        remembering.stop();
        remember();
        stage.hide();
        views.forEach(AppView::close);
        try {
            saver.close();
        } catch (IOException e) {
            LOG.error("settings could not be saved to {}", settings.file(), e);
        }
    }
}
