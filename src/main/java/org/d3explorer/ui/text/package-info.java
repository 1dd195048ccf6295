/** The texts of the window and how it writes numbers. */
@NullMarked
package org.d3explorer.ui.text;

import org.jspecify.annotations.NullMarked;
