package org.d3explorer.ui.view;

import static org.assertj.core.api.Assertions.assertThat;

import atlantafx.base.theme.PrimerLight;
import java.lang.ref.WeakReference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import javafx.application.Application;
import javafx.application.Platform;
import javafx.scene.Node;
import javafx.scene.Scene;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.SplitPane;
import javafx.scene.control.ToggleButton;
import javafx.scene.image.Image;
import javafx.scene.input.Clipboard;
import javafx.scene.input.KeyCode;
import javafx.scene.input.MouseButton;
import javafx.scene.input.MouseEvent;
import javafx.scene.input.ScrollEvent;
import javafx.scene.layout.BorderPane;
import javafx.scene.paint.Color;
import javafx.scene.text.Text;
import javafx.stage.Stage;
import javafx.stage.Window;
import javax.imageio.ImageIO;
import org.d3explorer.depth.KvPolicy;
import org.d3explorer.trace.Candidate;
import org.d3explorer.trace.EndReason;
import org.d3explorer.trace.chart.Chart;
import org.d3explorer.ui.notice.Notice;
import org.d3explorer.ui.notice.NoticeCenter;
import org.d3explorer.ui.text.Texts;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.testfx.api.FxRobot;
import org.testfx.framework.junit5.ApplicationExtension;
import org.testfx.framework.junit5.Start;
import org.testfx.util.WaitForAsyncUtils;

@NullUnmarked
@ExtendWith(ApplicationExtension.class)
class RunViewsTest {
    private static final int TOKENS = 240;
    private static final int REFERENCED = 224;

    private final SyntheticRun run = new SyntheticRun(12, TOKENS, KvPolicy.BACKFILL);
    private final RunModel model = new RunModel();
    private final NoticeCenter notices = new NoticeCenter(Platform::runLater, Clock.systemUTC());
    private TokenTextView text;
    private ChartStack charts;
    private Inspector inspector;

    @Start
    void start(Stage stage) {
        Application.setUserAgentStylesheet(new PrimerLight().getUserAgentStylesheet());
        text = new TokenTextView(model);
        charts = new ChartStack(model, notices);
        inspector = new Inspector(model, notices);
        var root = new SplitPane(text, charts, inspector);
        root.setDividerPositions(0.34, 0.67);
        stage.setScene(new Scene(root, 1280, 800));
        stage.show();
    }

    private void show(FxRobot robot) {
        robot.interact(() -> {
            model.begin(run.header());
            model.append(run.changes(), run.tokens(), run.references().subList(0, REFERENCED));
        });
        waitUntil(() -> charts.chart(Chart.DEPTH).shown() != null
                && charts.chart(Chart.LAYER_MAP).shown() != null
                && charts.chart(Chart.LAYER_MAP).shown().data().size() == TOKENS);
    }

    private static void waitUntil(Callable<Boolean> condition) {
        try {
            WaitForAsyncUtils.waitFor(60, TimeUnit.SECONDS, () -> WaitForAsyncUtils.asyncFx(condition)
                    .get());
        } catch (TimeoutException e) {
            throw new AssertionError("waited for 60 s", e);
        }
        WaitForAsyncUtils.waitForFxEvents();
    }

    @Test
    void saysWhatWillAppearWhereThereIsNoRun(FxRobot robot) {
        assertThat(robot.lookup(Texts.get("view.text.empty")).queryLabeled().isVisible())
                .isTrue();
        assertThat(robot.lookup(Texts.get("view.inspector.empty"))
                        .queryLabeled()
                        .isVisible())
                .isTrue();
        waitUntil(() -> charts.chart(Chart.DEPTH).shown() != null);
        assertThat(charts.chart(Chart.DEPTH).shown().data().size()).isZero();
        assertThat(charts.chart(Chart.DEPTH).readout()).isEmpty();
    }

    @Test
    void aClickSelectsTheTokenUnderThePointerForAllViews(FxRobot robot) {
        show(robot);
        robot.interact(() -> text.area().reveal(0));
        var piece = text.area().flow().line(2).get(3);
        double y = lineY(2);
        robot.clickOn(text.area().localToScreen(12 + piece.x() + piece.width() / 2, y));

        assertThat(model.selectedTokenProperty().get()).isEqualTo(piece.token());
        var token = run.tokens().get(piece.token());
        assertThat(facts())
                .contains(
                        token.depth() + " of 12",
                        TokenFacts.nats(token.nll()),
                        TokenFacts.millis(token.times().totalNanos()));
        assertThat(charts.chart(Chart.DEPTH).readout())
                .isEqualTo("token %d: %d of 12 layers ran, schedule %d"
                        .formatted(token.index(), token.depth(), token.depth()));
        assertThat(text.area().getAccessibleText()).contains("id " + token.id());
    }

    @Test
    void theTooltipNamesTokenIdProbabilityDepthAndReference(FxRobot robot) {
        show(robot);
        var token = run.tokens().get(100);
        var reference = run.references().get(100);
        String tooltip = TokenFacts.tooltip(model, 100);

        assertThat(tooltip)
                .contains("id " + token.id())
                .contains(String.format(Locale.ROOT, "NLL %.3f", token.nll()))
                .contains(token.depth() + " of 12 layers ran")
                .contains(String.format(Locale.ROOT, "KL %.3f", reference.kl()));
        assertThat(TokenFacts.tooltip(model, REFERENCED)).doesNotContain("KL");
    }

    @Test
    void theSelectedTokenStaysInSightWhenTheTextBecomesLower(FxRobot robot) {
        show(robot);
        robot.interact(() -> text.follow());
        WaitForAsyncUtils.waitForFxEvents();
        var area = text.area();
        int token = area.tokenAt(20, area.lineHeight() * 2);
        assertThat(token).isNotNegative();
        robot.interact(() -> {
            model.selectedTokenProperty().set(token);
            text.setMaxHeight(300);
        });
        WaitForAsyncUtils.waitForFxEvents();
        assertThat(area.getHeight()).isLessThan(300);
        assertThat(tokensInSight()).contains(token);
        assertThat(text.isFollowing()).isFalse();
    }

    private List<Integer> tokensInSight() {
        var area = text.area();
        return IntStream.range(0, (int) area.getHeight() / 4)
                .mapToObj(step -> area.tokenAt(20, step * 4))
                .toList();
    }

    @Test
    void arrowKeysMoveAndExtendTheSelectionAndItIsCopied(FxRobot robot) {
        show(robot);
        robot.interact(() -> {
            model.selectedTokenProperty().set(10);
            text.area().requestFocus();
        });
        robot.type(KeyCode.RIGHT);
        assertThat(model.selectedTokenProperty().get()).isEqualTo(11);
        robot.press(KeyCode.SHIFT).type(KeyCode.RIGHT, 2).release(KeyCode.SHIFT);
        assertThat(model.selectedTokenProperty().get()).isEqualTo(13);
        robot.press(KeyCode.CONTROL).type(KeyCode.C).release(KeyCode.CONTROL);

        String expected = run.tokens().get(11).text()
                + run.tokens().get(12).text()
                + run.tokens().get(13).text();
        assertThat(clipboard(robot)).isEqualTo(expected);

        robot.type(KeyCode.ESCAPE);
        assertThat(model.selectedTokenProperty().get()).isEqualTo(RunModel.NONE);
        robot.press(KeyCode.CONTROL).type(KeyCode.C).release(KeyCode.CONTROL);
        assertThat(clipboard(robot))
                .isEqualTo(
                        String.join("", run.tokens().stream().map(t -> t.text()).toList()));
    }

    @Test
    void upAndDownMoveByLinesAndKeepThePlace(FxRobot robot) {
        show(robot);
        robot.interact(() -> {
            model.selectedTokenProperty().set(text.area().flow().line(1).get(2).token());
            text.area().requestFocus();
        });
        robot.type(KeyCode.DOWN);
        var flow = text.area().flow();
        assertThat(flow.firstLine(model.selectedTokenProperty().get())).isEqualTo(2);
        robot.type(KeyCode.UP);
        assertThat(flow.firstLine(model.selectedTokenProperty().get())).isEqualTo(1);
    }

    @Test
    void theColourModeChangesWhatTheBackgroundsStandFor(FxRobot robot) {
        show(robot);
        robot.interact(() -> model.selectedTokenProperty().set(30));
        robot.interact(() -> model.selectedTokenProperty().set(RunModel.NONE));
        assertThat(backgroundOf(robot, 30)).isEqualTo(expected(ColorMode.DEPTH, 30));
        robot.clickOn("#colorModeNLL");

        assertThat(model.colorModeProperty().get()).isEqualTo(ColorMode.NLL);
        assertThat(backgroundOf(robot, 30)).isEqualTo(expected(ColorMode.NLL, 30));
        assertThat(robot.lookup("#colorModeNLL").queryAs(ToggleButton.class).isSelected())
                .isTrue();
    }

    @Test
    void arrowKeysChooseTheColourModeAndOneIsAlwaysChosen(FxRobot robot) {
        show(robot);
        robot.clickOn("#colorModeDEPTH");
        assertThat(robot.lookup("#colorModeDEPTH").queryAs(ToggleButton.class).isSelected())
                .isTrue();
        robot.type(KeyCode.RIGHT);
        assertThat(robot.lookup("#colorModeNLL").queryAs(ToggleButton.class).isSelected())
                .isTrue();
        assertThat(model.colorModeProperty().get()).isEqualTo(ColorMode.NLL);
        robot.type(KeyCode.SPACE);
        assertThat(robot.lookup("#colorModeNLL").queryAs(ToggleButton.class).isSelected())
                .isTrue();
        robot.interact(() -> model.colorModeProperty().set(ColorMode.KL));
        assertThat(robot.lookup("#colorModeKL").queryAs(ToggleButton.class).isSelected())
                .isTrue();
        assertThat(model.colorModeProperty().get()).isEqualTo(ColorMode.KL);
    }

    @Test
    void saysWhatWillAppearOnlyWhereThereIsNoPromptEither(FxRobot robot) {
        var empty = robot.lookup(Texts.get("view.text.empty")).queryLabeled();
        assertThat(run.header().prompt()).isNotEmpty();
        robot.interact(() -> model.begin(run.header()));
        assertThat(empty.isVisible()).isFalse();
        robot.interact(() -> model.end(EndReason.STOPPED));
        assertThat(empty.isVisible()).isFalse();
        robot.interact(model::clear);
        assertThat(empty.isVisible()).isTrue();
    }

    @Test
    void followsTheEndUntilTheUserScrollsAwayAndAgainWhenAsked(FxRobot robot) {
        robot.interact(() -> {
            model.begin(run.header());
            model.append(run.changes(), run.tokens().subList(0, 200), List.of());
        });
        robot.interact(() -> text.area().setFontSize(24));
        WaitForAsyncUtils.waitForFxEvents();
        assertThat(text.isFollowing()).isTrue();
        robot.interact(() -> text.area().fireEvent(scroll(text.area(), 300)));
        assertThat(text.isFollowing()).isFalse();
        int top = text.area().tokenAt(20, 5);
        robot.interact(() -> model.append(List.of(), run.tokens().subList(200, TOKENS), List.of()));
        WaitForAsyncUtils.waitForFxEvents();
        assertThat(text.area().tokenAt(20, 5)).isEqualTo(top);

        robot.clickOn("#jumpToEnd");
        waitUntil(text::isFollowing);
        assertThat(robot.lookup("#jumpToEnd").queryAs(Button.class).isVisible()).isFalse();
        robot.interact(() -> text.area().reveal(0));
        assertThat(robot.lookup("#jumpToEnd").queryAs(Button.class).isVisible()).isTrue();
        robot.interact(() -> model.end(EndReason.STOPPED));
        assertThat(robot.lookup("#jumpToEnd").queryAs(Button.class).isVisible())
                .as("nothing comes any more")
                .isFalse();
        waitUntil(() -> text.area().tokenAt(20, text.area().getHeight() - 30) > top);
    }

    @Test
    void keysZoomTheSharedAxisAndADoubleClickShowsTheWholeRun(FxRobot robot) {
        show(robot);
        robot.interact(() -> {
            model.end(EndReason.MAX_NEW_TOKENS);
            model.selectedTokenProperty().set(120);
            charts.chart(Chart.LATENCY).requestFocus();
        });
        robot.type(KeyCode.ADD);
        assertThat(model.wholeRunVisibleProperty().get()).isFalse();
        int first = model.firstVisibleProperty().get();
        int last = model.lastVisibleProperty().get();
        assertThat(last - first).isLessThan(TOKENS - 1);
        assertThat(first).isLessThanOrEqualTo(120);
        waitUntil(() -> Arrays.stream(Chart.values()).allMatch(chart -> {
            var view = charts.chart(chart).shown().view();
            return view.first() == first && view.last() == last + 1;
        }));
        robot.interact(() -> charts.chart(Chart.DEPTH).fireEvent(doubleClick()));
        assertThat(model.wholeRunVisibleProperty().get()).isTrue();
    }

    @Test
    void theWheelZoomsAroundThePointer(FxRobot robot) {
        show(robot);
        robot.interact(() -> model.end(EndReason.MAX_NEW_TOKENS));
        var chart = charts.chart(Chart.PERPLEXITY);
        robot.interact(() -> chart.fireEvent(scroll(chart, 200)));
        assertThat(model.wholeRunVisibleProperty().get()).isFalse();
        assertThat(model.lastVisibleProperty().get()
                        - model.firstVisibleProperty().get())
                .isLessThan(TOKENS - 1);
    }

    @Test
    void thePerplexityAxisIsLogarithmicUntilTheUserWantsItLinear(FxRobot robot) {
        show(robot);
        var chart = charts.chart(Chart.PERPLEXITY);
        assertThat(chart.shown().view().logarithmic()).isTrue();
        robot.moveTo(chart).clickOn("#logarithmic");
        waitUntil(() -> !chart.shown().view().logarithmic());
    }

    @Test
    void pointingAtAChartShowsThatTokenInEveryChart(FxRobot robot) {
        show(robot);
        var chart = charts.chart(Chart.DEPTH);
        robot.moveTo(chart);
        int token = model.hoveredTokenProperty().get();
        assertThat(token).isNotNegative();
        WaitForAsyncUtils.waitForFxEvents();
        for (Chart each : Chart.values()) {
            var shown = charts.chart(each).shown();
            assertThat(charts.chart(each).readout()).isEqualTo(each.painter().describe(shown.data(), token));
        }
    }

    @Test
    void theInspectorShowsBothCandidateListsAndEachLayersTime(FxRobot robot) {
        show(robot);
        robot.interact(() -> model.selectedTokenProperty().set(170));
        var token = run.tokens().get(170);
        for (Candidate candidate : token.candidates()) {
            assertThat(labels(robot, "#candidates")).contains(TokenFacts.probability(candidate.probability()));
        }
        for (Candidate candidate : run.references().get(170).candidates()) {
            assertThat(labels(robot, "#referenceCandidates")).contains(TokenFacts.probability(candidate.probability()));
        }
        var rows = robot.lookup("#layers").queryTableView().getItems();
        assertThat(rows).hasSize(13);
        for (Object row : rows) {
            if (row instanceof InspectorViewModel.LayerRow layer && layer.layer() >= 0) {
                long nanos = token.times().layerNanos().get(layer.layer());
                if (token.executed().contains(layer.layer())) {
                    assertThat(layer.millis()).isEqualTo(nanos / 1e6);
                } else {
                    assertThat(layer.millis()).isNaN();
                }
            }
        }
        robot.interact(() -> model.selectedTokenProperty().set(REFERENCED + 1));
        assertThat(labels(robot, "#referenceCandidates")).isEmpty();
        assertThat(robot.lookup("#referenceNote").queryAs(Label.class).getText())
                .isEqualTo(Texts.get("view.inspector.referenceLate"));
    }

    @Test
    void theLogitLensIsComputedOnceAndCanBeCancelled(FxRobot robot) {
        show(robot);
        var asked = new AtomicInteger();
        var pending = new CompletableFuture<List<LogitLensService.Reading>>();
        robot.interact(() -> {
            model.selectedTokenProperty().set(50);
            inspector.logitLensProperty().set((token, progress) -> {
                asked.incrementAndGet();
                return token == 50 ? CompletableFuture.completedFuture(readings()) : pending;
            });
        });
        robot.clickOn("#lensCompute");
        waitUntil(() -> lensOf(robot, 4).equals("lens 4"));
        robot.interact(() -> model.selectedTokenProperty().set(51));
        assertThat(lensOf(robot, 4)).isEmpty();
        robot.clickOn("#lensCompute");
        robot.clickOn("#lensCancel");
        assertThat(pending).isCancelled();
        robot.interact(() -> model.selectedTokenProperty().set(50));
        assertThat(lensOf(robot, 4)).isEqualTo("lens 4");
        assertThat(asked).hasValue(2);
        assertThat(notices.notices()).isEmpty();
    }

    @Test
    void noHeaderAndNoFigureOfTheLayersIsCutInANarrowInspector(FxRobot robot) {
        show(robot);
        robot.interact(() -> {
            model.selectedTokenProperty().set(50);
            inspector.logitLensProperty().set((token, progress) -> CompletableFuture.completedFuture(readings()));
        });
        robot.clickOn("#lensCompute");
        waitUntil(() -> lensOf(robot, 4).equals("lens 4"));
        for (double width : new double[] {600, 430, 302}) {
            robot.interact(() -> {
                inspector.setMinWidth(width);
                inspector.setMaxWidth(width);
            });
            WaitForAsyncUtils.waitForFxEvents();
            assertThat(cutTexts(robot)).as("at %s px", width).isEmpty();
        }
    }

    /** Returns the texts of the layers' headers and cells that do not fit, but for tokens, which may be cut. */
    private static List<String> cutTexts(FxRobot robot) {
        return robot.lookup("#layers .text").queryAllAs(Text.class).stream()
                .map(Text::getText)
                .filter(text -> text.endsWith("…") || text.endsWith("..."))
                .filter(text -> !text.startsWith("“"))
                .toList();
    }

    @Test
    void aFailingLogitLensIsReported(FxRobot robot) {
        show(robot);
        robot.interact(() -> {
            model.selectedTokenProperty().set(50);
            inspector
                    .logitLensProperty()
                    .set((token, progress) -> CompletableFuture.failedFuture(new IllegalStateException("no memory")));
        });
        robot.clickOn("#lensCompute");
        waitUntil(() -> notices.notices().size() == 1);
        assertThat(notices.notices().getFirst().cause()).contains("no memory");
        assertThat(robot.lookup("#lensCompute").queryButton().isVisible()).isTrue();
    }

    @Test
    void goingOnWithAnotherCandidateIsOfferedOnlyWhereItIsPossible(FxRobot robot) {
        show(robot);
        robot.interact(() -> model.selectedTokenProperty().set(50));
        assertThat(robot.lookup("#candidates .button").queryAllAs(Button.class)).noneMatch(Button::isVisible);
        var taken = new CompletableFuture<Candidate>();
        robot.interact(() -> inspector.continuationProperty().set((token, candidate) -> {
            if (token == 50) {
                taken.complete(candidate);
            }
        }));
        var button = robot.lookup("#candidates .button").nth(1).queryButton();
        assertThat(button.isVisible()).isTrue();
        robot.interact(button::fire);
        assertThat(taken).isCompletedWithValue(run.tokens().get(50).candidates().get(1));
    }

    @Test
    void aChartIsCopiedAndSavedAndAFailureIsReported(FxRobot robot, @TempDir Path folder) throws Exception {
        show(robot);
        var toolbar = charts.chart(Chart.LAYER_MAP).toolbar();
        robot.interact(toolbar::copy);
        var copied = new CompletableFuture<Image>();
        robot.interact(() -> copied.complete(Clipboard.getSystemClipboard().getImage()));
        assertThat(copied.get().getWidth()).isGreaterThan(300);
        waitUntil(() -> notices.notices().size() == 1);
        assertThat(notices.notices().getFirst().cause()).isEqualTo(Texts.get("view.chart.copied"));

        Path png = folder.resolve("map.png");
        Path svg = folder.resolve("map.svg");
        robot.interact(() -> {
            toolbar.save(ChartFormat.PNG, png);
            toolbar.save(ChartFormat.SVG, svg);
        });
        waitUntil(() -> notices.notices().size() == 3);
        assertThat(ImageIO.read(png.toFile()).getWidth())
                .isEqualTo(2 * charts.chart(Chart.LAYER_MAP).shown().view().width());
        assertThat(Files.readString(svg)).contains("<svg", "Token × layer map").doesNotContain("<image");

        robot.interact(
                () -> toolbar.save(ChartFormat.PNG, folder.resolve("missing").resolve("map.png")));
        waitUntil(() -> notices.notices().size() == 4);
        assertThat(notices.notices().getFirst().severity()).isEqualTo(Notice.Severity.ERROR);
        assertThat(notices.notices().getFirst().cause()).contains("map.png");
    }

    @Test
    void theLargeWindowOffersNoOtherClosesByKeyAndIsForgottenThen(FxRobot robot) {
        show(robot);
        for (var keys : List.of(List.of(KeyCode.ESCAPE), List.of(KeyCode.CONTROL, KeyCode.W))) {
            robot.interact(() -> charts.chart(Chart.PERPLEXITY).toolbar().openLarge());
            var chart = largeChart();
            waitUntil(() -> chart.get().shown() != null);
            assertThat(chart.get().toolbar().getChildren())
                    .hasSize(charts.chart(Chart.PERPLEXITY)
                                    .toolbar()
                                    .getChildren()
                                    .size()
                            - 1);
            robot.interact(() -> {
                chart.get().toolbar().openLarge();
                model.selectedTokenProperty().set(3);
            });
            assertThat(robot.listWindows()).as("the window and the large one").hasSize(2);

            robot.push(keys.toArray(KeyCode[]::new));
            waitUntil(() -> robot.listWindows().size() == 1);
            assertThat(model.selectedTokenProperty().get()).isEqualTo(3);
            robot.interact(() -> model.append(List.of(), List.of(), List.of()));
            waitUntil(() -> {
                System.gc();
                return chart.get() == null;
            });
        }
    }

    /** Returns the chart in the window opened last, without keeping it. */
    private WeakReference<ChartView> largeChart() {
        return new WeakReference<>(Window.getWindows().stream()
                .map(window -> window.getScene().getRoot())
                .filter(BorderPane.class::isInstance)
                .map(root -> (ChartView) ((BorderPane) root).getCenter())
                .findFirst()
                .orElseThrow());
    }

    @Test
    void anotherRunStartsOver(FxRobot robot) {
        show(robot);
        robot.interact(() -> model.selectedTokenProperty().set(50));
        var next = new SyntheticRun(12, 20, KvPolicy.COPY);
        robot.interact(() -> {
            model.begin(next.header());
            model.append(next.changes(), next.tokens(), List.of());
        });
        waitUntil(() -> charts.chart(Chart.DEPTH).shown().data().size() == 20);
        assertThat(text.area().flow().tokens()).isEqualTo(20);
        assertThat(facts()).isEmpty();
        robot.interact(model::clear);
        WaitForAsyncUtils.waitForFxEvents();
        assertThat(text.area().flow().tokens()).isZero();
    }

    private static List<LogitLensService.Reading> readings() {
        return IntStream.range(-1, 12)
                .mapToObj(layer ->
                        new LogitLensService.Reading(layer, true, new Candidate(layer + 1, "lens " + layer, -0.5)))
                .toList();
    }

    private static String lensOf(FxRobot robot, int layer) {
        for (Object row : robot.lookup("#layers").queryTableView().getItems()) {
            if (row instanceof InspectorViewModel.LayerRow of && of.layer() == layer && of.top() != null) {
                return of.top().text();
            }
        }
        return "";
    }

    private List<String> facts() {
        return inspector.lookupAll(".fact .figures").stream()
                .map(node -> ((Label) node).getText())
                .toList();
    }

    private static List<String> labels(FxRobot robot, String box) {
        return robot.lookup(box + " .label").queryAllAs(Label.class).stream()
                .map(Label::getText)
                .toList();
    }

    private double lineY(int line) {
        int prompt = 2;
        return (prompt + line + 0.5) * text.area().lineHeight();
    }

    private Color backgroundOf(FxRobot robot, int token) {
        var color = new CompletableFuture<Color>();
        robot.interact(() -> {
            text.area().reveal(token);
            text.area().layout();
            int line = text.area().flow().firstLine(token);
            var piece = text.area().flow().line(line).stream()
                    .filter(each -> each.token() == token)
                    .findFirst()
                    .orElseThrow();
            var image = text.area().snapshot(null, null);
            color.complete(image.getPixelReader().getColor((int) (12 + piece.end() - 1), (int)
                    (lineY(line) - text.area().lineHeight() / 2 + 4)));
        });
        return color.join();
    }

    private Color expected(ColorMode mode, int token) {
        var colors = new TokenColors(model);
        double share = (colors.value(mode, token) - colors.low(mode)) / (colors.high(mode) - colors.low(mode));
        return TokenColors.ramp(share);
    }

    private static String clipboard(FxRobot robot) {
        var text = new CompletableFuture<String>();
        robot.interact(() -> text.complete(Clipboard.getSystemClipboard().getString()));
        return text.join();
    }

    /** A robot's two clicks may come too far apart on a busy machine to count as a double click. */
    private static MouseEvent doubleClick() {
        return new MouseEvent(
                MouseEvent.MOUSE_PRESSED,
                100,
                60,
                100,
                60,
                MouseButton.PRIMARY,
                2,
                false,
                false,
                false,
                false,
                true,
                false,
                false,
                true,
                false,
                true,
                null);
    }

    private static ScrollEvent scroll(Node on, double deltaY) {
        var at = on.localToScene(
                on.getLayoutBounds().getWidth() / 2, on.getLayoutBounds().getHeight() / 2);
        return new ScrollEvent(
                ScrollEvent.SCROLL,
                at.getX(),
                at.getY(),
                at.getX(),
                at.getY(),
                false,
                false,
                false,
                false,
                false,
                false,
                0,
                deltaY,
                0,
                deltaY,
                ScrollEvent.HorizontalTextScrollUnits.NONE,
                0,
                ScrollEvent.VerticalTextScrollUnits.NONE,
                0,
                0,
                null);
    }
}
