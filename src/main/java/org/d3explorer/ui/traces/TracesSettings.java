package org.d3explorer.ui.traces;

import org.d3explorer.settings.Setting;

/** What the view of kept runs remembers. */
final class TracesSettings {
    static final Setting<Double> LIST_DIVIDER = Setting.ofRange("traces.list_divider", 0.3, 0, 1);
    static final Setting<Double> NOTES_DIVIDER = Setting.ofRange("traces.notes_divider", 0.8, 0, 1);
    static final Setting<Double> CHARTS_DIVIDER = Setting.ofRange("traces.charts_divider", 0.45, 0, 1);
    static final Setting<Double> SPEED = Setting.ofRange("traces.replay_speed", 1.0, 0.25, 16);
    static final Setting<String> EXPORT_FOLDER = Setting.of("traces.export_folder", "");

    private TracesSettings() {}
}
