package org.d3explorer.trace;

import org.d3explorer.depth.DepthConfiguration;
import org.d3explorer.depth.KvPolicy;

/**
 * The depth configuration in force from a token on.
 *
 * @param index the first generated token it applies to; 0 for the one the run began with
 * @param configuration schedule, roles and order
 * @param kvPolicy how missed positions are closed
 */
public record DepthChange(int index, DepthConfiguration configuration, KvPolicy kvPolicy) {}
