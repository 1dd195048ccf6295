/**
 * How deep, and through which layers: schedules, layer roles, skip orders and presets as pure functions and records
 * (specification §1). Depends on nothing.
 */
@NullMarked
package org.d3explorer.depth;

import org.jspecify.annotations.NullMarked;
