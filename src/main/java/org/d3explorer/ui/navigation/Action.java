package org.d3explorer.ui.navigation;

import javafx.scene.control.ButtonBase;
import javafx.scene.control.Tooltip;
import javafx.scene.input.KeyCombination;
import org.d3explorer.ui.text.Texts;
import org.jspecify.annotations.Nullable;

/**
 * Something the user can do from the keyboard.
 *
 * @param textKey key of its name; the key with {@code .tip} behind explains it
 * @param keys the keyboard shortcut
 * @param perform does it; does nothing where it makes no sense at the moment
 */
public record Action(String textKey, KeyCombination keys, Runnable perform) {
    /** Returns an action with a shortcut written as {@link KeyCombination#valueOf} takes it. */
    public static Action of(String textKey, String keys, Runnable perform) {
        return new Action(textKey, KeyCombination.valueOf(keys), perform);
    }

    /** Returns the action's name. */
    public String text() {
        return Texts.get(textKey);
    }

    /** Makes a button perform the action, named and explained with its shortcut. */
    public void bind(ButtonBase button) {
        button.setOnAction(event -> perform.run());
        explain(button, Texts.get(textKey + ".tip"), keys);
        button.setAccessibleText(text());
    }

    /** Gives a button a tooltip that ends with a shortcut. */
    public static void explain(ButtonBase button, String text, @Nullable KeyCombination keys) {
        button.setTooltip(new Tooltip(keys == null ? text : text + "  (" + keys.getDisplayText() + ")"));
    }
}
