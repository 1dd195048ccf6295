/** D³ Explorer: the entry point, the only place that wires the packages together. */
@NullMarked
package org.d3explorer;

import org.jspecify.annotations.NullMarked;
