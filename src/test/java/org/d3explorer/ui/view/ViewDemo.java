package org.d3explorer.ui.view;

import atlantafx.base.theme.PrimerDark;
import atlantafx.base.theme.PrimerLight;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import javafx.animation.PauseTransition;
import javafx.application.Application;
import javafx.application.Platform;
import javafx.embed.swing.SwingFXUtils;
import javafx.scene.Scene;
import javafx.scene.control.SplitPane;
import javafx.scene.layout.BorderPane;
import javafx.stage.Stage;
import javafx.util.Duration;
import javax.imageio.ImageIO;
import org.d3explorer.depth.KvPolicy;
import org.d3explorer.trace.EndReason;
import org.d3explorer.ui.notice.NoticeCenter;

/**
 * Shows all views of a made-up run, to look at them. Arguments: tokens, light|dark, width, height, and an optional file
 * for a screenshot, after which the program ends.
 */
public final class ViewDemo {
    private ViewDemo() {}

    /** Launches the demo. */
    public static void main(String[] arguments) {
        Application.launch(Window.class, arguments);
    }

    /** The demo's window. */
    public static final class Window extends Application {

        @Override
        public void start(Stage stage) {
            List<String> arguments = new ArrayList<>(getParameters().getRaw());
            int tokens = Integer.parseInt(arguments.get(0));
            boolean dark = arguments.get(1).equals("dark");
            setUserAgentStylesheet((dark ? new PrimerDark() : new PrimerLight()).getUserAgentStylesheet());
            var model = new RunModel();
            var notices = new NoticeCenter(Platform::runLater, Clock.systemUTC());
            var inspector = new Inspector(model, notices);
            inspector.continuationProperty().set((token, candidate) -> {});
            inspector.logitLensProperty().set((token, progress) -> new CompletableFuture<>());
            var views = new SplitPane(new TokenTextView(model), new ChartStack(model, notices), inspector);
            views.setDividerPositions(0.36, 0.7);
            var root = new BorderPane(views);
            stage.setScene(new Scene(root, Integer.parseInt(arguments.get(2)), Integer.parseInt(arguments.get(3))));
            stage.show();
            if (tokens > 0) {
                var run = new SyntheticRun(30, tokens, tokens % 2 == 0 ? KvPolicy.BACKFILL : KvPolicy.COPY);
                model.begin(run.header());
                model.append(run.changes(), run.tokens(), run.references().subList(0, tokens - tokens / 20));
                model.driftTokenProperty().set(tokens * 5 / 9);
                model.selectedTokenProperty().set(tokens - tokens / 12);
                model.end(EndReason.MAX_NEW_TOKENS);
            }
            if (arguments.size() > 4) {
                var wait = new PauseTransition(Duration.seconds(6));
                wait.setOnFinished(event -> shoot(stage, Path.of(arguments.get(4))));
                wait.play();
            }
        }

        private static void shoot(Stage stage, Path file) {
            try {
                ImageIO.write(SwingFXUtils.fromFXImage(stage.getScene().snapshot(null), null), "png", file.toFile());
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
            stage.close();
        }
    }
}
