package org.d3explorer.ui.explore;

import org.d3explorer.depth.UserError;

/** Something was asked of the engine while no model is loaded. */
final class NoModelException extends RuntimeException implements UserError {
    private static final long serialVersionUID = 1;

    NoModelException(String message) {
        super(message);
    }
}
