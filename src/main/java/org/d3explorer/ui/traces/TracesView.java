package org.d3explorer.ui.traces;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import javafx.application.Platform;
import javafx.scene.Parent;
import org.d3explorer.settings.SettingsStore;
import org.d3explorer.ui.explore.ExploreViewModel;
import org.d3explorer.ui.explore.KeptRuns;
import org.d3explorer.ui.navigation.Action;
import org.d3explorer.ui.navigation.AppView;
import org.d3explorer.ui.notice.NoticeCenter;
import org.d3explorer.ui.view.Fxml;
import org.kordamp.ikonli.Ikon;
import org.kordamp.ikonli.materialdesign2.MaterialDesignH;

/** The view of kept runs. */
public final class TracesView implements AppView {
    private static final String TRACE_NAME = ".d3trace";
    private static final int CLOSE_SECONDS = 10;

    private final ExecutorService disk = Executors.newSingleThreadExecutor(
            Thread.ofPlatform().name("trace files").factory());
    private final TracesViewModel list;
    private final OpenedTraceViewModel opened;
    private final TracesController controller;
    private final Parent root;

    /**
     * Builds the view and begins to read the list.
     *
     * @param kept the library
     * @param explore has the engine that runs are repeated on
     * @param settings remembers
     * @param notices tells the user
     */
    public TracesView(KeptRuns kept, ExploreViewModel explore, SettingsStore settings, NoticeCenter notices) {
        Executor untilClosed = work -> {
            if (!disk.isShutdown()) {
                disk.execute(work);
            }
        };
        list = new TracesViewModel(kept, notices, untilClosed, Platform::runLater);
        opened = new OpenedTraceViewModel(explore, notices, untilClosed, Platform::runLater);
        var loader = Fxml.load("/org/d3explorer/ui/traces/Traces.fxml", type -> {
            if (type == ReplayController.class) {
                return new ReplayController(opened, settings, notices);
            }
            return type == ComparisonController.class
                    ? new ComparisonController(opened, notices)
                    : new TracesController(list, opened, settings);
        });
        root = loader.getRoot();
        controller = loader.getController();
        list.refresh();
    }

    @Override
    public String titleKey() {
        return "traces.title";
    }

    @Override
    public Ikon icon() {
        return MaterialDesignH.HISTORY;
    }

    @Override
    public Parent root() {
        return root;
    }

    @Override
    public List<Action> actions() {
        return controller.actions();
    }

    @Override
    public boolean open(Path path) {
        var name = path.getFileName();
        if (name == null || !name.toString().contains(TRACE_NAME) || Files.isDirectory(path)) {
            return false;
        }
        controller.open(path);
        return true;
    }

    @Override
    public void remember() {
        controller.remember();
    }

    @Override
    public void close() {
        controller.close();
        disk.shutdown();
        try {
            disk.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Returns the list. */
    public TracesViewModel list() {
        return list;
    }

    /** Returns the open trace. */
    public OpenedTraceViewModel opened() {
        return opened;
    }
}
