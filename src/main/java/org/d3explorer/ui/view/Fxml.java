package org.d3explorer.ui.view;

import java.io.IOException;
import java.io.UncheckedIOException;
import javafx.fxml.FXMLLoader;
import javafx.util.Callback;
import org.d3explorer.ui.text.Texts;

/** Loads views that are described in FXML, with the window's texts. */
public final class Fxml {
    private Fxml() {}

    /**
     * Loads a view.
     *
     * @param resource its file, from the root of the class path
     * @param controllers makes the controller of each class that the file and those it includes ask for
     * @return what was loaded: root and controller can be asked of it
     */
    public static FXMLLoader load(String resource, Callback<Class<?>, Object> controllers) {
        var loader = new FXMLLoader(Fxml.class.getResource(resource), Texts.bundle());
        loader.setControllerFactory(controllers);
        try {
            loader.load();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return loader;
    }
}
