/** The views of a run (text, charts, map, inspector) and the observable model they draw from. */
@NullMarked
package org.d3explorer.ui.view;

import org.jspecify.annotations.NullMarked;
