package org.d3explorer.decoding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.d3explorer.depth.DepthConfiguration;
import org.d3explorer.depth.DepthSchedule;
import org.d3explorer.depth.DepthSchedule.Full;
import org.d3explorer.depth.DepthSchedule.PowerLaw;
import org.d3explorer.depth.KvPolicy;
import org.d3explorer.depth.LayerRoles;
import org.d3explorer.depth.SkipOrder;
import org.d3explorer.runtime.Device;
import org.d3explorer.runtime.LoadedModel;
import org.d3explorer.trace.Sampling;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Decoding on ONNX Runtime with the tiny bundle, against numbers from an independent forward pass in double precision
 * that recomputes the whole text for each token, each position through the layers that ran there.
 */
class TinyBundleDecodingTest {
    private static final int LAYERS = 4;
    private static final LayerRoles ROLES = new LayerRoles(1, 1);
    private static final String PROMPT = "The theatre and the inn";
    private static final List<Integer> PROMPT_IDS = List.of(87, 261, 265, 268, 263, 293, 265, 290, 113);

    private static final List<Integer> FULL_IDS =
            List.of(43, 202, 87, 113, 43, 169, 311, 173, 102, 311, 314, 149, 35, 115);
    private static final double[] FULL_NLL = {
        2.23305, 3.06993, 2.26353, 2.80434, 2.74948, 2.69076, 2.45892, 2.37669, 2.61305, 2.63448, 2.42067, 2.69423,
        2.35233, 2.98309
    };
    private static final double[] FULL_ENTROPY = {4.3399, 4.7215, 4.3061, 4.5509};

    /** α = 0.9 from token 2 on, 1 from token 9 on, where the skipped layers are backfilled. */
    private static final List<Integer> D3_IDS = List.of(43, 202, 87, 290, 28, 30, 313, 313, 244, 233, 282, 47, 65, 180);

    private static final List<Integer> D3_DEPTHS = List.of(4, 4, 4, 3, 3, 2, 2, 2, 2, 4, 4, 4, 4, 4);
    private static final double[] D3_NLL = {
        2.23305, 3.06993, 2.26353, 2.73784, 2.46709, 1.48531, 3.01251, 2.49974, 2.32815, 2.30551, 1.96805, 2.13083,
        1.64567, 2.30393
    };
    private static final double[] REFERENCE_NLL = {
        2.23305, 3.06993, 2.26353, 6.22441, 7.9569, 2.9001, 6.80385, 5.32397, 4.49371, 2.63589, 1.82909, 2.64355,
        3.66734, 2.28357
    };
    private static final double[] KL = {
        0, 0, 0, 1.795696, 2.529374, 1.502842, 1.661608, 1.163304, 1.103591, 0.031475, 0.063773, 0.051561, 0.885056,
        0.031485
    };

    private static LoadedModel model;

    @BeforeAll
    static void load() {
        model = LoadedModel.open(Path.of("models", "tiny-random"), new Device.Cpu(), 2);
    }

    @AfterAll
    static void close() {
        model.close();
    }

    @Test
    void thePromptIsEncodedAsTheLibraryDoes() {
        assertThat(model.tokenizer().encode(PROMPT, true))
                .containsExactly(PROMPT_IDS.stream().mapToInt(Integer::intValue).toArray());
    }

    @Test
    void fullDepthDecodesAsTheIndependentForwardPass() {
        var listener = run(request(new Full(), Map.of()));
        assertThat(listener.ids()).isEqualTo(FULL_IDS);
        for (int i = 0; i < FULL_NLL.length; i++) {
            assertThat(listener.nlls().get(i)).isCloseTo(FULL_NLL[i], within(1e-4));
            assertThat(listener.references.get(i).kl()).isCloseTo(0, within(1e-6));
            assertThat(listener.references.get(i).sameTop1()).isTrue();
        }
        for (int i = 0; i < FULL_ENTROPY.length; i++) {
            assertThat(listener.tokens.get(i).entropy()).isCloseTo(FULL_ENTROPY[i], within(2e-4));
        }
    }

    @Test
    void alphaOneEqualsFullDepthBitForBit() {
        var full = run(request(new Full(), Map.of()));
        var alphaOne = run(request(new PowerLaw(1, 0), Map.of()));
        assertThat(alphaOne.nlls()).isEqualTo(full.nlls());
    }

    @Test
    void d3WithAlphaRaisedMidwayDecodesAsTheIndependentForwardPass() {
        var raised = Map.of(9, configuration(new PowerLaw(1, 2)));
        var listener = run(request(new PowerLaw(0.9, 2), raised));
        assertThat(listener.ids()).isEqualTo(D3_IDS);
        assertThat(listener.depths()).isEqualTo(D3_DEPTHS);
        assertThat(listener.tokens.get(9).backfilled().toArray()).containsExactly(1, 2);
        assertThat(listener.references).hasSize(14);
        for (int i = 0; i < D3_NLL.length; i++) {
            assertThat(listener.nlls().get(i)).isCloseTo(D3_NLL[i], within(1e-4));
            assertThat(listener.references.get(i).nll()).isCloseTo(REFERENCE_NLL[i], within(1e-4));
            assertThat(listener.references.get(i).kl()).isCloseTo(KL[i], within(1e-4));
        }
    }

    @Test
    void aContinuedRunGoesOnBitForBit() {
        var request = request(new PowerLaw(0.9, 2), Map.of(9, configuration(new PowerLaw(1, 2))));
        var whole = run(request);
        var taken = whole.tokens.subList(0, 7).stream()
                .map(token -> new ForcedToken(token.id(), token.executed(), KvPolicy.BACKFILL))
                .toList();
        var rest = run(request.continuing(taken));
        assertThat(rest.nlls()).isEqualTo(whole.nlls().subList(7, 14));
        assertThat(rest.ids()).isEqualTo(D3_IDS.subList(7, 14));
    }

    @Test
    void teacherForcedScoringGivesTheSameNumbers() {
        var ids = new ArrayList<>(PROMPT_IDS);
        ids.addAll(D3_IDS.subList(0, 9));
        var score = new Scorer(model.stack())
                .score(
                        ids.stream().mapToInt(Integer::intValue).toArray(),
                        PROMPT_IDS.size(),
                        configuration(new PowerLaw(0.9, 2)),
                        true,
                        new Cancellation());
        for (int i = 0; i < 9; i++) {
            var row = score.rows().get(PROMPT_IDS.size() - 1 + i);
            assertThat(row.depth()).isEqualTo(D3_DEPTHS.get(i));
            assertThat(row.nextNll()).isCloseTo(D3_NLL[i], within(1e-4));
            assertThat(row.kl()).isCloseTo(KL[i], within(1e-4));
        }
    }

    @Test
    void theLogitLensEndsInTheModelsPrediction() {
        var ids = PROMPT_IDS.stream().mapToInt(Integer::intValue).toArray();
        var scorer = new Scorer(model.stack());
        var lens = new LogitLens(model.stack(), model.tokenizer());
        var rows = lens.look(
                ids, scorer.layersAt(ids.length, configuration(new Full())), 5, share -> {}, new Cancellation());
        assertThat(rows).hasSize(LAYERS + 1);
        var best = rows.getLast().candidates().getFirst();
        assertThat(best.id()).isEqualTo(FULL_IDS.getFirst());
        assertThat(best.logProbability()).isCloseTo(-FULL_NLL[0], within(1e-4));
        assertThat(best.text()).isEqualTo(model.tokenizer().tokenText(best.id()));
    }

    private static RecordingListener run(RunRequest request) {
        var listener = new RecordingListener();
        model.decoder().run(request, new RunControl(), listener);
        assertThat(listener.failure).isNull();
        return listener;
    }

    private static DepthConfiguration configuration(DepthSchedule schedule) {
        return new DepthConfiguration(schedule, ROLES, SkipOrder.middleOut(ROLES, LAYERS));
    }

    private static RunRequest request(DepthSchedule schedule, Map<Integer, DepthConfiguration> changes) {
        return new RunRequest(
                PROMPT_IDS,
                configuration(schedule),
                new TreeMap<>(changes),
                KvPolicy.BACKFILL,
                Sampling.greedy(),
                FULL_IDS.size(),
                Set.of(),
                5,
                3);
    }
}
