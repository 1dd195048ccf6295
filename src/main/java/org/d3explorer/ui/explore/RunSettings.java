package org.d3explorer.ui.explore;

import java.util.List;
import javafx.beans.property.BooleanProperty;
import javafx.beans.property.SimpleBooleanProperty;
import org.d3explorer.decoding.ForcedToken;
import org.d3explorer.decoding.RunRequest;
import org.d3explorer.settings.SettingsStore;
import org.d3explorer.ui.notice.Notice.Severity;
import org.d3explorer.ui.notice.NoticeCenter;
import org.d3explorer.ui.text.Texts;
import org.jspecify.annotations.Nullable;

/** What the next run is made with, as set in the run panel and remembered. Interface thread only. */
final class RunSettings {
    private final NoticeCenter notices;
    private final PromptViewModel prompt;
    private final DepthViewModel depth = new DepthViewModel();
    private final SamplingViewModel sampling;
    private final BooleanProperty reference = new SimpleBooleanProperty(this, "reference");
    private final BooleanProperty ignoreEndTokens = new SimpleBooleanProperty(this, "ignoreEndTokens");

    /** Begins with what is remembered. */
    RunSettings(SettingsStore settings, NoticeCenter notices) {
        this.notices = notices;
        prompt = new PromptViewModel(settings);
        sampling = new SamplingViewModel(settings.get(ExploreSettings.SAMPLING));
        reference.set(settings.get(ExploreSettings.REFERENCE));
        ignoreEndTokens.set(settings.get(ExploreSettings.IGNORE_END));
        depth.maxNewTokensProperty().set(settings.get(ExploreSettings.MAX_NEW_TOKENS));
    }

    /** Stores what is remembered, the depth apart, which is remembered per model. */
    void store(SettingsStore settings) {
        prompt.store(settings);
        settings.set(ExploreSettings.SAMPLING, sampling.sampling());
        settings.set(
                ExploreSettings.MAX_NEW_TOKENS, depth.maxNewTokensProperty().get());
        settings.set(ExploreSettings.REFERENCE, reference.get());
        settings.set(ExploreSettings.IGNORE_END, ignoreEndTokens.get());
    }

    /**
     * Returns a request with what is set now.
     *
     * @param text the prompt
     * @param chat whether the chat template goes round it
     * @param prefix generated tokens to go on after
     * @return null where something set cannot be used, of which the user is told
     */
    @Nullable
    GenerationRequest request(String text, boolean chat, List<ForcedToken> prefix) {
        var configuration = depth.configurationProperty().get();
        if (!depth.problemProperty().get().isEmpty() || configuration == null) {
            notices.show(Severity.WARNING, depth.problemProperty().get(), Texts.get("notice.depthProblem.remedy"));
            return null;
        }
        if (text.isBlank()) {
            notices.show(Severity.INFO, Texts.get("notice.emptyPrompt"), Texts.get("notice.emptyPrompt.remedy"));
            return null;
        }
        if (prefix.size() >= maxNewTokens()) {
            notices.show(Severity.INFO, Texts.get("notice.branchTooLong"), Texts.get("notice.branchTooLong.remedy"));
            return null;
        }
        return new GenerationRequest(
                text,
                chat,
                configuration,
                depth.kvPolicyProperty().get(),
                sampling.sampling(),
                maxNewTokens(),
                ignoreEndTokens.get(),
                reference.get() ? RunRequest.DEFAULT_REFERENCE_CHUNK : 0,
                prefix);
    }

    int maxNewTokens() {
        return depth.maxNewTokensProperty().get();
    }

    PromptViewModel prompt() {
        return prompt;
    }

    DepthViewModel depth() {
        return depth;
    }

    SamplingViewModel sampling() {
        return sampling;
    }

    BooleanProperty referenceProperty() {
        return reference;
    }

    BooleanProperty ignoreEndTokensProperty() {
        return ignoreEndTokens;
    }
}
