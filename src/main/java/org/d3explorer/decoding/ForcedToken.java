package org.d3explorer.decoding;

import org.d3explorer.depth.KvPolicy;
import org.d3explorer.depth.LayerSet;

/**
 * A generated token that a continued run takes over instead of generating it.
 *
 * @param id token id; may be another one than the first run chose, which makes a branch
 * @param executed the layers that ran for it, as its record says; decides what its KV caches hold
 * @param kvPolicy how positions its layers had missed were closed then
 */
public record ForcedToken(int id, LayerSet executed, KvPolicy kvPolicy) {}
