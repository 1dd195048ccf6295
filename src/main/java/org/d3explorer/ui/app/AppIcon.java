package org.d3explorer.ui.app;

import java.util.Objects;
import java.util.stream.IntStream;
import javafx.scene.control.Dialog;
import javafx.scene.image.Image;
import javafx.stage.Stage;

/** The program's icon, from which the window system takes the size that it needs. */
final class AppIcon {
    private static final int[] SIZES = {16, 32, 64, 128, 256};

    private AppIcon() {}

    /** Gives a window the icon. */
    static void put(Stage stage) {
        stage.getIcons().setAll(IntStream.of(SIZES).mapToObj(AppIcon::image).toList());
    }

    /** Gives a dialog that belongs to no window the icon. */
    static void put(Dialog<?> dialog) {
        if (dialog.getDialogPane().getScene().getWindow() instanceof Stage stage) {
            put(stage);
        }
    }

    private static Image image(int size) {
        var name = "/org/d3explorer/ui/app/icon-" + size + ".png";
        return new Image(
                Objects.requireNonNull(AppIcon.class.getResource(name), name).toExternalForm());
    }
}
