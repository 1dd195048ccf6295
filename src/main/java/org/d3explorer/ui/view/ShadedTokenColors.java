package org.d3explorer.ui.view;

import javafx.scene.paint.Color;
import org.jspecify.annotations.Nullable;

/** The colours of a compared text. */
final class ShadedTokenColors extends TokenColors {
    private static final double COMMON_ON_LIGHT = 0.16;
    private static final double COMMON_ON_DARK = 0.34;

    private final TokenShading shading;

    ShadedTokenColors(RunModel model, TokenShading shading) {
        super(model);
        this.shading = shading;
    }

    @Override
    @Nullable
    Color background(ColorMode mode, int token, ThemedRegion theme) {
        return switch (shading) {
            case TokenShading.None none -> null;
            case TokenShading.CommonPrefix prefix ->
                prefix.isCommon(token)
                        ? theme.color(ThemedRegion.Role.BACKGROUND)
                                .interpolate(
                                        theme.color(ThemedRegion.Role.ACCENT),
                                        theme.dark() ? COMMON_ON_DARK : COMMON_ON_LIGHT)
                        : null;
            case TokenShading.Divergence divergence -> {
                double kl = divergence.kl().applyAsDouble(token);
                yield Double.isNaN(kl) ? null : ramp(kl / high(ColorMode.KL));
            }
        };
    }
}
