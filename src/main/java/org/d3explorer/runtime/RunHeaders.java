package org.d3explorer.runtime;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.d3explorer.decoding.RunRequest;
import org.d3explorer.trace.RunHeader;

/** Writes down what a run is made of and on, the same way for the window and the command line. */
public final class RunHeaders {
    private static final String CPU_MODEL_KEY = "model name";

    private RunHeaders() {}

    /**
     * Returns the header of a run that is about to begin.
     *
     * @param programVersion version of this program
     * @param model the loaded model
     * @param prompt the text the user gave
     * @param renderedPrompt what was tokenized, chat template applied
     * @param request what is to be generated
     */
    public static RunHeader of(
            String programVersion, LoadedModel model, String prompt, String renderedPrompt, RunRequest request) {
        var manifest = model.manifest();
        return new RunHeader(
                programVersion,
                Instant.now(),
                manifest.name(),
                model.bundle().manifestSha256(),
                manifest.precision(),
                manifest.config().numHiddenLayers(),
                manifest.config().vocabSize(),
                machine(),
                model.stack().executionProvider(),
                model.stack().threads(),
                prompt,
                renderedPrompt,
                request.promptIds(),
                request.maxNewTokens(),
                request.endTokens().isEmpty(),
                request.sampling(),
                request.referenceChunk());
    }

    /** Returns processor, operating system and Java, in words. */
    static String machine() {
        return processor() + "; " + System.getProperty("os.name") + " " + System.getProperty("os.version") + "; Java "
                + Runtime.version();
    }

    private static String processor() {
        int threads = Runtime.getRuntime().availableProcessors();
        return cpuModel() + ", " + threads + (threads == 1 ? " hardware thread" : " hardware threads");
    }

    private static String cpuModel() {
        var file = Path.of("/proc/cpuinfo");
        if (Files.isReadable(file)) {
            try (var lines = Files.lines(file)) {
                var model = lines.filter(line -> line.startsWith(CPU_MODEL_KEY)).findFirst();
                if (model.isPresent()) {
                    return model.get().substring(model.get().indexOf(':') + 1).strip();
                }
            } catch (IOException e) {
                return System.getProperty("os.arch");
            }
        }
        return System.getProperty("os.arch");
    }
}
