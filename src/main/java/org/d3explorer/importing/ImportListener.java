package org.d3explorer.importing;

/** Follows an import and may cancel it. Called on the importing thread, a few hundred times in all. */
public interface ImportListener {
    /** A listener that does nothing. */
    ImportListener NONE = (stage, done, total) -> {};

    /** The parts of an import, in order. */
    enum Stage {
        /** Hashing the source; counted in bytes of the source. */
        HASHING,
        /** Writing graphs; counted in bytes of source weights. */
        CONVERTING,
        /** Syncing, renaming and verifying the finished bundle; counted in steps of 1. */
        VERIFYING
    }

    /**
     * Reports progress.
     *
     * @param stage the current part
     * @param done how much of it is done
     * @param total all of it
     */
    void progress(Stage stage, long done, long total);

    /** Says whether the import shall stop; asked many times a second. */
    default boolean isCancelled() {
        return false;
    }
}
