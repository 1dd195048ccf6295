package org.d3explorer.evaluation;

import org.d3explorer.depth.LayerSet;

/**
 * One token of the full-depth text under a shallower configuration that was given the same text before it.
 *
 * @param index i of T_i
 * @param id the token
 * @param executed the layers that ran for the pass that predicts it
 * @param nll −ln p of the token under the configuration, in nats
 * @param referenceNll the same under full depth, in nats
 * @param kl KL(full depth ‖ configuration) in nats, ≥ 0
 * @param deltaProbability p under the configuration minus p under full depth, −1..1
 * @param sameTop1 whether both have the same most probable token
 * @param top1 the configuration's most probable token
 */
public record TeacherForcedToken(
        int index,
        int id,
        LayerSet executed,
        double nll,
        double referenceNll,
        double kl,
        double deltaProbability,
        boolean sameTop1,
        int top1) {}
