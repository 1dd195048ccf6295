package org.d3explorer.ui.app;

import javafx.geometry.Dimension2D;
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

    /** Returns the window's size on the screens there are now. */
    Dimension2D size() {
        var bounds = Screen.getPrimary().getVisualBounds();
        boolean fits = isOnScreen();
        return new Dimension2D(
                Math.max(LEAST_WIDTH, fits ? width : Math.min(width, bounds.getWidth())),
                Math.max(LEAST_HEIGHT, fits ? height : Math.min(height, bounds.getHeight())));
    }

    /** Puts the window there, unless no screen is there any more. */
    void restore(Stage stage) {
        stage.setMinWidth(LEAST_WIDTH);
        stage.setMinHeight(LEAST_HEIGHT);
        stage.setWidth(size().getWidth());
        stage.setHeight(size().getHeight());
        if (isOnScreen()) {
            stage.setX(x);
            stage.setY(y);
        } else {
            stage.centerOnScreen();
        }
        stage.setMaximized(maximized);
    }

    private boolean isOnScreen() {
        return !equals(UNSET)
                && !Screen.getScreensForRectangle(x, y, width, height).isEmpty();
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
