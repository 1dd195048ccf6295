package org.d3explorer.ui.view;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.d3explorer.depth.KvPolicy;
import org.d3explorer.trace.EndReason;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TokenAxisTest {
    private final SyntheticRun run = new SyntheticRun(12, 300, KvPolicy.BACKFILL);
    private final RunModel model = new RunModel();
    private final TokenAxis axis = new TokenAxis(model);

    @BeforeEach
    void begin() {
        model.begin(run.header());
        grow(0, 200);
    }

    private void grow(int from, int to) {
        model.append(List.of(), run.tokens().subList(from, to), List.of());
        axis.grow();
    }

    @Test
    void leavesRoomAheadWhileTheRunGrowsAndFitsItAtItsEnd() {
        assertThat(axis.first()).isZero();
        double before = axis.last();
        assertThat(before).isGreaterThan(200);
        grow(200, 201);
        assertThat(axis.last()).isEqualTo(before);
        model.end(EndReason.STOPPED);
        assertThat(axis.last()).isEqualTo(201);
    }

    @Test
    void zoomingKeepsThePlaceUnderThePointer() {
        model.end(EndReason.STOPPED);
        axis.zoom(50, 2);

        assertThat(axis.last() - axis.first()).isEqualTo(100);
        assertThat((50 - axis.first()) / (axis.last() - axis.first())).isEqualTo(0.25);
    }

    @Test
    void zoomingOutPastTheRunShowsAllOfIt() {
        axis.showRange(20, 80);
        assertThat(model.wholeRunVisibleProperty().get()).isFalse();
        axis.zoom(50, 0.1);
        assertThat(model.wholeRunVisibleProperty().get()).isTrue();
    }

    @Test
    void neverZoomsBelowAFewTokensNorLeavesTheRun() {
        axis.showRange(199, 199);
        assertThat(axis.last() - axis.first()).isEqualTo(TokenAxis.FEWEST);
        assertThat(axis.last()).isEqualTo(200);
        axis.pan(1000);
        assertThat(axis.last()).isEqualTo(200);
        axis.pan(-1000);
        assertThat(axis.first()).isZero();
        assertThat(axis.last()).isEqualTo(TokenAxis.FEWEST);
    }

    @Test
    void movesOnWithTheEndOnlyWhereTheEndIsInSight() {
        axis.showRange(150, 199);
        grow(200, 220);
        assertThat(axis.first()).isEqualTo(170);
        assertThat(axis.last()).isEqualTo(220);

        axis.showRange(10, 59);
        grow(220, 240);
        assertThat(axis.first()).isEqualTo(10);
        assertThat(axis.last()).isEqualTo(60);
    }

    @Test
    void revealsATokenWithAsLittleMovementAsNeeded() {
        axis.showRange(50, 99);
        axis.reveal(120);
        assertThat(axis.first()).isEqualTo(71);
        axis.reveal(80);
        assertThat(axis.first()).isEqualTo(71);
        axis.reveal(3);
        assertThat(axis.first()).isEqualTo(3);
    }
}
