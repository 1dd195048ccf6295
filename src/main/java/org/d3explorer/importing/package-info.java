/** Model files of other programs to verified bundles. */
@NullMarked
package org.d3explorer.importing;

import org.jspecify.annotations.NullMarked;
