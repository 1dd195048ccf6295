package org.d3explorer.ui.app;

import javafx.stage.Screen;
import javafx.stage.Stage;

/**
 * Where the window was.
 *
 * @param x left edge in screen coordinates
 * @param y upper edge
 * @param width of the window
 * @param height of the window
 * @param maximized whether it filled the screen; the other values are then those it goes back to
 */
record WindowPlace(double x, double y, double width, double height, boolean maximized) {
    /** Size of a first start; the place is the window system's. */
    static final WindowPlace UNSET = new WindowPlace(-1, -1, 1280, 800, false);

    static final double LEAST_WIDTH = 1000;
    static final double LEAST_HEIGHT = 640;

    /** Puts the window there, unless no screen is there any more. */
    void restore(Stage stage) {
        stage.setMinWidth(LEAST_WIDTH);
        stage.setMinHeight(LEAST_HEIGHT);
        var bounds = Screen.getPrimary().getVisualBounds();
        boolean known = !equals(UNSET)
                && !Screen.getScreensForRectangle(x, y, width, height).isEmpty();
        stage.setWidth(Math.max(LEAST_WIDTH, known ? width : Math.min(width, bounds.getWidth())));
        stage.setHeight(Math.max(LEAST_HEIGHT, known ? height : Math.min(height, bounds.getHeight())));
        if (known) {
            stage.setX(x);
            stage.setY(y);
        } else {
            stage.centerOnScreen();
        }
        stage.setMaximized(maximized);
    }

    /** Returns where the window is, given where it was before. */
    static WindowPlace of(Stage stage, WindowPlace before) {
        if (stage.isIconified()) {
            return before;
        }
        return stage.isMaximized()
                ? new WindowPlace(before.x, before.y, before.width, before.height, true)
                : new WindowPlace(stage.getX(), stage.getY(), stage.getWidth(), stage.getHeight(), false);
    }
}
