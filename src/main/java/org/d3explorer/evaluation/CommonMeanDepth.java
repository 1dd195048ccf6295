package org.d3explorer.evaluation;

import java.util.Comparator;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import org.d3explorer.depth.DepthSettings;
import org.d3explorer.evaluation.EqualMeanDepth.Match;

/**
 * Brings several configurations to one mean depth (specification §1). A constant schedule reaches whole layers only and a
 * linear one steps of about half a layer, while the power law reaches almost any mean. So the mean of the first
 * configuration is kept where all others reach it; else all move to the nearest mean at which they agree best.
 *
 * @param matches the configurations in the order given, each with the mean depth it has
 */
public record CommonMeanDepth(List<Match> matches) {
    /** Means that differ by less, in layers, count as equal: 0.2 % of a model of 30 layers. */
    public static final double TOLERANCE = 0.05;

    /** Copies the list. */
    public CommonMeanDepth {
        matches = List.copyOf(matches);
    }

    /**
     * Finds the parameters.
     *
     * @param search knows tokens and layers
     * @param settings at least one; the first says which mean depth is wanted
     * @throws org.d3explorer.depth.DepthException if settings do not fit the model
     */
    public static CommonMeanDepth find(EqualMeanDepth search, List<DepthSettings> settings) {
        double wanted = search.meanDepth(settings.getFirst());
        var kept = keepingFirst(search, settings, wanted);
        if (kept.spread() <= TOLERANCE) {
            return kept;
        }
        return targets(search, settings, wanted)
                .distinct()
                .mapToObj(target -> allNearest(search, settings, target))
                .filter(found -> found.skipsLayers(search.layers()) || !kept.skipsLayers(search.layers()))
                .min(Comparator.comparingDouble((CommonMeanDepth found) -> Math.max(TOLERANCE, found.spread()))
                        .thenComparingDouble(
                                found -> Math.abs(found.matches.getFirst().meanDepth() - wanted)))
                .filter(found -> found.spread() < kept.spread())
                .orElse(kept);
    }

    /** Returns what any of them has near the mean depth wanted, whole layers, and what the others have near those. */
    private static DoubleStream targets(EqualMeanDepth search, List<DepthSettings> settings, double wanted) {
        var near = Stream.concat(
                        Stream.of(Math.floor(wanted), Math.ceil(wanted)),
                        settings.stream()
                                .map(each -> search.nearest(each, wanted).meanDepth()))
                .distinct()
                .toList();
        return near.stream()
                .flatMapToDouble(mean -> DoubleStream.concat(
                        DoubleStream.of(mean), settings.stream().mapToDouble(each -> search.nearest(each, mean)
                                .meanDepth())));
    }

    /** All at full depth would be equal, but nothing to compare. */
    private boolean skipsLayers(int layers) {
        return matches.stream().anyMatch(match -> match.meanDepth() < layers);
    }

    private static CommonMeanDepth keepingFirst(EqualMeanDepth search, List<DepthSettings> settings, double wanted) {
        var first = new Match(settings.getFirst(), wanted);
        var others = settings.stream().skip(1).map(other -> search.nearest(other, wanted));
        return new CommonMeanDepth(Stream.concat(Stream.of(first), others).toList());
    }

    private static CommonMeanDepth allNearest(EqualMeanDepth search, List<DepthSettings> settings, double target) {
        return new CommonMeanDepth(
                settings.stream().map(each -> search.nearest(each, target)).toList());
    }

    /** Returns the greatest mean depth minus the least, in layers. */
    public double spread() {
        var means = matches.stream().mapToDouble(Match::meanDepth).summaryStatistics();
        return means.getMax() - means.getMin();
    }

    /** Says whether all mean depths are equal, to within {@link #TOLERANCE}. */
    public boolean isEqual() {
        return spread() <= TOLERANCE;
    }
}
