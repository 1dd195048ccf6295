package org.d3explorer.ui.notice;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import org.d3explorer.depth.DepthException;
import org.d3explorer.ui.notice.Notice.Severity;
import org.junit.jupiter.api.Test;

class NoticeCenterTest {
    private final MovableClock clock = new MovableClock();
    private final NoticeCenter center = new NoticeCenter(Runnable::run, clock);

    @Test
    void anErrorForTheUserIsShownInItsOwnWords() {
        center.failed(new DepthException("depth is 40, expected 1..30"));
        var notice = center.notices().getFirst();
        assertThat(notice.cause()).isEqualTo("depth is 40, expected 1..30");
        assertThat(notice.severity()).isEqualTo(Severity.ERROR);
        assertThat(notice.toText()).contains("DepthException").contains("NoticeCenterTest");
    }

    @Test
    void whatToDoStandsApartAndAHashIsAsLongAsTellsItFromAnother() {
        var message = "head.data: found SHA-256 " + "0a".repeat(32) + ", expected " + "1b".repeat(32)
                + " as the manifest says; copy the bundle again";
        center.failed(new DepthException(message));
        var notice = center.notices().getFirst();
        assertThat(notice.cause())
                .isEqualTo("head.data: found SHA-256 0a0a0a0a0a0a…, expected 1b1b1b1b1b1b… as the manifest says");
        assertThat(notice.remedy()).isEqualTo("Copy the bundle again");
        assertThat(notice.toText()).as("what is copied").contains(message);
    }

    @Test
    void anythingElseIsCalledUnexpectedAndSaysWhatToDo() {
        center.failed(new IllegalStateException("first\nsecond"));
        var notice = center.notices().getFirst();
        assertThat(notice.cause())
                .startsWith("Unexpected error")
                .contains("first")
                .doesNotContain("second");
        assertThat(notice.remedy()).isNotEmpty();
        assertThat(notice.details()).contains("second");
    }

    @Test
    void anErrorInEveryFrameIsCountedOnceASecondOnOneNotice() {
        for (int frame = 0; frame < 180; frame++) {
            center.failed(new IllegalStateException("in every frame"));
            clock.advance(Duration.ofMillis(1000 / 60));
        }
        assertThat(center.notices()).hasSize(1);
        assertThat(center.notices().getFirst().count()).isBetween(2, 4);
    }

    @Test
    void noticesAreNewestFirstAndBounded() {
        for (int i = 0; i < 150; i++) {
            center.show(Severity.INFO, "notice " + i, "");
        }
        assertThat(center.notices()).hasSize(100);
        assertThat(center.notices().getFirst().cause()).isEqualTo("notice 149");
        center.dismiss(center.notices().getFirst());
        assertThat(center.notices().getFirst().cause()).isEqualTo("notice 148");
    }

    private static final class MovableClock extends Clock {
        private Instant now = Instant.parse("2026-01-01T00:00:00Z");

        void advance(Duration duration) {
            now = now.plus(duration);
        }

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneId.of("UTC");
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }
}
