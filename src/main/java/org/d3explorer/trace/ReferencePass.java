package org.d3explorer.trace;

/**
 * One chunk of the full-depth reference (specification §3): a multi-position full-depth pass over the tokens since the
 * last one.
 *
 * @param index i of the first token T_i it covers, ≥ 0
 * @param tokens number of tokens it covers, ≥ 1
 * @param nanos what the pass took, in ns
 */
public record ReferencePass(int index, int tokens, long nanos) {}
