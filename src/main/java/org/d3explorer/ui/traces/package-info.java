/** The view of kept runs: list, replay, check by re-running, comparison of two, export. */
@NullMarked
package org.d3explorer.ui.traces;

import org.jspecify.annotations.NullMarked;
