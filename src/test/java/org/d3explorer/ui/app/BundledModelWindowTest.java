package org.d3explorer.ui.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.d3explorer.ui.app.WindowFixture.onInterfaceThread;

import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.TimeoutException;
import javafx.scene.control.Slider;
import javafx.scene.input.KeyCode;
import org.d3explorer.trace.EndReason;
import org.d3explorer.trace.RunStatistics;
import org.d3explorer.ui.explore.RunState;
import org.d3explorer.ui.explore.StatusFigure;
import org.d3explorer.ui.text.Figures;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The first minute of a new user, with the model that comes with the program. */
class BundledModelWindowTest {
    @TempDir
    private Path settings;

    @Test
    void aFirstStartGeneratesAtOnceAndAlphaDraggedInMidAnswerActsAtTheNextToken() throws TimeoutException {
        try (var ui = WindowFixture.openOnBundledModels(settings)) {
            // With few layers left any token may come next, an end token too.
            onInterfaceThread(() -> ui.explore().ignoreEndTokensProperty().set(true));
            ui.press(KeyCode.CONTROL, KeyCode.ENTER);
            ui.awaitTokens(12);
            ui.press(KeyCode.F8);
            ui.await(() -> ui.explore().stateProperty().get() == RunState.PAUSED);
            var model = Objects.requireNonNull(ui.explore().modelProperty().get());
            assertThat(model.manifest().name()).isEqualTo("smollm2-135m-instruct");
            assertThat(model.layers()).isEqualTo(30);

            var slider = ui.node("#alphaSlider", Slider.class);
            ui.robot.drag(slider.lookup(".thumb")).dropBy(-slider.getWidth() * 0.4, 0);
            onInterfaceThread(() -> ui.explore().depth().startProperty().set(0));
            double alpha =
                    onInterfaceThread(() -> ui.explore().depth().alphaProperty().get());
            assertThat(alpha).isLessThan(model.manifest().d3().alpha());
            ui.press(KeyCode.F8);
            ui.await(() -> ui.run().changes().size() > 1);
            int changed = ui.run().changes().getLast().index();
            ui.awaitTokens(changed + 10);
            ui.press(KeyCode.ESCAPE);
            ui.await(() -> ui.run().endReasonProperty().get() != null);
            assertThat(ui.run().endReasonProperty().get()).isEqualTo(EndReason.STOPPED);

            var tokens = ui.run().tokens();
            for (var token : tokens.subList(1, tokens.size())) {
                var inForce = Objects.requireNonNull(ui.run().changeAt(token.index()));
                assertThat(token.executed())
                        .as("token %d", token.index())
                        .isEqualTo(inForce.configuration().executed(token.index(), 30));
            }
            assertThat(tokens.get(changed).depth())
                    .isLessThan(tokens.get(changed - 1).depth());
            var figures = RunStatistics.of(
                    Objects.requireNonNull(ui.run().headerProperty().get()),
                    tokens,
                    ui.run().references());
            assertThat(ui.figure(StatusFigure.MEAN_DEPTH)).isEqualTo(Figures.fixed(figures.meanDepth(), 2));
            assertThat(ui.figure(StatusFigure.OPERATIONS)).isEqualTo(Figures.ratio(figures.operationsRatio()));
            assertThat(ui.figure(StatusFigure.TOP1))
                    .isEqualTo(Figures.percent(figures.top1Agreement().mean(), 0));
        }
    }
}
