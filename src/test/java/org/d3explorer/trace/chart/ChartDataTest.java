package org.d3explorer.trace.chart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.awt.image.BufferedImage;
import java.util.SplittableRandom;
import org.d3explorer.trace.RandomTraces;
import org.d3explorer.trace.Trace;
import org.junit.jupiter.api.Test;

class ChartDataTest {
    private final Trace trace = new RandomTraces(31).typical(600);

    @Test
    void showsWhatTheTraceSays() {
        ChartData data = ChartData.of(trace);
        double nll = 0;
        double reference = 0;
        for (int i = 0; i < trace.tokens().size(); i++) {
            var token = trace.tokens().get(i);
            nll += token.nll();
            reference += trace.references().get(i).nll();
            assertThat(data.depth(i)).isEqualTo(token.depth());
            assertThat(data.runningPerplexity(i)).isCloseTo(Math.exp(nll / (i + 1)), within(1e-9));
            assertThat(data.runningReferencePerplexity(i)).isCloseTo(Math.exp(reference / (i + 1)), within(1e-9));
            assertThat(data.totalMillis(i)).isCloseTo(token.times().totalNanos() / 1e6, within(1e-4));
            for (int layer = 0; layer < 30; layer++) {
                assertThat(data.state(i, layer) == LayerState.SKIPPED)
                        .isEqualTo(!token.executed().contains(layer));
                assertThat(data.state(i, layer) == LayerState.BACKFILLED)
                        .isEqualTo(token.backfilled().contains(layer));
            }
        }
    }

    @Test
    void aSnapshotDoesNotChangeWhenTheRunGoesOn() {
        var builder = new ChartDataBuilder(30);
        trace.changes().forEach(builder::depthChanged);
        trace.tokens().subList(0, 300).forEach(builder::token);
        ChartData before = builder.snapshot();
        trace.tokens().subList(300, 600).forEach(builder::token);
        builder.reference(trace.references());
        assertThat(before.size()).isEqualTo(300);
        assertThat(before.referencePerplexity(10)).isNaN();
        assertThat(before.hasReference()).isFalse();
        assertThat(builder.snapshot().referencePerplexity(10))
                .isEqualTo(Math.exp(trace.references().get(10).nll()));
        assertThat(before.depth(299)).isEqualTo(trace.tokens().get(299).depth());
    }

    @Test
    void theCursorFindsTheTokenUnderIt() {
        ChartData data = ChartData.of(trace);
        var random = new SplittableRandom(1);
        for (int k = 0; k < 200; k++) {
            double first = random.nextDouble(500);
            var view = new Viewport(first, first + 1 + random.nextDouble(100), 900, 200, Palette.LIGHT);
            int token = (int) Math.ceil(view.first() + random.nextDouble() * (view.last() - view.first() - 1));
            assertThat(view.tokenAt(view.x(token + 0.5), data.size()))
                    .isEqualTo(view.x(token + 0.5) <= view.plot().getMaxX() ? token : -1);
            assertThat(view.tokenAt(0, data.size())).isEqualTo(-1);
        }
        assertThat(Viewport.all(data, 900, 200, Palette.LIGHT).tokenAt(880, 3)).isEqualTo(-1);
    }

    @Test
    void columnsHoldEachVisibleTokenOnceAndNoMoreThanThereArePixels() {
        ChartData data = ChartData.of(trace);
        var random = new SplittableRandom(2);
        for (int k = 0; k < 200; k++) {
            double first = random.nextDouble(599);
            double last = first + random.nextDouble(0.5, 700);
            var view = new Viewport(first, last, random.nextInt(80, 1500), 200, Palette.LIGHT);
            var columns = Columns.of(data, view);
            int next = (int) Math.floor(first);
            for (int c = 0; c < columns.count(); c++) {
                assertThat(columns.from(c)).isEqualTo(next);
                assertThat(columns.to(c)).isGreaterThan(next);
                assertThat(columns.right(c)).isGreaterThanOrEqualTo(columns.left(c));
                next = columns.to(c);
            }
            assertThat(next).isEqualTo((int) Math.min(600, Math.ceil(last)));
            assertThat(columns.count())
                    .isLessThanOrEqualTo((int) Math.max(view.plot().getWidth(), last - first) + 2);
        }
    }

    @Test
    void theMapShowsEachCellWhereItBelongs() {
        Trace small = new RandomTraces(33).typical(40);
        ChartData data = ChartData.of(small);
        var view = Viewport.all(data, 72 + 40 * 10, 62 + 30 * 8, Palette.DARK);
        int[] pixels = LayerMapPainter.pixels(data, view);
        int empty = Palette.DARK.empty().getRGB();
        for (int i = 0; i < 40; i++) {
            for (int layer = 0; layer < 30; layer++) {
                int x = i * 10 + 5;
                int y = (29 - layer) * 8 + 4;
                boolean ran = small.tokens().get(i).executed().contains(layer);
                assertThat(pixels[y * 400 + x] == empty).isEqualTo(!ran);
                assertThat(LayerMapPainter.layerAt(view.plot().getY() + y, data, view))
                        .isEqualTo(layer);
            }
        }
    }

    @Test
    void everyChartPaintsAtAnySizeZoomAndLength() {
        var random = new SplittableRandom(3);
        var image = new BufferedImage(700, 400, BufferedImage.TYPE_INT_RGB);
        for (int tokens : new int[] {0, 1, 2, 37, 600}) {
            ChartData data = ChartData.of(new RandomTraces(tokens).typical(tokens));
            for (Chart chart : Chart.values()) {
                for (int k = 0; k < 20; k++) {
                    double first = random.nextDouble(-20, 650);
                    var view = new Viewport(
                            first,
                            first + random.nextDouble(0.1, 800),
                            random.nextInt(1, 700),
                            random.nextInt(1, 400),
                            k % 2 == 0 ? Palette.LIGHT : Palette.DARK);
                    var graphics = image.createGraphics();
                    chart.painter().paint(graphics, data, view);
                    chart.vectorPainter().paint(graphics, data, view);
                    chart.painter().paintCursor(graphics, data, view, random.nextInt(-1, 700));
                    graphics.dispose();
                }
                for (int i = 0; i < Math.min(3, tokens); i++) {
                    assertThat(chart.painter().describe(data, i))
                            .contains("token " + i)
                            .doesNotContain("NaN");
                }
            }
        }
    }

    @Test
    void aRunWithALongPrefillKeepsItsScaleForTheTokensThatFollow() {
        ChartData data = ChartData.of(trace);
        assertThat(data.totalMillis(0)).isGreaterThan(5 * data.totalMillis(1));
        var view = Viewport.all(data, 1000, 300, Palette.LIGHT);
        var image = new BufferedImage(1000, 300, BufferedImage.TYPE_INT_RGB);
        Chart.LATENCY.painter().paint(image.createGraphics(), data, view);
        int x = (int) view.x(5.5);
        int painted = 0;
        for (int y = (int) view.plot().getY(); y < view.plot().getMaxY(); y++) {
            if (image.getRGB(x, y) == Palette.LIGHT.first().getRGB()) {
                painted++;
            }
        }
        assertThat(painted).isGreaterThan((int) view.plot().getHeight() / 4);
    }
}
