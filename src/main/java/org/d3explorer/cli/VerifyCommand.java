package org.d3explorer.cli;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.d3explorer.bundle.Bundle;
import org.d3explorer.bundle.BundleException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code verify}: whether a bundle is whole. */
@Command(
        name = "verify",
        description = "Check every file of a model bundle: presence, size, SHA-256, graph signatures.")
final class VerifyCommand implements Callable<Integer> {
    private final CommandEnvironment environment;

    @Parameters(arity = "0..1", paramLabel = "BUNDLE", description = "The bundle's folder (default: the bundled one).")
    private @Nullable Path bundle;

    @Option(
            names = "--json",
            description =
                    "Print {\"ok\":...,\"folder\":...,\"manifest_sha256\":...,\"files\":...,\"bytes\":...,\"error\":...}.")
    private boolean json;

    /** What {@code --json} prints. */
    record Result(
            boolean ok,
            String folder,
            @Nullable String manifestSha256,
            @Nullable Integer files,
            @Nullable Long bytes,
            @Nullable String error) {}

    VerifyCommand(CommandEnvironment environment) {
        this.environment = environment;
    }

    @Override
    public Integer call() {
        var folder = bundle == null ? environment.defaultModel() : bundle;
        try {
            var opened = Bundle.open(folder);
            int files = opened.manifest().files().size();
            long bytes = InspectCommand.bytes(opened.manifest());
            environment
                    .out()
                    .println(
                            json
                                    ? Json.line(new Result(
                                            true,
                                            opened.folder().toString(),
                                            opened.manifestSha256(),
                                            files,
                                            bytes,
                                            null))
                                    : opened.folder() + ": whole; " + files + " files, "
                                            + InspectCommand.megabytes(bytes) + ", as the manifest "
                                            + opened.manifestSha256() + " says");
            return ExitCode.OK.code();
        } catch (BundleException e) {
            if (json) {
                environment
                        .out()
                        .println(Json.line(new Result(false, folder.toString(), null, null, null, e.getMessage())));
            }
            throw e;
        }
    }
}
