package org.d3explorer.ui.explore;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import javafx.application.Platform;
import javafx.scene.Parent;
import org.d3explorer.settings.SettingsStore;
import org.d3explorer.ui.navigation.Action;
import org.d3explorer.ui.navigation.AppView;
import org.d3explorer.ui.notice.NoticeCenter;
import org.d3explorer.ui.view.Fxml;
import org.kordamp.ikonli.Ikon;
import org.kordamp.ikonli.materialdesign2.MaterialDesignL;

/** The main view. */
public final class ExploreView implements AppView {
    private final ExploreViewModel model;
    private final ExploreController controller;
    private final Parent root;
    private final Optional<Path> first;

    /**
     * Builds the view.
     *
     * @param engine runs models; closed with the view
     * @param settings remembers
     * @param notices tells the user
     * @param kept where every run is kept
     * @param modelFolders folders whose sub-folders may be bundles
     * @param first bundle that {@link #begin} loads, instead of the one used last
     */
    public ExploreView(
            EngineService engine,
            SettingsStore settings,
            NoticeCenter notices,
            KeptRuns kept,
            List<Path> modelFolders,
            Optional<Path> first) {
        model = new ExploreViewModel(engine, settings, notices, kept, Platform::runLater);
        var chooser = new ModelChooser(model, settings, modelFolders);
        this.first = first.or(() -> Optional.ofNullable(chooser.first()));
        var loader = Fxml.load("/org/d3explorer/ui/explore/Explore.fxml", type -> {
            if (type == RunPanelController.class) {
                return new RunPanelController(model, chooser);
            }
            return type == BranchBarController.class
                    ? new BranchBarController(model.branches(), model.stateProperty())
                    : new ExploreController(model, chooser, settings, notices);
        });
        root = loader.getRoot();
        controller = loader.getController();
    }

    /** Begins to load the first model: not before the view is built, since building and loading would slow each other. */
    public void begin() {
        first.ifPresent(model::loadModel);
    }

    @Override
    public String titleKey() {
        return "explore.title";
    }

    @Override
    public Ikon icon() {
        return MaterialDesignL.LAYERS_OUTLINE;
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
        var folder = Files.isDirectory(path) ? path : path.toAbsolutePath().getParent();
        if (folder == null || !ModelChooser.isBundle(folder)) {
            return false;
        }
        model.loadModel(folder);
        return true;
    }

    @Override
    public void remember() {
        controller.remember();
        model.remember();
    }

    @Override
    public void close() {
        controller.close();
        model.close();
    }

    /** Returns what the view shows. */
    public ExploreViewModel model() {
        return model;
    }
}
