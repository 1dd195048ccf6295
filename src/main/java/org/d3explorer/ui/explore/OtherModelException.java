package org.d3explorer.ui.explore;

import org.d3explorer.depth.UserError;
import org.d3explorer.trace.RunHeader;
import org.d3explorer.ui.text.Texts;

/** A kept run was to be repeated with another model than it was made with. */
final class OtherModelException extends RuntimeException implements UserError {
    private static final long serialVersionUID = 1;
    private static final int SHOWN_DIGITS = 12;

    /**
     * Makes the exception.
     *
     * @param made the run
     * @param loaded name of the loaded model
     * @param manifestSha256 of the loaded model
     */
    OtherModelException(RunHeader made, String loaded, String manifestSha256) {
        super(Texts.format(
                "traces.check.otherModel",
                made.model(),
                made.manifestSha256().substring(0, SHOWN_DIGITS),
                loaded,
                manifestSha256.substring(0, SHOWN_DIGITS)));
    }
}
