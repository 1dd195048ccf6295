package org.d3explorer.evaluation;

/** Follows a calibration or study. */
@FunctionalInterface
public interface StudyProgress {
    /** Wants to know nothing. */
    StudyProgress NONE = (done, total) -> {};

    /**
     * Some of the work is done.
     *
     * @param done passes done
     * @param total passes there will be
     */
    void done(int done, int total);
}
