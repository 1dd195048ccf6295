package org.d3explorer.cli;

import java.util.Arrays;
import java.util.List;
import org.d3explorer.runtime.LoadedModel;
import org.d3explorer.tokenizer.ChatMessage;

/**
 * A prompt, ready for the model.
 *
 * @param text what the user gave
 * @param rendered what was tokenized, chat template applied
 * @param ids its tokens
 */
record Prompt(String text, String rendered, List<Integer> ids) {
    /** What runs where no prompt is given. */
    static final String SAMPLE = "Explain in simple words why the sky is blue.";

    /**
     * Returns the prompt.
     *
     * @param model its tokenizer and chat template
     * @param text as given
     * @param raw whether the chat template is left out
     * @throws CommandException if the text is empty
     */
    static Prompt of(LoadedModel model, String text, boolean raw) {
        if (text.isEmpty()) {
            throw CommandException.input("the prompt is empty, expected a text");
        }
        var template = model.chatTemplate();
        var rendered =
                raw || template.isEmpty() ? text : template.get().render(List.of(new ChatMessage("user", text)), true);
        var ids = model.tokenizer().encodePrompt(rendered, true);
        if (ids.length == 0) {
            throw CommandException.input("the prompt has no tokens, expected at least one");
        }
        return new Prompt(text, rendered, Arrays.stream(ids).boxed().toList());
    }
}
