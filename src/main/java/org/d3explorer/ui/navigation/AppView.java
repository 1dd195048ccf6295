package org.d3explorer.ui.navigation;

import java.nio.file.Path;
import java.util.List;
import javafx.scene.Parent;
import org.kordamp.ikonli.Ikon;

/** One view of the window, reached from the navigation. Interface thread only. */
public interface AppView {
    /** Returns the key of its name. */
    String titleKey();

    /** Returns its icon. */
    Ikon icon();

    /** Returns its node. */
    Parent root();

    /** Returns what can be done in it from the keyboard. */
    List<Action> actions();

    /**
     * Takes what was dropped on the window.
     *
     * @param path a file or folder
     * @return whether this view knows what to do with it
     */
    default boolean open(Path path) {
        return false;
    }

    /** Puts what is to be remembered into the settings. Called every second or so, so it has to be quick. */
    void remember();

    /** Ends what it runs, remembering apart; waits for that, within a second. */
    void close();
}
