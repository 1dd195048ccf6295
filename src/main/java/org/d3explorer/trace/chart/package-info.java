/**
 * One painter per chart of a run, over {@link java.awt.Graphics2D}, so that window, PNG, SVG and HTML report show the
 * same picture. Nothing here knows JavaFX.
 */
@NullMarked
package org.d3explorer.trace.chart;

import org.jspecify.annotations.NullMarked;
