package org.d3explorer.ui.view;

import java.nio.file.Path;
import java.util.Objects;
import org.d3explorer.depth.UserError;
import org.d3explorer.ui.text.Texts;

/** A chart's picture could not be saved. */
final class ChartSaveException extends RuntimeException implements UserError {
    private static final long serialVersionUID = 1;

    ChartSaveException(Path file, Exception cause) {
        super(
                Texts.format("view.chart.saveFailed", file, Objects.toString(cause.getMessage(), cause.toString())),
                cause);
    }

    @Override
    public String getMessage() {
        return String.valueOf(super.getMessage());
    }
}
