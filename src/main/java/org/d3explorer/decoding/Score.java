package org.d3explorer.decoding;

import java.util.List;

/**
 * A text scored teacher-forced.
 *
 * @param rows one per position
 */
public record Score(List<ScoredRow> rows) {
    /** Copies the list. */
    public Score {
        rows = List.copyOf(rows);
    }

    /** Returns the mean NLL of all tokens after the first, in nats; NaN for a single token. */
    public double meanNll() {
        return rows.stream()
                .limit(rows.size() - 1L)
                .mapToDouble(ScoredRow::nextNll)
                .average()
                .orElse(Double.NaN);
    }
}
