package org.d3explorer.ui.explore;

import com.fasterxml.jackson.core.type.TypeReference;
import java.util.List;
import java.util.Map;
import org.d3explorer.settings.Setting;
import org.d3explorer.trace.Sampling;
import org.d3explorer.ui.view.ColorMode;

/** What the Explore view remembers. */
public final class ExploreSettings {
    /** Mean KL over the last 32 tokens from which the decay is said to have gone too far, in nats. */
    public static final Setting<Double> DRIFT_LIMIT = Setting.ofRange("explore.drift_limit_nats", 0.5, 0.001, 100);

    /** Repetitions of a speedup measurement. */
    public static final Setting<Integer> SPEEDUP_REPETITIONS =
            Setting.of("explore.speedup_repetitions", 5, count -> count >= 1 && count <= 100);

    static final Setting<String> MODEL = Setting.of("explore.model", "");
    static final Setting<List<String>> RECENT_MODELS =
            Setting.ofList("explore.recent_models", new TypeReference<>() {});
    static final Setting<String> PROMPT = Setting.of("explore.prompt", "");
    static final Setting<Boolean> CHAT = Setting.of("explore.chat", true);
    static final Setting<List<SavedPrompt>> RECENT_PROMPTS =
            Setting.ofList("explore.recent_prompts", new TypeReference<>() {});
    static final Setting<List<SavedPrompt>> SAVED_PROMPTS =
            Setting.ofList("explore.saved_prompts", new TypeReference<>() {});
    static final Setting<Map<String, DepthChoice>> DEPTH = Setting.ofMap("explore.depth", new TypeReference<>() {});
    static final Setting<Sampling> SAMPLING = Setting.of("explore.sampling", Sampling.greedy());
    static final Setting<Integer> MAX_NEW_TOKENS =
            Setting.of("explore.max_new_tokens", 256, count -> count >= 1 && count <= 1_000_000);
    static final Setting<Boolean> REFERENCE = Setting.of("explore.reference", true);
    static final Setting<Boolean> IGNORE_END = Setting.of("explore.ignore_end_tokens", false);
    static final Setting<ColorMode> COLOR_MODE = Setting.ofEnum("explore.color_mode", ColorMode.DEPTH);
    static final Setting<Double> INSPECTOR_DIVIDER = Setting.ofRange("explore.inspector_divider", 0.5, 0, 1);
    static final Setting<List<Double>> DIVIDERS = Setting.ofList("explore.dividers", new TypeReference<>() {});

    private ExploreSettings() {}
}
