package org.d3explorer.ui.view;

import java.util.function.IntFunction;
import java.util.function.IntToDoubleFunction;

/** What the tokens' backgrounds stand for in a text that is compared with a reference. */
public sealed interface TokenShading {
    /** Shows the run without backgrounds: it is the reference itself. */
    record None(RunModel model) implements TokenShading {
        @Override
        public String facts(int token) {
            return TokenFacts.tooltip(model, token);
        }
    }

    /** Returns what is shown beside the pointer over a token, a line each. */
    String facts(int token);

    /**
     * Shades the tokens that are the same as the reference's: all before the run's {@link RunModel#driftTokenProperty drift
     * token}, which stands for the first divergence here.
     *
     * @param model the run
     * @param note says more about a token than is known of every token, empty for nothing
     */
    record CommonPrefix(RunModel model, IntFunction<String> note) implements TokenShading {
        boolean isCommon(int token) {
            int divergence = model.driftTokenProperty().get();
            return divergence == RunModel.NONE || token < divergence;
        }

        @Override
        public String facts(int token) {
            var more = note.apply(token);
            return TokenFacts.tooltip(model, token) + (more.isEmpty() ? "" : "\n" + more);
        }
    }

    /**
     * Colours the tokens by KL to the reference, on the ramp that {@link ColorMode#KL} has.
     *
     * @param kl of a token in nats, NaN where it is not known
     * @param text what is known of a token
     */
    record Divergence(IntToDoubleFunction kl, IntFunction<String> text) implements TokenShading {
        @Override
        public String facts(int token) {
            return text.apply(token);
        }
    }
}
