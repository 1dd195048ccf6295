package org.d3explorer.depth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class DepthSettingsTest {
    private static final int LAYERS = 12;
    private static final Map<String, List<Integer>> CALIBRATED = Map.of(
            SkipOrder.INFLUENCE, IntStream.range(0, LAYERS).boxed().toList(),
            SkipOrder.GREEDY,
                    IntStream.range(0, LAYERS).map(l -> LAYERS - 1 - l).boxed().toList());

    private static DepthSettings settings(Preset preset, String order) {
        return new DepthSettings(preset, ScheduleKind.CONSTANT, 0.99, 8, 2, 2, order, List.of(), 9, 5, 100);
    }

    @Test
    void d3IsThePowerLawOverTheChosenOrder() {
        var configuration = settings(Preset.D3, SkipOrder.GREEDY).configuration(LAYERS, CALIBRATED);
        assertThat(configuration.schedule()).isEqualTo(new DepthSchedule.PowerLaw(0.99, 8));
        assertThat(configuration.order().layers()).containsExactly(9, 8, 7, 6, 5, 4, 3, 2);
    }

    @Test
    void earlyExitRunsTheFirstLayersOnly() {
        var configuration = settings(Preset.EARLY_EXIT, SkipOrder.MIDDLE_OUT).configuration(LAYERS, CALIBRATED);
        assertThat(configuration.executed(1, LAYERS)).isEqualTo(LayerSet.all(9));
    }

    @Test
    void skipDecodeBypassesLowerLayersBehindTheFirstAndFallsLinearly() {
        var configuration = settings(Preset.SKIPDECODE, SkipOrder.MIDDLE_OUT).configuration(LAYERS, CALIBRATED);
        assertThat(configuration.schedule()).isEqualTo(new DepthSchedule.Linear(12, 5, 100));
        assertThat(configuration.order().executed(9, LAYERS)).isEqualTo(LayerSet.of(0, 4, 5, 6, 7, 8, 9, 10, 11));
    }

    @Test
    void unifiedAndShortGptAreConstantInTheirOwnOrders() {
        assertThat(settings(Preset.UNIFIED, "x")
                        .configuration(LAYERS, CALIBRATED)
                        .order()
                        .name())
                .isEqualTo(SkipOrder.EVEN);
        var shortGpt = settings(Preset.SHORTGPT, "x").configuration(LAYERS, CALIBRATED);
        assertThat(shortGpt.executed(5, LAYERS)).isEqualTo(LayerSet.of(0, 1, 5, 6, 7, 8, 9, 10, 11));
    }

    @ParameterizedTest
    @EnumSource(Preset.class)
    void everyPresetMakesAConfigurationOfAnyModelItFits(Preset preset) {
        var configuration = settings(preset, SkipOrder.MIDDLE_OUT).configuration(LAYERS, CALIBRATED);
        for (int i = 0; i < 300; i++) {
            assertThat(configuration.executed(i, LAYERS).size()).isBetween(1, LAYERS);
        }
        assertThat(Preset.of(preset.id())).isEqualTo(preset);
    }

    @Test
    void settingsThatDoNotFitTheModelAreRefusedInOneLine() {
        assertThatThrownBy(() -> settings(Preset.D3, "best").configuration(LAYERS, CALIBRATED))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("no skip order 'best'");
        assertThatThrownBy(() -> settings(Preset.UNIFIED, "x").configuration(8, Map.of()))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("depth is 9, expected 1..8");
        assertThatThrownBy(() -> settings(Preset.FULL, SkipOrder.EVEN).configuration(3, Map.of()))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("2 + 2");
        assertThatThrownBy(() -> Preset.of("fast"))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("'fast'");
    }
}
