package org.d3explorer.ui.compare;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.d3explorer.ui.text.Texts;

/** The summary table as text. */
final class ComparisonTable {
    private ComparisonTable() {}

    /** Returns tab-separated values, a header line first. */
    static String tabSeparated(List<ComparisonRow> rows) {
        var header = Texts.get("compare.table.name") + "\t" + line(CompareFigure::title);
        return Stream.concat(
                        Stream.of(header),
                        rows.stream().map(row -> row.name() + "\t" + line(figure -> figure.text(row))))
                .map(line -> line + "\n")
                .collect(Collectors.joining());
    }

    private static String line(java.util.function.Function<CompareFigure, String> text) {
        return Stream.of(CompareFigure.values()).map(text).collect(Collectors.joining("\t"));
    }
}
