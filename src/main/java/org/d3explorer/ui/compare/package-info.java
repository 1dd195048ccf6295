/** The Compare view: several configurations on one prompt beside full depth. */
@NullMarked
package org.d3explorer.ui.compare;

import org.jspecify.annotations.NullMarked;
