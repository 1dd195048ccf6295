/** The window's frame: start, single instance, theme, navigation, notices, shutdown. */
@NullMarked
package org.d3explorer.ui.app;

import org.jspecify.annotations.NullMarked;
