package org.d3explorer.decoding;

/**
 * One position of a teacher-forced text, and what it says of the next token.
 *
 * @param depth number of layers that ran
 * @param top1 the most probable next token
 * @param entropy of the next token's distribution, in nats
 * @param nextNll −ln p of the text's next token in nats; NaN at the last position
 * @param kl KL(full depth ‖ this) in nats; NaN where no reference was asked for
 * @param sameTop1 whether full depth has the same most probable token; false where no reference was asked for
 */
public record ScoredRow(int depth, int top1, double entropy, double nextNll, double kl, boolean sameTop1) {}
