package org.d3explorer;

import atlantafx.base.theme.PrimerLight;
import java.util.Arrays;
import java.util.Optional;
import org.d3explorer.bundle.AtomicFiles;
import org.d3explorer.cli.CommandEnvironment;
import org.d3explorer.cli.D3Command;
import org.d3explorer.cli.ExitCode;
import org.d3explorer.cli.Interruption;
import org.d3explorer.runtime.Device;
import org.d3explorer.settings.ProgramFolders;
import org.d3explorer.settings.ProgramVersion;
import org.d3explorer.settings.SettingsFolder;
import org.d3explorer.ui.app.ApplicationServices;
import org.d3explorer.ui.app.ExplorerApplication;
import org.d3explorer.ui.explore.LoadedModelEngine;
import org.d3explorer.ui.view.RenderBenchmark;
import org.d3explorer.ui.view.RenderBenchmark.Settings;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.bridge.SLF4JBridgeHandler;

/**
 * Starts D³ Explorer: a command given on the command line; without one the window; and where that cannot be shown, a
 * sample run in the terminal.
 */
public final class Main {
    private static final String DEBUG = "--debug";

    /** The one command that needs the window's classes, which the command line must not see. */
    private static final String[] BENCH_UI = {"bench", "ui"};

    private Main() {}

    static void main(String[] arguments) {
        var folders = ProgramFolders.find();
        boolean debug = Arrays.asList(arguments).contains(DEBUG);
        System.setProperty(LogConfiguration.FOLDER_PROPERTY, folders.logs().toString());
        System.setProperty(LogConfiguration.CONSOLE_PROPERTY, Boolean.toString(debug));
        SLF4JBridgeHandler.removeHandlersForRootLogger();
        SLF4JBridgeHandler.install();
        if (Arrays.equals(arguments, BENCH_UI)) {
            System.exit(benchmarkViews(CommandEnvironment.ofProcess(folders)));
        }
        boolean window = arguments.length == (debug ? 1 : 0);
        System.exit(window ? open(folders) : D3Command.execute(CommandEnvironment.ofProcess(folders), arguments));
    }

    private static int open(ProgramFolders folders) {
        var environment = CommandEnvironment.ofProcess(folders);
        var interruption = environment.interruption();
        return Display.obstacle()
                .or(() -> launch(folders, interruption))
                .map(reason -> D3Command.executeSample(environment, reason))
                .orElseGet(() -> (interruption.isRequested() ? ExitCode.CANCELLED : ExitCode.OK).code());
    }

    /** Feeds the views of a run faster than any model and prints how many frames a second they keep. */
    private static int benchmarkViews(CommandEnvironment environment) {
        var obstacle = Display.obstacle();
        if (obstacle.isPresent()) {
            environment.err().println("d3x: " + obstacle.get());
            return ExitCode.INPUT.code();
        }
        try {
            var theme = new PrimerLight().getUserAgentStylesheet();
            environment
                    .out()
                    .println(RenderBenchmark.run(Settings.standard(theme)).toText());
            environment.out().flush();
            return ExitCode.OK.code();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return ExitCode.CANCELLED.code();
        }
    }

    /** Shows the window until it is closed; returns why it could not be shown, if so. */
    private static Optional<String> launch(ProgramFolders folders, Interruption interruption) {
        try {
            ExplorerApplication.launch(new ApplicationServices(
                    SettingsFolder.find(),
                    (target, content) -> AtomicFiles.write(target, out -> out.write(content)),
                    folders.models(),
                    Optional.empty(),
                    folders.traces(),
                    () -> new LoadedModelEngine(new Device.Auto(), 0, ProgramVersion.current()),
                    interruption::onInterrupt));
            return Optional.empty();
        } catch (UnsupportedOperationException | LinkageError e) {
            Logger log = LoggerFactory.getLogger(Main.class);
            log.warn("The window cannot be shown", e);
            return Optional.of(Display.reason(e));
        }
    }
}
