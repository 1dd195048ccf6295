package org.d3explorer.ui.view;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import javafx.geometry.VPos;
import javafx.scene.canvas.GraphicsContext;
import javafx.scene.paint.Color;
import javafx.scene.text.Font;
import org.d3explorer.ui.view.ThemedRegion.Role;

/**
 * Draws one line of token text: backgrounds by the colour mode, the text, and the marks of selection, pointer, changed
 * configuration and drift. Every mark has a shape of its own, so that colour is not the only sign.
 */
final class TokenLinePainter {
    private static final double FLAG = 7;
    private static final Color HAIRLINE_ON_DARK = Color.rgb(255, 255, 255, 0.22);
    private static final Color HAIRLINE_ON_LIGHT = Color.rgb(0, 0, 0, 0.16);

    private final ThemedRegion theme;
    private final RunModel model;
    private final TokenColors colors;
    private final Set<Integer> changedAt = new HashSet<>();
    private int selectedFrom = RunModel.NONE;
    private int selectedTo = RunModel.NONE;

    TokenLinePainter(ThemedRegion theme, RunModel model, TokenColors colors) {
        this.theme = theme;
        this.model = model;
        this.colors = colors;
    }

    /** Sets the selected tokens, both inclusive; {@link RunModel#NONE} for none. */
    void select(int from, int to) {
        selectedFrom = from;
        selectedTo = to;
    }

    /** Marks the first token under a changed configuration. */
    void markChange(int token) {
        if (token > 0) {
            changedAt.add(token);
        }
    }

    /** Forgets the marks of the run before. */
    void restart() {
        changedAt.clear();
        select(RunModel.NONE, RunModel.NONE);
    }

    /**
     * Draws a line of generated tokens.
     *
     * @param height of the line in px
     * @param left x of the line's first piece in px
     * @param right where backgrounds end in px; white space may hang over
     * @param continued whether the first piece's token began on a line before
     */
    void paintTokens(
            GraphicsContext g,
            List<TokenFlow.Piece> pieces,
            Font font,
            double height,
            double left,
            double right,
            boolean continued) {
        g.clearRect(0, 0, g.getCanvas().getWidth(), height);
        g.setFont(font);
        g.setTextBaseline(VPos.CENTER);
        var mode = model.colorModeProperty().get();
        int previous = RunModel.NONE;
        for (var piece : pieces) {
            double x = left + piece.x();
            double width = Math.min(piece.width(), right - x);
            if (width <= 0) {
                continue;
            }
            Color background = colors.background(mode, piece.token(), theme);
            if (background != null) {
                g.setFill(background);
                g.fillRect(x, 2, width, height - 4);
                if (piece.token() != previous) {
                    g.setFill(
                            TokenColors.textOn(background).equals(Color.WHITE) ? HAIRLINE_ON_DARK : HAIRLINE_ON_LIGHT);
                    g.fillRect(x, 2, 1, height - 4);
                }
            }
            Color ink = background == null ? theme.color(Role.TEXT) : TokenColors.textOn(background);
            g.setFill(piece.symbolic() ? ink.deriveColor(0, 1, 1, 0.6) : ink);
            g.fillText(piece.text(), x, height / 2);
            boolean begins = piece.token() != previous
                    && !(continued && piece.token() == pieces.getFirst().token());
            marks(g, piece, x, width, height, begins);
            previous = piece.token();
        }
        outline(g, pieces, model.hoveredTokenProperty().get(), 1, left, right, height);
        outline(g, pieces, model.selectedTokenProperty().get(), 2, left, right, height);
    }

    /** Draws a line of the prompt. */
    void paintPrompt(GraphicsContext g, List<TokenFlow.Piece> pieces, Font font, double height, double left) {
        g.clearRect(0, 0, g.getCanvas().getWidth(), height);
        g.setFont(font);
        g.setTextBaseline(VPos.CENTER);
        g.setFill(theme.color(Role.MUTED));
        for (var piece : pieces) {
            if (!piece.symbolic()) {
                g.fillText(piece.text(), left + piece.x(), height / 2);
            }
        }
    }

    /** Draws what stands between prompt and generated text. */
    void paintRule(GraphicsContext g, double height, double left, double right) {
        g.clearRect(0, 0, g.getCanvas().getWidth(), height);
        g.setStroke(theme.color(Role.BORDER));
        g.setLineWidth(1);
        double y = Math.floor(height / 2) + 0.5;
        g.strokeLine(left, y, right, y);
    }

    private void marks(
            GraphicsContext g, TokenFlow.Piece piece, double x, double width, double height, boolean begins) {
        int token = piece.token();
        if (token >= selectedFrom && token <= selectedTo && selectedFrom < selectedTo) {
            g.setFill(theme.color(Role.ACCENT));
            g.fillRect(x, height - 3, width, 3);
        }
        int drift = model.driftTokenProperty().get();
        if (drift != RunModel.NONE && token >= drift) {
            g.setStroke(theme.color(Role.DANGER));
            g.setLineWidth(1);
            g.setLineDashes(2, 4);
            g.setLineDashOffset(x % 6);
            g.strokeLine(x, height - 0.5, x + width, height - 0.5);
            g.setLineDashes();
        }
        if (begins && token == drift) {
            g.setFill(theme.color(Role.DANGER));
            g.fillRect(x - 1, 2, 2, height - 2);
            g.fillPolygon(new double[] {x - FLAG, x, x + FLAG}, new double[] {height, height - 1.6 * FLAG, height}, 3);
        }
        if (begins && changedAt.contains(token)) {
            g.setFill(theme.color(Role.CHANGE));
            g.fillRect(x - 1, 0, 2, height);
            g.fillPolygon(new double[] {x - FLAG, x + FLAG, x}, new double[] {0, 0, FLAG}, 3);
        }
    }

    private void outline(
            GraphicsContext g,
            List<TokenFlow.Piece> pieces,
            int token,
            double stroke,
            double left,
            double right,
            double height) {
        for (var piece : pieces) {
            if (piece.token() != token) {
                continue;
            }
            double x = left + piece.x();
            double width = Math.min(piece.width(), right - x);
            if (width > 0) {
                Color background = colors.background(model.colorModeProperty().get(), token, theme);
                g.setStroke(background == null ? theme.color(Role.TEXT) : TokenColors.textOn(background));
                g.setLineWidth(stroke);
                g.strokeRect(x + stroke / 2, 1 + stroke / 2, width - stroke, height - 2 - stroke);
            }
        }
    }
}
