package org.d3explorer.depth;

/**
 * Marks an exception whose message is written for the user: one line that names the file or field, what was found, what
 * was expected and what to do. The command line prints it and exits; the window shows it as a notification.
 */
public interface UserError {
    /** Returns the one line. */
    String getMessage();
}
