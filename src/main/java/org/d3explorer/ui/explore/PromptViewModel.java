package org.d3explorer.ui.explore;

import java.util.List;
import javafx.beans.property.BooleanProperty;
import javafx.beans.property.SimpleBooleanProperty;
import javafx.beans.property.SimpleStringProperty;
import javafx.beans.property.StringProperty;
import javafx.collections.FXCollections;
import javafx.collections.ObservableList;
import org.d3explorer.settings.SettingsStore;
import org.d3explorer.ui.text.Texts;

/** The prompt, and those used before. */
public final class PromptViewModel {
    private static final int RECENT_KEPT = 20;
    private static final int NAME_LENGTH = 60;

    private final StringProperty text = new SimpleStringProperty(this, "text", "");
    private final BooleanProperty chat = new SimpleBooleanProperty(this, "chat", true);
    private final ObservableList<SavedPrompt> recent = FXCollections.observableArrayList();
    private final ObservableList<SavedPrompt> saved = FXCollections.observableArrayList();

    /** Begins with what is remembered, or the sample prompt. */
    PromptViewModel(SettingsStore settings) {
        var remembered = settings.get(ExploreSettings.PROMPT);
        text.set(remembered.isEmpty() ? Texts.get("explore.prompt.sample") : remembered);
        chat.set(settings.get(ExploreSettings.CHAT));
        recent.setAll(settings.get(ExploreSettings.RECENT_PROMPTS));
        saved.setAll(settings.get(ExploreSettings.SAVED_PROMPTS));
    }

    void store(SettingsStore settings) {
        settings.set(ExploreSettings.PROMPT, text.get());
        settings.set(ExploreSettings.CHAT, chat.get());
        settings.set(ExploreSettings.RECENT_PROMPTS, List.copyOf(recent));
        settings.set(ExploreSettings.SAVED_PROMPTS, List.copyOf(saved));
    }

    /** Puts the prompt at the head of the recent ones. */
    void used() {
        var prompt = current();
        recent.removeIf(prompt::equals);
        recent.addFirst(prompt);
        if (recent.size() > RECENT_KEPT) {
            recent.remove(RECENT_KEPT, recent.size());
        }
    }

    /** Keeps the prompt; one of the same name is replaced. */
    public void save() {
        var prompt = current();
        saved.removeIf(other -> other.name().equals(prompt.name()));
        saved.addFirst(prompt);
    }

    /** Forgets a saved prompt. */
    public void forget(SavedPrompt prompt) {
        saved.remove(prompt);
    }

    /** Takes a prompt up again. */
    public void choose(SavedPrompt prompt) {
        text.set(prompt.text());
        chat.set(prompt.chat());
    }

    private SavedPrompt current() {
        var line = text.get().strip().lines().findFirst().orElse("");
        int end = line.offsetByCodePoints(0, Math.min(NAME_LENGTH, line.codePointCount(0, line.length())));
        var name = end < line.length() ? line.substring(0, end) + "…" : line;
        return new SavedPrompt(name, text.get(), chat.get());
    }

    /** Returns what the model is asked. */
    public StringProperty textProperty() {
        return text;
    }

    /** Returns whether the model's chat template goes round the text. */
    public BooleanProperty chatProperty() {
        return chat;
    }

    /** Returns prompts run before, latest first. */
    public ObservableList<SavedPrompt> recent() {
        return recent;
    }

    /** Returns prompts the user kept, latest first. */
    public ObservableList<SavedPrompt> saved() {
        return saved;
    }
}
