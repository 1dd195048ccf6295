/** What the window tells its user: one line of cause, what to do, details to copy. */
@NullMarked
package org.d3explorer.ui.notice;

import org.jspecify.annotations.NullMarked;
