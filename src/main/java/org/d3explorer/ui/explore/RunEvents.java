package org.d3explorer.ui.explore;

import org.d3explorer.decoding.RunListener;
import org.d3explorer.trace.RunHeader;

/** Follows one run from its tokenized prompt on; called on the engine thread. */
public interface RunEvents extends RunListener {
    /** The prompt has been rendered and tokenized, and the run begins. Not called where that failed. */
    void began(RunHeader header);
}
