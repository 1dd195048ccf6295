package org.d3explorer.ui.app;

import java.nio.file.Path;
import javafx.scene.control.Alert;
import javafx.scene.control.ButtonBar;
import javafx.scene.control.ButtonBar.ButtonData;
import javafx.scene.control.ButtonType;
import org.d3explorer.ui.text.Texts;
import org.kordamp.ikonli.javafx.FontIcon;

/** Asks what to do where a running program has the settings folder. One question; on the interface thread. */
final class InstanceQuestion {
    /** What the user wants. */
    enum Answer {
        /** The window of the running program. */
        SHOW,
        /** A second program, with settings of its own. */
        ANOTHER,
        /** Neither. */
        LEAVE
    }

    private final ButtonType show = new ButtonType(Texts.get("instance.show"), ButtonData.OK_DONE);
    private final ButtonType another = new ButtonType(Texts.get("instance.another"), ButtonData.OTHER);
    private final Alert alert;

    /**
     * Makes the question without asking it.
     *
     * @param wanted the settings folder
     */
    InstanceQuestion(Path wanted) {
        alert = new Alert(
                Alert.AlertType.INFORMATION,
                Texts.format("instance.running", wanted),
                show,
                another,
                ButtonType.CANCEL);
        alert.setTitle(Texts.get("main.title"));
        alert.setHeaderText(Texts.get("instance.running.header"));
        alert.setGraphic(new FontIcon("mdi2i-information-outline"));
        var pane = alert.getDialogPane();
        pane.getButtonTypes().forEach(type -> ButtonBar.setButtonUniformSize(pane.lookupButton(type), false));
        AppIcon.put(alert);
    }

    /** Asks, and returns when the user has answered or {@link #cancel} was called. */
    Answer ask() {
        var chosen = alert.showAndWait().orElse(ButtonType.CANCEL);
        if (chosen == show) {
            return Answer.SHOW;
        }
        return chosen == another ? Answer.ANOTHER : Answer.LEAVE;
    }

    /** Answers {@link Answer#LEAVE}. */
    void cancel() {
        alert.setResult(ButtonType.CANCEL);
        alert.close();
    }
}
