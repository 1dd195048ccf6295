package org.d3explorer.cli;

import java.io.IOException;
import org.jline.terminal.Size;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;
import org.jspecify.annotations.Nullable;

/** The size of the terminal, kept up to date when its window changes. Without a terminal the size is 0 by 0. */
final class Screen implements AutoCloseable {
    private final @Nullable Terminal terminal;
    private volatile Size size;

    /** Looks for the terminal. */
    Screen() {
        terminal = find();
        size = terminal == null ? new Size() : terminal.getSize();
        if (terminal != null) {
            terminal.handle(Terminal.Signal.WINCH, signal -> size = terminal.getSize());
        }
    }

    /** Returns the number of rows. */
    int rows() {
        return size.getRows();
    }

    /** Returns the number of columns. */
    int columns() {
        return size.getColumns();
    }

    @Override
    public void close() {
        if (terminal != null) {
            try {
                terminal.close();
            } catch (IOException e) {
                throw new java.io.UncheckedIOException("the terminal could not be released", e);
            }
        }
    }

    private static @Nullable Terminal find() {
        try {
            return TerminalBuilder.builder().system(true).dumb(true).build();
        } catch (IOException e) {
            return null;
        }
    }
}
