/** The token loop: schedule, sampler, metrics and listeners over the {@link org.d3explorer.decoding.LayerStack} port. */
@NullMarked
package org.d3explorer.decoding;

import org.jspecify.annotations.NullMarked;
