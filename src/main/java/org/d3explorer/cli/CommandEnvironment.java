package org.d3explorer.cli;

import java.io.BufferedOutputStream;
import java.io.Console;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import org.d3explorer.settings.ProgramFolders;

/**
 * What a command sees of the outside: streams, folders and the request to stop. Tests hand in their own.
 *
 * @param in standard input
 * @param out for results only
 * @param err for progress, summaries and errors
 * @param outTerminal whether {@code out} is a terminal
 * @param errTerminal whether {@code err} is a terminal
 * @param colour whether a terminal's output may be coloured
 * @param defaultModel the bundled model's folder
 * @param traces the folder where runs are kept
 * @param interruption told by Ctrl+C
 */
public record CommandEnvironment(
        InputStream in,
        PrintStream out,
        PrintStream err,
        boolean outTerminal,
        boolean errTerminal,
        boolean colour,
        Path defaultModel,
        Path traces,
        Interruption interruption) {
    /** System property that says whether standard output is a terminal; the start script sets it. */
    private static final String OUT_TERMINAL = "d3explorer.terminal.out";
    /** System property that says whether standard error is a terminal; the start script sets it. */
    private static final String ERR_TERMINAL = "d3explorer.terminal.err";

    /**
     * Returns the process's own streams, UTF-8 whatever the locale, and a termination signal as interruption.
     *
     * @param folders where model and traces are
     */
    public static CommandEnvironment ofProcess(ProgramFolders folders) {
        var interruption = new Interruption();
        interruption.attachToSignals();
        return new CommandEnvironment(
                System.in,
                stream(FileDescriptor.out, false),
                stream(FileDescriptor.err, true),
                isTerminal(OUT_TERMINAL),
                isTerminal(ERR_TERMINAL),
                System.getenv("NO_COLOR") == null && !"dumb".equals(System.getenv("TERM")),
                folders.bundledModel(),
                folders.traces(),
                interruption);
    }

    private static PrintStream stream(FileDescriptor descriptor, boolean autoFlush) {
        return new PrintStream(
                new BufferedOutputStream(new FileOutputStream(descriptor)), autoFlush, StandardCharsets.UTF_8);
    }

    private static boolean isTerminal(String property) {
        var said = System.getProperty(property);
        if (said != null) {
            return said.equals("yes");
        }
        return Optional.ofNullable(System.console()).map(Console::isTerminal).orElse(false);
    }
}
