package org.d3explorer.ui.app;

import org.d3explorer.settings.Setting;

/** The preferences of the window's frame. */
final class AppSettings {
    static final Setting<Theme> THEME = Setting.ofEnum("window.theme", Theme.SYSTEM);
    static final Setting<WindowPlace> PLACE =
            Setting.of("window.place", WindowPlace.UNSET, place -> place.width() > 0 && place.height() > 0);

    private AppSettings() {}
}
