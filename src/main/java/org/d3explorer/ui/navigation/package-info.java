/** What the window's frame needs to know of a view: its place in the navigation, its node, its actions. */
@NullMarked
package org.d3explorer.ui.navigation;

import org.jspecify.annotations.NullMarked;
