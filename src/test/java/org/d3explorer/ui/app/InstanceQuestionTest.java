package org.d3explorer.ui.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.d3explorer.ui.app.WindowFixture.onInterfaceThread;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javafx.application.Platform;
import javafx.scene.control.Button;
import javafx.scene.control.Labeled;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.testfx.api.FxRobot;
import org.testfx.api.FxToolkit;
import org.testfx.util.WaitForAsyncUtils;

class InstanceQuestionTest {
    private static final Path FOLDER = Path.of("somewhere", "d3-explorer");

    private final FxRobot robot = new FxRobot();

    @BeforeAll
    static void startToolkit() throws TimeoutException {
        FxToolkit.registerPrimaryStage();
    }

    @Test
    void theUserReadsAllOfItAndChooses() throws Exception {
        var answer = ask(onInterfaceThread(() -> new InstanceQuestion(FOLDER)));
        assertThat(buttons()).extracting(Labeled::getText).contains("Show the running one", "Open a second", "Cancel");
        assertThat(buttons()).allSatisfy(button -> assertThat(button.getWidth())
                .as("width of “%s”", button.getText())
                .isGreaterThanOrEqualTo(Math.floor(onInterfaceThread(() -> button.prefWidth(-1)))));
        assertThat(robot.lookup(".content").queryAs(Labeled.class).getText()).contains(FOLDER.toString());
        robot.clickOn("Open a second");
        assertThat(result(answer)).isEqualTo(InstanceQuestion.Answer.ANOTHER);
    }

    @Test
    void theFirstChoiceIsTheRunningProgram() throws Exception {
        var answer = ask(onInterfaceThread(() -> new InstanceQuestion(FOLDER)));
        robot.clickOn("Show the running one");
        assertThat(result(answer)).isEqualTo(InstanceQuestion.Answer.SHOW);
    }

    @Test
    void aProgramToldToEndDoesNotWaitForAnAnswer() throws Exception {
        var question = onInterfaceThread(() -> new InstanceQuestion(FOLDER));
        var answer = ask(question);
        onInterfaceThread(question::cancel);
        assertThat(result(answer)).isEqualTo(InstanceQuestion.Answer.LEAVE);
    }

    private CompletableFuture<InstanceQuestion.Answer> ask(InstanceQuestion question) throws TimeoutException {
        var answer = new CompletableFuture<InstanceQuestion.Answer>();
        Platform.runLater(() -> answer.complete(question.ask()));
        WaitForAsyncUtils.waitFor(30, TimeUnit.SECONDS, () -> !buttons().isEmpty());
        WaitForAsyncUtils.waitForFxEvents();
        return answer;
    }

    private List<Button> buttons() {
        return List.copyOf(robot.lookup(".dialog-pane .button").queryAllAs(Button.class));
    }

    private static InstanceQuestion.Answer result(CompletableFuture<InstanceQuestion.Answer> answer)
            throws InterruptedException, ExecutionException, TimeoutException {
        return answer.get(30, TimeUnit.SECONDS);
    }
}
