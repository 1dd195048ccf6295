/** The Explore view: the run panel, the engine behind it and what a run measured. */
@NullMarked
package org.d3explorer.ui.explore;

import org.jspecify.annotations.NullMarked;
