package org.d3explorer.ui.compare;

import com.fasterxml.jackson.core.type.TypeReference;
import java.util.List;
import org.d3explorer.settings.Setting;
import org.d3explorer.ui.explore.DepthChoice;

/** What the Compare view remembers. */
final class CompareSettings {
    static final Setting<List<DepthChoice>> COLUMNS = Setting.ofList("compare.columns", new TypeReference<>() {});
    static final Setting<Integer> MAX_NEW_TOKENS =
            Setting.of("compare.max_new_tokens", 128, count -> count >= 1 && count <= 1_000_000);
    static final Setting<Boolean> IGNORE_END = Setting.of("compare.ignore_end_tokens", false);
    static final Setting<CompareMode> MODE = Setting.ofEnum("compare.mode", CompareMode.FREE_RUNNING);

    private CompareSettings() {}
}
