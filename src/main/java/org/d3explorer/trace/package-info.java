/** Immutable records of what a run did, and the writers and readers of them. */
@NullMarked
package org.d3explorer.trace;

import org.jspecify.annotations.NullMarked;
