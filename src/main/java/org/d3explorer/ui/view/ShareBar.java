package org.d3explorer.ui.view;

import javafx.scene.layout.Region;

/** A bar as long as a share of its width; the figure it stands for is written beside it. */
final class ShareBar extends Region {
    private static final double HEIGHT = 8;

    private final Region filled = new Region();
    private double share;

    ShareBar() {
        getStyleClass().add("share-bar");
        filled.getStyleClass().add("share-bar-filled");
        getChildren().add(filled);
        setMinHeight(HEIGHT);
        setMaxHeight(HEIGHT);
        setPrefHeight(HEIGHT);
        setMinWidth(20);
    }

    /** Sets the length, 0..1; NaN counts as 0. */
    void setShare(double length) {
        share = Double.isNaN(length) ? 0 : Math.clamp(length, 0, 1);
        requestLayout();
    }

    @Override
    protected void layoutChildren() {
        filled.resizeRelocate(0, 0, Math.max(share > 0 ? 1 : 0, getWidth() * share), getHeight());
    }
}
