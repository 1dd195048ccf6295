package org.d3explorer.ui.app;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import javafx.application.Application;
import javafx.application.Platform;
import javafx.scene.control.Alert;
import javafx.stage.Stage;
import org.d3explorer.settings.SettingsStore;
import org.d3explorer.ui.notice.NoticeCenter;
import org.d3explorer.ui.text.Texts;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The JavaFX application. Takes the settings folder, or asks what to do where a running program has it. */
public final class ExplorerApplication extends Application {
    private static final Logger LOG = LoggerFactory.getLogger(ExplorerApplication.class);
    /** Hands the services to the object that JavaFX makes by itself. */
    private static final AtomicReference<@Nullable ApplicationServices> HANDED_OVER = new AtomicReference<>();

    private @Nullable SingleInstance instance;
    private @Nullable MainWindow window;
    private @Nullable InstanceQuestion question;

    /**
     * Opens the window and returns when it is closed.
     *
     * @throws UnsupportedOperationException if there is no display
     */
    public static void launch(ApplicationServices services) {
        HANDED_OVER.set(services);
        Application.launch(ExplorerApplication.class);
    }

    @Override
    public void start(Stage stage) {
        var services = HANDED_OVER.getAndSet(null);
        if (services == null) {
            throw new IllegalStateException("started without services; use ExplorerApplication.launch");
        }
        var notices = new NoticeCenter(ExplorerApplication::onInterfaceThread, Clock.systemUTC());
        Thread.currentThread().setUncaughtExceptionHandler((thread, failure) -> notices.failed(failure));
        Thread.setDefaultUncaughtExceptionHandler((thread, failure) -> notices.failed(failure));
        services.onTermination().accept(() -> Platform.runLater(this::end));
        takeFolder(services.settingsFolder(), services.settingsWriter(), notices)
                .ifPresentOrElse(folder -> open(stage, services, folder, notices), Platform::exit);
    }

    private void open(Stage stage, ApplicationServices services, Path folder, NoticeCenter notices) {
        var settings = SettingsStore.open(folder, services.settingsWriter());
        var built = new MainWindow(stage, services, settings, notices);
        window = built;
        if (instance != null) {
            instance.listen(() -> Platform.runLater(built::bringUp));
        }
        built.show();
        LOG.info(
                "window shown after {} ms",
                ProcessHandle.current()
                        .info()
                        .startInstant()
                        .map(began -> java.time.Duration.between(began, java.time.Instant.now())
                                .toMillis())
                        .orElse(-1L));
    }

    /** Returns the settings folder to use; empty to leave again. */
    private Optional<Path> takeFolder(Path wanted, SettingsStore.Writer writer, NoticeCenter notices) {
        try {
            var taken = SingleInstance.acquire(wanted);
            if (taken.isEmpty()) {
                taken = askWhatToDo(wanted, writer);
                if (taken.isEmpty()) {
                    return Optional.empty();
                }
            }
            instance = taken.get();
            return Optional.of(taken.get().folder());
        } catch (IOException e) {
            notices.failed(new SettingsFolderException(wanted, e));
            return Optional.of(wanted);
        }
    }

    private Optional<SingleInstance> askWhatToDo(Path wanted, SettingsStore.Writer writer) throws IOException {
        SettingsStore.open(wanted, writer).get(AppSettings.THEME).use();
        var asked = new InstanceQuestion(wanted);
        question = asked;
        var answer = asked.ask();
        question = null;
        if (answer == InstanceQuestion.Answer.ANOTHER) {
            return SingleInstance.acquireAnother(wanted);
        }
        if (answer == InstanceQuestion.Answer.SHOW && !SingleInstance.askToShow(wanted)) {
            var silent = new Alert(Alert.AlertType.WARNING, Texts.get("instance.silent"));
            silent.setTitle(Texts.get("main.title"));
            silent.setHeaderText(null);
            AppIcon.put(silent);
            silent.showAndWait();
        }
        return Optional.empty();
    }

    private static void onInterfaceThread(Runnable work) {
        if (Platform.isFxApplicationThread()) {
            work.run();
        } else {
            Platform.runLater(work);
        }
    }

    /** Closes the window as its user would, or the question that stands in its place. */
    private void end() {
        if (window != null) {
            window.close();
        }
        if (question != null) {
            question.cancel();
        }
        Platform.exit();
    }

    @Override
    public void stop() {
        if (window != null) {
            window.close();
        }
        if (instance != null) {
            instance.close();
        }
    }
}
