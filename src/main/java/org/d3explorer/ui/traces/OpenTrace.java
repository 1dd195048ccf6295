package org.d3explorer.ui.traces;

import java.nio.file.Path;
import org.d3explorer.trace.Trace;

/**
 * A trace that has been read.
 *
 * @param trace all its branches
 * @param title what it is called
 * @param file where it was read from
 */
public record OpenTrace(Trace trace, String title, Path file) {}
