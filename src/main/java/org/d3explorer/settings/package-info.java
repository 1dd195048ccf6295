/** Typed preferences and their file. */
@NullMarked
package org.d3explorer.settings;

import org.jspecify.annotations.NullMarked;
