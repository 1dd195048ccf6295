package org.d3explorer.trace;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.OptionalInt;

/**
 * What differs between the root branches of two traces; use {@link Trace#path} first for other branches.
 *
 * @param settings what they were made of and on, where it differs
 * @param leftTokens number of the left trace's tokens
 * @param rightTokens number of the right trace's tokens
 * @param firstDifference the first i where the tokens differ or only one trace has one; empty if all are equal
 * @param firstLayerDifference the first i where other layers ran; empty if they are the same as far as both go
 * @param nllDifferences right NLL − left NLL in nats, for each token of the common prefix
 */
public record TraceDiff(
        List<Setting> settings,
        int leftTokens,
        int rightTokens,
        OptionalInt firstDifference,
        OptionalInt firstLayerDifference,
        List<Double> nllDifferences) {
    /** Copies the lists. */
    public TraceDiff {
        settings = List.copyOf(settings);
        nllDifferences = List.copyOf(nllDifferences);
    }

    /** A part of a run's configuration. */
    public enum Field {
        /** Version of the program. */
        PROGRAM_VERSION,
        /** Bundle name. */
        MODEL,
        /** Hash of the bundle's manifest. */
        MANIFEST,
        /** Precision of the weights. */
        PRECISION,
        /** L. */
        LAYERS,
        /** Processor, operating system and Java. */
        MACHINE,
        /** Where the graphs ran. */
        EXECUTION_PROVIDER,
        /** Threads of the runtime's pool. */
        THREADS,
        /** What was tokenized. */
        PROMPT,
        /** The prompt's tokens. */
        PROMPT_IDS,
        /** Bound on generated tokens. */
        MAX_NEW_TOKENS,
        /** Whether end tokens were passed over. */
        IGNORE_END_TOKENS,
        /** How tokens were drawn. */
        SAMPLING,
        /** Tokens per reference pass. */
        REFERENCE_CHUNK,
        /** Depth configurations and the tokens they apply from. */
        DEPTH,
        /** Why the run ended. */
        END_REASON;

        private Object of(Trace trace) {
            RunHeader header = trace.header();
            return switch (this) {
                case PROGRAM_VERSION -> header.programVersion();
                case MODEL -> header.model();
                case MANIFEST -> header.manifestSha256();
                case PRECISION -> header.precision();
                case LAYERS -> header.layers();
                case MACHINE -> header.machine();
                case EXECUTION_PROVIDER -> header.executionProvider();
                case THREADS -> header.threads();
                case PROMPT -> header.renderedPrompt();
                case PROMPT_IDS -> header.promptIds();
                case MAX_NEW_TOKENS -> header.maxNewTokens();
                case IGNORE_END_TOKENS -> header.ignoreEndTokens();
                case SAMPLING -> header.sampling();
                case REFERENCE_CHUNK -> header.referenceChunk();
                case DEPTH -> trace.changes();
                case END_REASON -> trace.endReason() == null ? "cut off" : trace.endReason();
            };
        }
    }

    /**
     * A setting that differs.
     *
     * @param field which
     * @param left as the left trace has it, as text
     * @param right as the right trace has it, as text
     */
    public record Setting(Field field, String left, String right) {}

    /** Compares two traces. */
    public static TraceDiff of(Trace left, Trace right) {
        var settings = new ArrayList<Setting>();
        for (Field field : Field.values()) {
            Object a = field.of(left);
            Object b = field.of(right);
            if (!Objects.equals(a, b)) {
                settings.add(new Setting(field, a.toString(), b.toString()));
            }
        }
        var leftTokens = left.tokens();
        var rightTokens = right.tokens();
        int both = Math.min(leftTokens.size(), rightTokens.size());
        int common = 0;
        while (common < both
                && leftTokens.get(common).id() == rightTokens.get(common).id()) {
            common++;
        }
        int layers = 0;
        while (layers < both
                && leftTokens
                        .get(layers)
                        .executed()
                        .equals(rightTokens.get(layers).executed())) {
            layers++;
        }
        var nll = new ArrayList<Double>();
        for (int i = 0; i < common; i++) {
            nll.add(rightTokens.get(i).nll() - leftTokens.get(i).nll());
        }
        boolean equal = common == leftTokens.size() && common == rightTokens.size();
        return new TraceDiff(
                settings,
                leftTokens.size(),
                rightTokens.size(),
                equal ? OptionalInt.empty() : OptionalInt.of(common),
                layers == both ? OptionalInt.empty() : OptionalInt.of(layers),
                nll);
    }

    /** Says whether both have the same tokens, as a run repeated on the same machine and build must. */
    public boolean sameTokens() {
        return firstDifference.isEmpty();
    }

    /** Returns the greatest absolute NLL difference over the common prefix in nats; 0 if there is none. */
    public double maxNllDifference() {
        return nllDifferences.stream().mapToDouble(Math::abs).max().orElse(0);
    }
}
