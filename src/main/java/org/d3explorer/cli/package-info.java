/** The commands. */
@NullMarked
package org.d3explorer.cli;

import org.jspecify.annotations.NullMarked;
