/** Turns a trace into the files other programs open: CSV, Perfetto, PNG, SVG and a report for the browser. */
@NullMarked
package org.d3explorer.trace.export;

import org.jspecify.annotations.NullMarked;
