package org.d3explorer.ui.view;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import javafx.css.CssMetaData;
import javafx.css.SimpleStyleableObjectProperty;
import javafx.css.Styleable;
import javafx.css.StyleableProperty;
import javafx.css.converter.ColorConverter;
import javafx.scene.layout.Region;
import javafx.scene.paint.Color;

/** A region that draws on canvases in the theme's colours, taken from {@code view.css}. */
abstract class ThemedRegion extends Region {
    /** Colours and shapes of the views of a run. */
    static final String STYLESHEET =
            Objects.requireNonNull(ThemedRegion.class.getResource("view.css")).toExternalForm();

    /** The theme's colours by their role. */
    enum Role {
        TEXT("-d3-text", "#000000"),
        MUTED("-d3-muted", "#696969"),
        ACCENT("-d3-accent", "#4169e1"),
        CHANGE("-d3-change", "#ff8c00"),
        DANGER("-d3-danger", "#b22222"),
        BACKGROUND("-d3-background", "#ffffff"),
        BORDER("-d3-border", "#d3d3d3");

        private final String property;
        private final String initial;

        Role(String property, String initial) {
            this.property = property;
            this.initial = initial;
        }
    }

    private static final Map<Role, RoleMetaData> ROLES = new EnumMap<>(Role.class);
    private static final List<CssMetaData<? extends Styleable, ?>> META = new ArrayList<>(Region.getClassCssMetaData());

    static {
        for (Role role : Role.values()) {
            var metaData = new RoleMetaData(role);
            ROLES.put(role, metaData);
            META.add(metaData);
        }
    }

    private final Map<Role, SimpleStyleableObjectProperty<Color>> colors = new EnumMap<>(Role.class);

    ThemedRegion() {
        getStyleClass().add("themed-view");
        ROLES.forEach((role, metaData) -> {
            var color = new SimpleStyleableObjectProperty<>(metaData, this, role.property, Color.web(role.initial));
            color.addListener((observable, before, now) -> themeChanged());
            colors.put(role, color);
        });
    }

    /** Called when a colour of the theme changed: everything has to be drawn again. */
    abstract void themeChanged();

    /** Returns the theme's colour for a role. */
    final Color color(Role role) {
        return property(role).get();
    }

    /** Says whether the theme is light on dark. */
    final boolean dark() {
        return TokenColors.luminance(color(Role.BACKGROUND)) < 0.18;
    }

    @Override
    public String getUserAgentStylesheet() {
        return STYLESHEET;
    }

    @Override
    public List<CssMetaData<? extends Styleable, ?>> getCssMetaData() {
        return META;
    }

    private SimpleStyleableObjectProperty<Color> property(Role role) {
        return Objects.requireNonNull(colors.get(role));
    }

    private static final class RoleMetaData extends CssMetaData<ThemedRegion, Color> {
        private final Role role;

        RoleMetaData(Role role) {
            super(role.property, ColorConverter.getInstance(), Color.web(role.initial));
            this.role = role;
        }

        @Override
        public boolean isSettable(ThemedRegion region) {
            return !region.property(role).isBound();
        }

        @Override
        public StyleableProperty<Color> getStyleableProperty(ThemedRegion region) {
            return region.property(role);
        }
    }
}
