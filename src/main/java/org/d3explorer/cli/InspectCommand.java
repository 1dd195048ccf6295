package org.d3explorer.cli;

import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.d3explorer.bundle.Bundle;
import org.d3explorer.bundle.Manifest;
import org.d3explorer.bundle.Manifest.FileEntry;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code inspect}: what a bundle says it is. */
@Command(name = "inspect", description = "Show what a model bundle says it is; hashes are not checked (see verify).")
final class InspectCommand implements Callable<Integer> {
    private static final double MEGABYTE = 1e6;

    private final CommandEnvironment environment;

    @Parameters(arity = "0..1", paramLabel = "BUNDLE", description = "The bundle's folder (default: the bundled one).")
    private @Nullable Path bundle;

    @Option(
            names = "--json",
            description = "Print {\"folder\":...,\"manifest_sha256\":...,\"bytes\":...,\"manifest\":{...}}.")
    private boolean json;

    /** What {@code --json} prints. */
    record Result(String folder, String manifestSha256, long bytes, Manifest manifest) {}

    InspectCommand(CommandEnvironment environment) {
        this.environment = environment;
    }

    @Override
    public Integer call() {
        var opened = Bundle.openUnverified(bundle == null ? environment.defaultModel() : bundle);
        long bytes = bytes(opened.manifest());
        if (json) {
            environment
                    .out()
                    .println(Json.line(
                            new Result(opened.folder().toString(), opened.manifestSha256(), bytes, opened.manifest())));
        } else {
            print(environment.out(), opened, bytes);
        }
        return ExitCode.OK.code();
    }

    /** Returns the size of the bundle's files without the manifest. */
    static long bytes(Manifest manifest) {
        return manifest.files().stream().mapToLong(FileEntry::size).sum();
    }

    /** Returns a size in MB. */
    static String megabytes(long bytes) {
        return String.format(Locale.ROOT, "%.1f MB", bytes / MEGABYTE);
    }

    private static void print(PrintStream out, Bundle bundle, long bytes) {
        var manifest = bundle.manifest();
        var config = manifest.config();
        var source = manifest.source();
        var d3 = manifest.d3();
        row(out, "name", manifest.name());
        row(out, "folder", bundle.folder().toString());
        row(out, "manifest SHA-256", bundle.manifestSha256());
        row(out, "precision", manifest.precision());
        row(out, "files", manifest.files().size() + ", " + megabytes(bytes));
        row(
                out,
                "layers",
                config.numHiddenLayers() + " of hidden size " + config.hiddenSize() + ", feed-forward "
                        + config.intermediateSize());
        row(
                out,
                "attention",
                config.numAttentionHeads() + " heads, " + config.numKeyValueHeads() + " KV heads, head dimension "
                        + config.headDim() + ", RoPE base " + Schedules.trimmed(config.ropeTheta()));
        row(out, "context", config.maxPositionEmbeddings() + " tokens");
        row(out, "vocabulary", config.vocabSize() + (config.tieWordEmbeddings() ? ", embeddings tied" : ""));
        row(out, "end tokens", manifest.tokenizer().eosTokenIds().toString());
        row(out, "chat template", manifest.tokenizer().chatTemplate() == null ? "none" : "yes");
        row(out, "source", source.file() + " (" + source.format() + ", " + megabytes(source.size()) + ")");
        row(out, "source SHA-256", source.sha256());
        row(out, "licence", source.license() == null ? "not given" : source.license());
        row(
                out,
                "D³ defaults",
                "α " + Schedules.trimmed(d3.alpha()) + " from token " + d3.start() + " on, core " + d3.coreHead()
                        + " + " + d3.coreTail() + ", order " + d3.order());
        row(
                out,
                "calibrated orders",
                d3.orders().isEmpty() ? "none" : String.join(", ", d3.orders().keySet()));
        if (d3.calibration() != null) {
            row(out, "calibration", d3.calibration());
        }
    }

    private static void row(PrintStream out, String name, String value) {
        out.printf("%-18s %s%n", name, value);
    }
}
