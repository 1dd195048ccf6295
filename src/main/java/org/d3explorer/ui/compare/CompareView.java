package org.d3explorer.ui.compare;

import java.util.List;
import javafx.application.Platform;
import javafx.scene.Parent;
import org.d3explorer.settings.SettingsStore;
import org.d3explorer.ui.explore.ExploreViewModel;
import org.d3explorer.ui.navigation.Action;
import org.d3explorer.ui.navigation.AppView;
import org.d3explorer.ui.notice.NoticeCenter;
import org.d3explorer.ui.view.Fxml;
import org.kordamp.ikonli.Ikon;
import org.kordamp.ikonli.materialdesign2.MaterialDesignC;

/** The view that compares configurations on one prompt. */
public final class CompareView implements AppView {
    private final CompareViewModel model;
    private final CompareController controller;
    private final Parent root;

    /**
     * Builds the view.
     *
     * @param explore has the model, the prompt, and lends the engine
     * @param settings remembers
     * @param notices tells the user
     */
    public CompareView(ExploreViewModel explore, SettingsStore settings, NoticeCenter notices) {
        model = new CompareViewModel(explore, settings, notices, Platform::runLater);
        controller = new CompareController(model);
        var loader = Fxml.load("/org/d3explorer/ui/compare/Compare.fxml", type -> controller);
        root = loader.getRoot();
    }

    @Override
    public String titleKey() {
        return "compare.title";
    }

    @Override
    public Ikon icon() {
        return MaterialDesignC.COMPARE_HORIZONTAL;
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
    public void remember() {
        model.remember();
    }

    @Override
    public void close() {
        controller.close();
        model.stop();
    }

    /** Returns what the view shows. */
    public CompareViewModel model() {
        return model;
    }
}
