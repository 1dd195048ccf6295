package org.d3explorer.ui.explore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.d3explorer.bundle.Manifest.D3Defaults;
import org.d3explorer.depth.DepthSchedule;
import org.d3explorer.depth.Preset;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DepthViewModelTest {
    private static final int LAYERS = 10;
    private static final D3Defaults DEFAULTS =
            new D3Defaults(0.95, 8, 2, 1, "greedy", Map.of("greedy", List.of(5, 4, 3, 2, 6, 7, 8, 0, 1, 9)), null);

    private final DepthViewModel depth = new DepthViewModel();

    @BeforeEach
    void load() {
        depth.maxNewTokensProperty().set(101);
        depth.adopt(LAYERS, DEFAULTS, null);
    }

    @Test
    void aModelBeginsWithItsOwnDefaults() {
        var configuration = Objects.requireNonNull(depth.configurationProperty().get());
        assertThat(configuration.schedule()).isEqualTo(new DepthSchedule.PowerLaw(0.95, 8));
        assertThat(configuration.order().layers()).containsExactly(5, 4, 3, 2, 6, 7, 8);
        assertThat(depth.orders()).contains("greedy", "middle-out", "custom");
    }

    @Test
    void thePredictionIsWhatTheScheduleWillGive() {
        depth.alphaProperty().set(0.99);
        var configuration = Objects.requireNonNull(depth.configurationProperty().get());
        var predicted = new ArrayList<Integer>();
        for (var stretch : depth.predictionProperty().get()) {
            assertThat(stretch.first()).as("no gap").isEqualTo(predicted.size());
            predicted.addAll(Collections.nCopies(stretch.end() - stretch.first(), stretch.depth()));
        }
        assertThat(predicted).hasSize(101);
        for (int i = 0; i < 101; i++) {
            assertThat(predicted.get(i)).isEqualTo(configuration.depth(i, LAYERS));
        }
        assertThat(depth.expectedMeanDepthProperty().get())
                .isCloseTo(
                        predicted.stream()
                                .skip(1)
                                .mapToInt(Integer::intValue)
                                .average()
                                .orElseThrow(),
                        within(1e-12));
    }

    @Test
    void aMillionTokensArePredictedInAsManyStretchesAsThereAreDepths() {
        depth.alphaProperty().set(0.99);
        depth.maxNewTokensProperty().set(1_000_000);
        assertThat(depth.predictionProperty().get()).hasSizeBetween(2, LAYERS);
        assertThat(depth.predictionProperty().get().getLast().end()).isEqualTo(1_000_000);
    }

    @Test
    void theIdealSpeedupIsUnknownUntilTimesWereMeasured() {
        assertThat(depth.expectedIdealSpeedupProperty().get()).isNaN();
        assertThat(depth.expectation()).contains("–");
        depth.alphaProperty().set(1);
        depth.stepCostProperty().set(new StepCost(1, 0.5));
        assertThat(depth.expectedIdealSpeedupProperty().get()).isEqualTo(1);
        depth.presetProperty().set(Preset.UNIFIED);
        depth.constantDepthProperty().set(5);
        assertThat(depth.expectedIdealSpeedupProperty().get()).isEqualTo((1 + 10 * 0.5) / (1 + 5 * 0.5));
    }

    @Test
    void aStartInPerCentFollowsMaxNewTokens() {
        depth.startInPercentProperty().set(true);
        depth.startProperty().set(25);
        assertThat(depth.startTokens()).isEqualTo(25);
        depth.maxNewTokensProperty().set(400);
        assertThat(depth.startTokens()).isEqualTo(100);
        assertThat(Objects.requireNonNull(depth.configurationProperty().get()).schedule())
                .isEqualTo(new DepthSchedule.PowerLaw(0.95, 100));
    }

    @Test
    void anUnusableSettingIsNamedAndTheLastUsableOneStays() {
        var before = depth.configurationProperty().get();
        depth.coreHeadProperty().set(20);
        assertThat(depth.problemProperty().get()).contains("20").contains("10");
        assertThat(depth.configurationProperty().get()).isSameAs(before);
        depth.coreHeadProperty().set(2);
        assertThat(depth.problemProperty().get()).isEmpty();
    }

    @Test
    void aCustomOrderIsReadAsTyped() {
        depth.orderProperty().set("custom");
        assertThat(depth.problemProperty().get()).contains("empty");
        depth.customOrderProperty().set("8, 7 6;5,4,3,x");
        assertThat(depth.problemProperty().get()).contains("x");
        depth.customOrderProperty().set("8, 7 6;5,4,3,2");
        assertThat(depth.problemProperty().get()).isEmpty();
        assertThat(Objects.requireNonNull(depth.configurationProperty().get())
                        .order()
                        .layers())
                .containsExactly(8, 7, 6, 5, 4, 3, 2);
    }

    @Test
    void whatTheUserChoseComesBack() {
        depth.presetProperty().set(Preset.SKIPDECODE);
        depth.minDepthProperty().set(4);
        var choice = depth.choice();
        var again = new DepthViewModel();
        again.adopt(LAYERS, DEFAULTS, choice);
        assertThat(again.choice()).isEqualTo(choice);
    }
}
