package org.d3explorer.ui.explore;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import javafx.beans.binding.Bindings;
import javafx.scene.control.Button;
import javafx.scene.control.ComboBox;
import javafx.scene.control.Label;
import javafx.scene.control.Tooltip;
import javafx.stage.DirectoryChooser;
import javafx.util.StringConverter;
import org.d3explorer.bundle.Manifest;
import org.d3explorer.settings.SettingsStore;
import org.d3explorer.ui.text.Texts;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Offers the bundles at hand and those used before, and any other folder. */
final class ModelChooser {
    private static final Logger LOG = LoggerFactory.getLogger(ModelChooser.class);

    private final ExploreViewModel model;
    private final SettingsStore settings;
    private final List<Path> folders;
    private boolean showing;

    /**
     * Makes a chooser.
     *
     * @param folders folders whose sub-folders may be bundles
     */
    ModelChooser(ExploreViewModel model, SettingsStore settings, List<Path> folders) {
        this.model = model;
        this.settings = settings;
        this.folders = List.copyOf(folders);
    }

    /** Says whether a folder looks like a bundle. */
    static boolean isBundle(Path folder) {
        return Files.isRegularFile(folder.resolve(Manifest.FILE_NAME));
    }

    /** Returns the bundle to begin with: the one used last, else the first at hand; null if there is none. */
    @Nullable
    Path first() {
        var last = settings.get(ExploreSettings.MODEL);
        if (!last.isEmpty() && isBundle(Path.of(last))) {
            return Path.of(last);
        }
        return bundles().stream().findFirst().orElse(null);
    }

    /** Returns all bundles at hand, then those used before that are still there. */
    Set<Path> bundles() {
        var found = new LinkedHashSet<Path>();
        for (var folder : folders) {
            try (DirectoryStream<Path> inside = Files.newDirectoryStream(folder, ModelChooser::isBundle)) {
                var sorted = new java.util.TreeSet<Path>();
                inside.forEach(sorted::add);
                found.addAll(sorted);
            } catch (IOException e) {
                LOG.debug("no models in {}: {}", folder, e.toString());
            }
        }
        settings.get(ExploreSettings.RECENT_MODELS).stream()
                .map(Path::of)
                .filter(((Predicate<Path>) found::contains).negate())
                .filter(ModelChooser::isBundle)
                .forEach(found::add);
        return found;
    }

    void install(ComboBox<Path> chooser, Button open, Label facts) {
        chooser.setConverter(new StringConverter<>() {
            @Override
            public String toString(@Nullable Path folder) {
                return folder == null ? "" : String.valueOf(folder.getFileName());
            }

            @Override
            public Path fromString(String text) {
                return chooser.getValue();
            }
        });
        chooser.setOnShowing(event -> fill(chooser));
        chooser.setAccessibleText(Texts.get("run.model"));
        chooser.setTooltip(new Tooltip(Texts.get("run.model.tip")));
        chooser.valueProperty().addListener((observable, before, now) -> {
            if (!showing && now != null) {
                model.loadModel(now);
            }
        });
        var busy =
                Bindings.createBooleanBinding(() -> model.stateProperty().get().isBusy(), model.stateProperty());
        chooser.disableProperty().bind(busy);
        open.disableProperty().bind(busy);
        open.setOnAction(event -> browse(open));
        open.setTooltip(new Tooltip(Texts.get("run.openModel.tip")));
        open.setAccessibleText(Texts.get("run.openModel"));
        model.modelProperty().addListener((observable, before, now) -> {
            fill(chooser);
            facts.setText(now == null ? "" : facts(now));
        });
        facts.visibleProperty().bind(facts.textProperty().isNotEmpty());
        facts.managedProperty().bind(facts.visibleProperty());
        fill(chooser);
    }

    /** Lets the user choose a folder and loads it. */
    void browse(javafx.scene.Node owner) {
        var dialog = new DirectoryChooser();
        dialog.setTitle(Texts.get("run.openModel"));
        var folder = dialog.showDialog(owner.getScene().getWindow());
        if (folder != null) {
            model.loadModel(folder.toPath());
        }
    }

    private void fill(ComboBox<Path> chooser) {
        showing = true;
        var all = bundles();
        var loaded = model.modelProperty().get();
        if (loaded != null) {
            all.add(loaded.folder());
        }
        chooser.getItems().setAll(all);
        chooser.setValue(loaded == null ? null : loaded.folder());
        showing = false;
    }

    private static String facts(ModelInfo info) {
        return Texts.format(
                "run.model.facts",
                info.layers(),
                info.manifest().precision(),
                info.executionProvider(),
                info.threads());
    }
}
