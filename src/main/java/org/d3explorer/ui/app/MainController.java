package org.d3explorer.ui.app;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import javafx.application.Platform;
import javafx.beans.property.ObjectProperty;
import javafx.collections.ListChangeListener;
import javafx.fxml.FXML;
import javafx.fxml.FXMLLoader;
import javafx.geometry.Insets;
import javafx.geometry.Pos;
import javafx.scene.Scene;
import javafx.scene.control.Button;
import javafx.scene.control.ContentDisplay;
import javafx.scene.control.Label;
import javafx.scene.control.ToggleButton;
import javafx.scene.control.ToggleGroup;
import javafx.scene.control.Tooltip;
import javafx.scene.input.DragEvent;
import javafx.scene.input.KeyCombination;
import javafx.scene.input.KeyEvent;
import javafx.scene.input.TransferMode;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;
import org.d3explorer.ui.navigation.Action;
import org.d3explorer.ui.navigation.AppView;
import org.d3explorer.ui.notice.Notice.Severity;
import org.d3explorer.ui.notice.NoticeCenter;
import org.d3explorer.ui.notice.NoticePane;
import org.d3explorer.ui.text.Texts;
import org.kordamp.ikonli.javafx.FontIcon;

/** The window's frame: navigation, the view chosen, notices over it, what is dropped on it. */
public final class MainController {
    private static final KeyCombination ESCAPE = KeyCombination.valueOf("Esc");

    @FXML
    private StackPane root;

    @FXML
    private VBox views;

    @FXML
    private Button notices;

    @FXML
    private FontIcon noticesIcon;

    @FXML
    private Button theme;

    @FXML
    private FontIcon themeIcon;

    @FXML
    private Button shortcuts;

    @FXML
    private Button settings;

    @FXML
    private StackPane content;

    @FXML
    private StackPane dropHint;

    private final NoticeCenter noticeCenter;
    private final List<AppView> shown;
    private final List<Action> actions = new ArrayList<>();
    /** Shortcuts of the key press that is being handled. */
    private final Set<KeyCombination> performed = new HashSet<>();

    private final ToggleGroup group = new ToggleGroup();

    MainController(NoticeCenter noticeCenter, List<AppView> shown) {
        this.noticeCenter = noticeCenter;
        this.shown = List.copyOf(shown);
    }

    /** Builds the frame. */
    static MainController load(NoticeCenter notices, List<AppView> views) {
        var loader =
                new FXMLLoader(MainController.class.getResource("/org/d3explorer/ui/app/Main.fxml"), Texts.bundle());
        var controller = new MainController(notices, views);
        loader.setControllerFactory(type -> controller);
        try {
            loader.load();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return controller;
    }

    @FXML
    void initialize() {
        shown.forEach(this::addToNavigation);
        var pane = new NoticePane(noticeCenter);
        StackPane.setAlignment(pane, Pos.TOP_RIGHT);
        StackPane.setMargin(pane, new Insets(12));
        root.getChildren().add(pane);
        notices.setOnAction(event ->
                pane.showingAllProperty().set(!pane.showingAllProperty().get()));
        Action.explain(notices, Texts.get("main.notices"), null);
        notices.setAccessibleText(Texts.get("main.notices"));
        noticeCenter.notices().addListener((ListChangeListener<Object>) change -> markNotices());
        dropHint.getChildren().setAll(new Label(Texts.get("main.drop")));
        root.setOnDragOver(this::dragOver);
        root.setOnDragExited(event -> dropHint.setVisible(false));
        root.setOnDragDropped(this::dropped);
    }

    private void addToNavigation(AppView view) {
        var button = new ToggleButton(Texts.get(view.titleKey()), new FontIcon(view.icon()));
        button.getStyleClass().add("navigation-button");
        button.setContentDisplay(ContentDisplay.TOP);
        button.setToggleGroup(group);
        button.setTooltip(new Tooltip(Texts.get(view.titleKey() + ".tip")));
        button.selectedProperty().addListener((observable, before, now) -> {
            if (now) {
                content.getChildren().setAll(view.root());
            }
        });
        button.setId("view-" + view.titleKey());
        button.setOnAction(event -> button.setSelected(true));
        button.setUserData(view);
        views.getChildren().add(button);
        if (group.getSelectedToggle() == null) {
            button.setSelected(true);
        }
    }

    private void markNotices() {
        boolean any = !noticeCenter.notices().isEmpty();
        noticesIcon.setIconLiteral(any ? "mdi2b-bell-badge-outline" : "mdi2b-bell-outline");
    }

    /** Connects the frame's own actions and installs all shortcuts in the scene. */
    void install(Scene scene, ObjectProperty<Theme> chosenTheme, Runnable openSettings) {
        actions.add(Action.of("main.settings", "Shortcut+Comma", openSettings));
        actions.add(Action.of("main.shortcuts", "F1", () -> ShortcutsDialog.show(scene.getWindow(), actionsNow())));
        actions.add(Action.of("main.theme", "Shortcut+T", () -> chosenTheme.set(next(chosenTheme.get()))));
        actions.get(0).bind(settings);
        actions.get(1).bind(shortcuts);
        actions.get(2).bind(theme);
        chosenTheme.addListener((observable, before, now) -> showTheme(now));
        showTheme(chosenTheme.get());
        actions.forEach(action -> scene.getAccelerators().put(action.keys(), action.perform()));
        shown.stream()
                .flatMap(view -> view.actions().stream())
                .map(Action::keys)
                .distinct()
                .forEach(keys -> addShortcut(scene, keys));
    }

    /** Escape goes before the accelerators: spinners and fields with a format would keep it for themselves. */
    private void addShortcut(Scene scene, KeyCombination keys) {
        if (keys.equals(ESCAPE)) {
            scene.addEventFilter(KeyEvent.KEY_PRESSED, event -> {
                if (keys.match(event)) {
                    perform(keys);
                }
            });
        } else {
            scene.getAccelerators().put(keys, () -> perform(keys));
        }
    }

    /**
     * Does what the keys stand for in the view chosen; the same keys may mean another thing in another view. Once a press:
     * a spinner sends Enter to its field and on.
     */
    private void perform(KeyCombination keys) {
        if (!performed.add(keys)) {
            return;
        }
        Platform.runLater(() -> performed.remove(keys));
        chosen().actions().stream().filter(action -> action.keys().equals(keys)).forEach(action -> action.perform()
                .run());
    }

    private List<Action> actionsNow() {
        return Stream.concat(actions.stream(), chosen().actions().stream()).toList();
    }

    /** Returns the view that is shown. */
    private AppView chosen() {
        return shown.get(Math.max(0, group.getToggles().indexOf(group.getSelectedToggle())));
    }

    private void showTheme(Theme now) {
        themeIcon.setIconLiteral(
                switch (now) {
                    case SYSTEM -> "mdi2t-theme-light-dark";
                    case LIGHT -> "mdi2w-white-balance-sunny";
                    case DARK -> "mdi2w-weather-night";
                });
        Action.explain(
                theme,
                Texts.format("main.theme.now", Texts.get("theme." + now)),
                actions.get(2).keys());
    }

    private static Theme next(Theme theme) {
        return switch (theme) {
            case SYSTEM -> theme.isDark() ? Theme.LIGHT : Theme.DARK;
            case LIGHT -> Theme.DARK;
            case DARK -> Theme.LIGHT;
        };
    }

    private void dragOver(DragEvent event) {
        if (event.getDragboard().hasFiles()) {
            event.acceptTransferModes(TransferMode.COPY);
            dropHint.setVisible(true);
        }
        event.consume();
    }

    private void dropped(DragEvent event) {
        dropHint.setVisible(false);
        var files = event.getDragboard().getFiles();
        if (!files.isEmpty()) {
            open(files.getFirst().toPath());
        }
        event.setDropCompleted(true);
        event.consume();
    }

    /** Hands a path to the first view that knows what to do with it, and shows that view. */
    void open(Path path) {
        var taker = shown.stream().filter(view -> view.open(path)).findFirst();
        taker.ifPresentOrElse(
                this::show,
                () -> noticeCenter.show(
                        Severity.WARNING,
                        Texts.format("notice.notABundle", path),
                        Texts.get("notice.notABundle.remedy")));
    }

    private void show(AppView view) {
        group.getToggles().stream()
                .filter(toggle -> view.equals(toggle.getUserData()))
                .forEach(group::selectToggle);
    }

    /** Returns the frame's node. */
    StackPane root() {
        return root;
    }
}
