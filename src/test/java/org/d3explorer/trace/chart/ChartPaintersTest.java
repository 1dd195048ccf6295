package org.d3explorer.trace.chart;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.batik.dom.GenericDOMImplementation;
import org.apache.batik.svggen.SVGGraphics2D;
import org.d3explorer.depth.DepthSchedule;
import org.d3explorer.depth.KvPolicy;
import org.d3explorer.trace.DepthChange;
import org.d3explorer.trace.RandomTraces;
import org.d3explorer.trace.ReferenceRecord;
import org.d3explorer.trace.TokenRecord;
import org.d3explorer.trace.TokenTimes;
import org.d3explorer.trace.Trace;
import org.d3explorer.trace.export.ChartImages;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What can be read from the pictures of the charts. */
class ChartPaintersTest {
    private static final int TOKENS = 100;

    private final Trace trace = new RandomTraces(7).typical(TOKENS);

    /** Returns the trace's data with another NLL under full depth. */
    private ChartData referenced(IntToDoubleFunction nll) {
        var builder = new ChartDataBuilder(trace.header().layers());
        trace.changes().forEach(builder::depthChanged);
        trace.tokens().forEach(builder::token);
        builder.reference(IntStream.range(0, TOKENS)
                .mapToObj(i -> new ReferenceRecord(i, nll.applyAsDouble(i), 0, 0, true, 0, List.of()))
                .toList());
        return builder.snapshot();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void thePerplexityUnderFullDepthIsNotCutOffAtTheTop(boolean logarithmic) {
        for (int last : new int[] {20, TOKENS}) {
            var view = new Viewport(0, last, 700, 200, Palette.LIGHT, logarithmic);
            var image = ChartImages.image(Chart.PERPLEXITY, referenced(i -> Math.log(3e7)), view, 1);
            var plot = view.plot();
            assertThat(count(image, Palette.LIGHT.second(), (int) plot.getY(), (int) plot.getY() + 3))
                    .isZero();
            assertThat(count(image, Palette.LIGHT.second(), (int) plot.getY(), (int) plot.getMaxY()))
                    .isPositive();
        }
    }

    private static long count(BufferedImage image, Color color, int top, int bottom) {
        return IntStream.range(top, bottom)
                .mapToLong(y -> IntStream.range(0, image.getWidth())
                        .filter(x -> image.getRGB(x, y) == color.getRGB())
                        .count())
                .sum();
    }

    @Test
    void ticksOfGreatNumbersHaveOneCompactForm() {
        assertThat(List.of(
                        Ticks.compact(1000, 1),
                        Ticks.compact(1e4, 1),
                        Ticks.compact(1e6, 1),
                        Ticks.compact(15_000, 5000),
                        Ticks.compact(0.5, 0.5)))
                .containsExactly("1,000", "1e4", "1e6", "1.5e4", "0.5");
    }

    @ParameterizedTest
    @EnumSource(Palette.class)
    void theMarkOfATokensPerplexityStandsOutFromTheBackground(Palette palette) {
        var view = new Viewport(0, TOKENS, 700, 200, palette);
        var image = ChartImages.image(Chart.PERPLEXITY, ChartData.of(trace), view, 1);
        var mark = IntStream.range((int) view.plot().getX(), view.width())
                .mapToObj(x -> new Color(image.getRGB(x, 13)))
                .filter(color -> color.getBlue() > color.getRed() + 60)
                .findFirst()
                .orElseThrow();
        assertThat(contrast(mark, palette.background())).isGreaterThanOrEqualTo(3);
    }

    @Test
    void aLegendLeavesOutTheLastEntriesWhereThereIsNoRoomForAll() {
        var entries = Stream.of("one", "two", "three", "four")
                .map(label -> new ChartFrame.Legend("number " + label, label, Color.RED, ChartFrame.Mark.AREA))
                .toList();
        assertThat(legend(entries, 600)).containsExactly("number one", "number two", "number three", "number four");
        assertThat(legend(entries, 300)).startsWith("number one").hasSize(4).endsWith("four");
        assertThat(legend(entries, 200)).containsExactly("one", "two", "three", "four");
        assertThat(legend(entries, 100)).startsWith("one").hasSizeBetween(1, 3);
    }

    private static List<String> legend(List<ChartFrame.Legend> entries, int room) {
        var view = new Viewport(0, 1, 700, 200, Palette.LIGHT);
        return words(g -> ChartFrame.legend(g, view, view.plot().getMaxX() - room, entries)).stream()
                .map(Word::text)
                .toList();
    }

    @ParameterizedTest
    @ValueSource(ints = {330, 420, 1200})
    void theLegendsNameTheMostImportantFirst(int width) {
        assertThat(texts(Chart.LAYER_MAP, width)).contains("skipped");
        assertThat(texts(Chart.LATENCY, width)).contains("layers", "backfill", "head");
        assertThat(texts(Chart.PERPLEXITY, width))
                .contains("token", "running")
                .anyMatch(text -> text.endsWith("full depth"));
        assertThat(texts(Chart.DEPTH, width)).contains("ran", "schedule", "change");
    }

    private List<String> texts(Chart chart, int width) {
        var data = ChartData.of(trace);
        return words(g -> chart.vectorPainter().paint(g, data, Viewport.all(data, width, 150, Palette.LIGHT))).stream()
                .map(Word::text)
                .toList();
    }

    @Test
    void aChangeNearTheRightEdgeHasItsLabelLeftOfItsLine() {
        var last = new DepthChange(
                TOKENS - 2,
                trace.changes().getLast().configuration().withSchedule(new DepthSchedule.PowerLaw(0.91234, 10)),
                KvPolicy.BACKFILL);
        var builder = new ChartDataBuilder(trace.header().layers());
        trace.changes().forEach(builder::depthChanged);
        builder.depthChanged(last);
        trace.tokens().forEach(builder::token);
        var data = builder.snapshot();
        var view = Viewport.all(data, 700, 200, Palette.LIGHT);
        var label = words(g -> Chart.DEPTH.painter().paint(g, data, view)).stream()
                .filter(word -> word.text().equals("α 0.91234"))
                .findFirst()
                .orElseThrow();
        assertThat(label.x()).isLessThan(view.x(last.index()) - 40);
        assertThat(label.x()).isGreaterThan(view.x(last.index()) - 100);
    }

    @Test
    void theTimeToTheFirstTokenStandsWithTheFirstTokenThoughOthersAreCutOffToo() {
        var slow = new ChartDataBuilder(trace.header().layers());
        trace.changes().forEach(slow::depthChanged);
        trace.tokens().stream()
                .map(token -> token.index() == 3 ? slowed(token) : token)
                .forEach(slow::token);
        var data = slow.snapshot();
        var view = Viewport.all(data, 700, 200, Palette.LIGHT);
        assertThat(words(g -> Chart.LATENCY.painter().paint(g, data, view)))
                .filteredOn(word -> word.text().startsWith("TTFT"))
                .singleElement()
                .satisfies(word -> assertThat(word.x()).isLessThan(view.x(1)));
    }

    private static TokenRecord slowed(TokenRecord t) {
        var times = t.times();
        return new TokenRecord(
                t.index(),
                t.id(),
                t.text(),
                t.position(),
                t.depth(),
                t.executed(),
                t.backfilled(),
                t.copied(),
                t.nll(),
                t.entropy(),
                t.candidates(),
                new TokenTimes(
                        times.totalNanos() * 100,
                        times.layerNanos(),
                        times.backfillNanos(),
                        times.headNanos(),
                        times.samplingNanos()));
    }

    /** What is written where, in px. */
    private record Word(String text, double x) {}

    /** Returns the words of a picture in the order of their painting. */
    private static List<Word> words(Consumer<Graphics2D> painting) {
        var words = new ArrayList<Word>();
        var document = GenericDOMImplementation.getDOMImplementation()
                .createDocument("http://www.w3.org/2000/svg", "svg", null);
        var graphics = new SVGGraphics2D(document) {
            @Override
            public void drawString(String text, float x, float y) {
                words.add(new Word(text, x));
            }
        };
        painting.accept(graphics);
        return words;
    }

    private static double contrast(Color one, Color other) {
        double a = luminance(one) + 0.05;
        double b = luminance(other) + 0.05;
        return Math.max(a, b) / Math.min(a, b);
    }

    private static double luminance(Color color) {
        return 0.2126 * linear(color.getRed()) + 0.7152 * linear(color.getGreen()) + 0.0722 * linear(color.getBlue());
    }

    private static double linear(int value) {
        double share = value / 255.0;
        return share <= 0.04045 ? share / 12.92 : Math.pow((share + 0.055) / 1.055, 2.4);
    }
}
