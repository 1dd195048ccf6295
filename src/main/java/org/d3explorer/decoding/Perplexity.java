package org.d3explorer.decoding;

import java.util.List;
import org.d3explorer.trace.Estimate;

/**
 * Strided text perplexity (specification §3, definition (a)).
 *
 * @param lnPerplexity mean NLL of the scored tokens in nats, with its standard error over tokens
 * @param scored number of scored tokens
 * @param tokensPerSecond tokens run, scored or not, ÷ time
 * @param windowMeans mean NLL of each window, in nats
 */
public record Perplexity(Estimate lnPerplexity, int scored, double tokensPerSecond, List<Double> windowMeans) {
    /** Copies the list. */
    public Perplexity {
        windowMeans = List.copyOf(windowMeans);
    }

    /** Returns exp(mean NLL). */
    public double perplexity() {
        return Math.exp(lnPerplexity.mean());
    }
}
