package org.d3explorer.ui.app;

import atlantafx.base.theme.PrimerDark;
import atlantafx.base.theme.PrimerLight;
import javafx.application.Application;
import javafx.application.ColorScheme;
import javafx.application.ConditionalFeature;
import javafx.application.Platform;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.SimpleObjectProperty;
import javafx.css.PseudoClass;
import javafx.scene.Scene;
import javafx.stage.Window;

/** Light, dark, or whichever the system has. */
public enum Theme {
    /** Follows the system. */
    SYSTEM,
    /** Always light. */
    LIGHT,
    /** Always dark. */
    DARK;

    /** Set on the root of a dark scene, for colours that the theme does not name. */
    public static final PseudoClass DARK_CLASS = PseudoClass.getPseudoClass("dark");

    /** Set on the root of a scene whose pop-ups cannot be transparent: a shadow would get a frame round it. */
    private static final PseudoClass OPAQUE_CLASS = PseudoClass.getPseudoClass("opaque-popups");

    /** Says whether this is dark now. */
    boolean isDark() {
        return this == DARK || (this == SYSTEM && Platform.getPreferences().getColorScheme() == ColorScheme.DARK);
    }

    /** Dresses all windows, those without a scene of ours too. */
    void use() {
        Application.setUserAgentStylesheet(
                isDark() ? new PrimerDark().getUserAgentStylesheet() : new PrimerLight().getUserAgentStylesheet());
    }

    /**
     * Keeps the scene in the theme of the returned property, and, while its window is shown, in the system's where that is
     * chosen. What listens to the system for longer would keep every closed window.
     */
    static ObjectProperty<Theme> install(Scene scene, Theme first) {
        var theme = new SimpleObjectProperty<>(first);
        Runnable apply = () -> {
            boolean dark = theme.get().isDark();
            theme.get().use();
            scene.getRoot().pseudoClassStateChanged(DARK_CLASS, dark);
        };
        scene.getRoot()
                .pseudoClassStateChanged(OPAQUE_CLASS, !Platform.isSupported(ConditionalFeature.TRANSPARENT_WINDOW));
        theme.addListener(observable -> apply.run());
        apply.run();
        var shown = scene.windowProperty().flatMap(Window::showingProperty).orElse(false);
        Platform.getPreferences()
                .colorSchemeProperty()
                .when(shown)
                .addListener((observable, before, now) -> apply.run());
        return theme;
    }
}
