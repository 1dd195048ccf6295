package org.d3explorer.decoding;

/** Measures from token to token on the monotonic clock, leaving out pauses and reference passes (specification §4). */
final class TokenClock {
    private long last = System.nanoTime();
    private long excluded;

    /** Leaves a span out of the current token's time. */
    void exclude(long nanos) {
        excluded += nanos;
    }

    /** Ends the current token's time, begins the next one's and returns the one ended in ns. */
    long lap() {
        long now = System.nanoTime();
        long total = now - last - excluded;
        last = now;
        excluded = 0;
        return total;
    }
}
