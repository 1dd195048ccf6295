package org.d3explorer.ui.view;

import java.util.ArrayList;
import java.util.List;
import org.d3explorer.trace.ReferenceRecord;
import org.d3explorer.trace.TokenRecord;
import org.d3explorer.ui.text.Figures;
import org.d3explorer.ui.text.Texts;

/** What is known of one token, in words with units. */
public final class TokenFacts {
    private static final double LEAST_SHOWN = 0.0001;
    private static final double NANOS_PER_MILLI = 1e6;

    private TokenFacts() {}

    /** Returns the facts shown beside the pointer, a line each. */
    static String tooltip(RunModel model, int index) {
        TokenRecord token = model.tokens().get(index);
        List<String> lines = new ArrayList<>();
        lines.add(Texts.format("view.token.title", index, quoted(token.text())));
        lines.add(Texts.format("view.token.id", token.id(), token.position()));
        lines.add(Texts.format(
                "view.token.probability",
                probability(Math.exp(-token.nll())),
                nats(token.nll()),
                nats(token.entropy())));
        lines.add(Texts.format("view.token.depth", token.depth(), model.layers(), closedGaps(token)));
        lines.add(Texts.format(
                index == 0 ? "view.token.ttft" : "view.token.time",
                millis(token.times().totalNanos())));
        ReferenceRecord reference = model.reference(index);
        if (reference != null) {
            lines.add(Texts.format(
                    "view.token.reference",
                    nats(reference.nll()),
                    nats(reference.kl()),
                    signed(reference.deltaProbability()),
                    reference.rank() + 1));
            lines.add(firstChoice(reference));
        }
        return String.join("\n", lines);
    }

    /** Says in words whether full depth would have chosen the same. */
    static String firstChoice(ReferenceRecord reference) {
        if (reference.sameTop1() || reference.candidates().isEmpty()) {
            return Texts.get("view.token.sameTop");
        }
        return Texts.format(
                "view.token.otherTop", quoted(reference.candidates().getFirst().text()));
    }

    /** Returns a token's text in quotes with white space made visible. */
    public static String quoted(String text) {
        if (text.isEmpty()) {
            return "“”";
        }
        return "“"
                + text.replace("\r", "␍").replace("\n", "↵").replace("\t", "⇥").replace(' ', '␣') + "”";
    }

    /** Returns a probability 0..1 in per cent, small ones bounded from above. */
    public static String probability(double probability) {
        return probability > 0 && probability < LEAST_SHOWN
                ? "< " + Figures.percent(LEAST_SHOWN, 2)
                : Figures.percent(probability, probability < 0.01 ? 2 : 1);
    }

    /** Returns a value in nats with its unit, a dash for NaN. */
    public static String nats(double nats) {
        return Figures.withUnit(nats, 3, Texts.get("view.unit.NLL"));
    }

    static String millis(long nanos) {
        return Figures.withUnit(nanos / NANOS_PER_MILLI, 2, Texts.get("view.unit.LATENCY"));
    }

    /** Returns a value with its sign, a dash for NaN. */
    public static String signed(double value) {
        return Double.isNaN(value) ? Figures.NONE : (value < 0 ? "−" : "+") + Figures.fixed(Math.abs(value), 3);
    }

    private static String closedGaps(TokenRecord token) {
        var text = new StringBuilder();
        if (!token.backfilled().isEmpty()) {
            text.append(Texts.format(
                    "view.token.depth.backfilled", token.backfilled().size()));
        }
        if (!token.copied().isEmpty()) {
            text.append(Texts.format("view.token.depth.copied", token.copied().size()));
        }
        return text.toString();
    }
}
