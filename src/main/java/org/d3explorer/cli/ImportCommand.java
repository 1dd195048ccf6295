package org.d3explorer.cli;

import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.d3explorer.bundle.Bundle;
import org.d3explorer.importing.ImportListener;
import org.d3explorer.importing.ModelImporter;
import org.d3explorer.importing.Precision;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.TypeConversionException;

/** {@code import}: a model bundle from another program's file or folder. */
@Command(
        name = "import",
        description = {
            "Make a model bundle of a GGUF file, or of a folder as Hugging Face's transformers saves a model,",
            "with weights in safetensors files. The bundle appears complete or not at all."
        })
final class ImportCommand implements Callable<Integer> {
    private static final double MEGABYTE = 1e6;

    private final CommandEnvironment environment;

    @Parameters(paramLabel = "SOURCE", description = "The GGUF file or Hugging Face folder.")
    private Path source = Path.of("");

    @Option(names = "--out", required = true, paramLabel = "DIR", description = "The bundle's folder; must not exist.")
    private Path out = Path.of("");

    @Option(
            names = "--precision",
            defaultValue = "int8",
            paramLabel = "float32|int8|int4",
            converter = PrecisionConverter.class,
            description = "How the weights are stored (default: ${DEFAULT-VALUE}).")
    private Precision precision = Precision.INT8;

    @Option(
            names = "--json",
            description =
                    "Print {\"folder\":...,\"name\":...,\"precision\":...,\"layers\":...,\"bytes\":...,\"manifest_sha256\":...}.")
    private boolean json;

    /** What {@code --json} prints. */
    record Result(String folder, String name, String precision, int layers, long bytes, String manifestSha256) {}

    ImportCommand(CommandEnvironment environment) {
        this.environment = environment;
    }

    @Override
    public Integer call() {
        var bundle = run();
        var manifest = bundle.manifest();
        long bytes = InspectCommand.bytes(manifest);
        var result = new Result(
                bundle.folder().toString(),
                manifest.name(),
                manifest.precision(),
                manifest.config().numHiddenLayers(),
                bytes,
                bundle.manifestSha256());
        environment.out().println(json ? Json.line(result) : describe(result));
        return ExitCode.OK.code();
    }

    private Bundle run() {
        try (var progress = Progress.of(environment, "import", " MB")) {
            return ModelImporter.importModel(source, out, precision, listener(progress));
        }
    }

    private static String describe(Result result) {
        return result.folder() + ": " + result.name() + ", " + result.layers() + " layers, " + result.precision() + ", "
                + InspectCommand.megabytes(result.bytes());
    }

    private ImportListener listener(Progress progress) {
        return new ImportListener() {
            @Override
            public void progress(Stage stage, long done, long total) {
                // Bytes are shown in MB; the last stage counts steps.
                double unit = stage == Stage.VERIFYING ? 1 : MEGABYTE;
                progress.update(
                        Math.round(done / unit),
                        Math.round(total / unit),
                        stage.name().toLowerCase(Locale.ROOT));
            }

            @Override
            public boolean isCancelled() {
                return environment.interruption().isRequested();
            }
        };
    }

    private static final class PrecisionConverter implements ITypeConverter<Precision> {
        @Override
        public Precision convert(String text) {
            try {
                return Precision.parse(text);
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException(e.getMessage());
            }
        }
    }
}
