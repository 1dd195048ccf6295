package org.d3explorer.ui.explore;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.d3explorer.trace.ReferenceRecord;
import org.d3explorer.ui.view.RunModel;
import org.junit.jupiter.api.Test;

class DriftWatchTest {
    private final DriftWatch watch = new DriftWatch();

    @Test
    void theFirstTokenWhoseLastThirtyTwoPassTheLimitIsMarkedAndStays() {
        watch.add(records(0, 40, 0.1), 0.5);
        assertThat(watch.token()).isEqualTo(RunModel.NONE);
        watch.add(records(40, 60, 1.1), 0.5);
        int needed = IntStream.rangeClosed(1, 32)
                .filter(high -> (high * 1.1 + (32 - high) * 0.1) / 32 > 0.5)
                .findFirst()
                .orElseThrow();
        assertThat(watch.token()).isEqualTo(40 + needed - 1);
        watch.add(records(60, 200, 0), 0.5);
        assertThat(watch.token()).isEqualTo(40 + needed - 1);
    }

    @Test
    void fewerThanThirtyTwoTokensSayNothing() {
        watch.add(records(0, 31, 9), 0.5);
        assertThat(watch.token()).isEqualTo(RunModel.NONE);
        watch.add(records(31, 32, 9), 0.5);
        assertThat(watch.token()).isEqualTo(31);
    }

    private static List<ReferenceRecord> records(int from, int to, double kl) {
        return IntStream.range(from, to)
                .mapToObj(i -> new ReferenceRecord(i, 1, kl, 0, true, 0, List.of()))
                .toList();
    }
}
