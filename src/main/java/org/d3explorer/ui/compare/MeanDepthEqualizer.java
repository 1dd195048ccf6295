package org.d3explorer.ui.compare;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.d3explorer.evaluation.CommonMeanDepth;
import org.d3explorer.evaluation.EqualMeanDepth;
import org.d3explorer.evaluation.EqualMeanDepth.Match;
import org.d3explorer.ui.explore.DepthViewModel;
import org.d3explorer.ui.text.Figures;
import org.d3explorer.ui.text.Texts;

/** Sets configurations to one mean depth and says how near they came. */
final class MeanDepthEqualizer {
    private static final int DECIMALS = 2;

    private final List<ColumnViewModel> columns;
    private final Function<ColumnViewModel, String> letter;

    /**
     * Knows the configurations.
     *
     * @param columns the first says which mean depth is wanted
     * @param letter what each is called by
     */
    MeanDepthEqualizer(List<ColumnViewModel> columns, Function<ColumnViewModel, String> letter) {
        this.columns = List.copyOf(columns);
        this.letter = letter;
    }

    /**
     * What came out.
     *
     * @param equal whether all mean depths are the same
     * @param words one line
     */
    record Result(boolean equal, String words) {}

    /**
     * Sets the parameters.
     *
     * @param tokens number of generated tokens the means are taken over, T_0 included
     * @throws org.d3explorer.depth.DepthException if settings do not fit the model
     * @throws org.d3explorer.evaluation.EvaluationException if there are fewer than two tokens
     */
    Result equalize(int tokens) {
        var first = columns.getFirst().depth();
        var search = new EqualMeanDepth(tokens, first.layersProperty().get(), first.calibratedOrders());
        double wanted = search.meanDepth(first.settings());
        var found = CommonMeanDepth.find(
                search,
                columns.stream().map(column -> column.depth().settings()).toList());
        for (int i = 0; i < columns.size(); i++) {
            take(columns.get(i).depth(), found.matches().get(i));
        }
        double reached = found.matches().getFirst().meanDepth();
        if (!found.isEqual()) {
            return new Result(false, Texts.format("compare.equal.not", tokens, means(found)));
        }
        boolean moved = Math.abs(reached - wanted) > CommonMeanDepth.TOLERANCE;
        return new Result(
                true,
                moved
                        ? Texts.format(
                                "compare.equal.moved",
                                Figures.fixed(reached, DECIMALS),
                                tokens,
                                letter.apply(columns.getFirst()),
                                Figures.fixed(wanted, DECIMALS))
                        : Texts.format("compare.equal", Figures.fixed(reached, DECIMALS), tokens));
    }

    private static void take(DepthViewModel depth, Match match) {
        depth.alphaProperty().set(match.settings().alpha());
        depth.constantDepthProperty().set(match.settings().constantDepth());
        depth.minDepthProperty().set(match.settings().minDepth());
    }

    private String means(CommonMeanDepth found) {
        var means = new ArrayList<String>();
        for (int i = 0; i < columns.size(); i++) {
            var match = found.matches().get(i);
            means.add(Texts.format(
                    "compare.equal.mean",
                    letter.apply(columns.get(i)),
                    Figures.fixed(match.meanDepth(), DECIMALS),
                    Texts.get("compare.equal.reach." + match.settings().effectiveSchedule())));
        }
        return String.join(", ", means);
    }
}
