package org.d3explorer.trace;

import java.util.List;
import java.util.Optional;

/**
 * One chunk of the full-depth reference (specification §3): a multi-position full-depth pass over the tokens since the
 * last one.
 *
 * @param index i of the first token T_i it covers, ≥ 0
 * @param tokens number of tokens it covers, ≥ 1
 * @param nanos what the pass took, in ns
 */
public record ReferencePass(int index, int tokens, long nanos) {
    /**
     * Returns the pass that found records.
     *
     * @param records ascending by index
     * @param nanos what it took
     * @return empty if there are none
     */
    public static Optional<ReferencePass> of(List<ReferenceRecord> records, long nanos) {
        if (records.isEmpty()) {
            return Optional.empty();
        }
        int first = records.getFirst().index();
        return Optional.of(new ReferencePass(first, records.getLast().index() - first + 1, nanos));
    }
}
